// Surveys that mean no good end in an error that says where, within bounded memory.
#include <doctest/doctest.h>

#include "minyi/xlsform/compile.hpp"

namespace {

using namespace minyi;

std::string refused(const std::string& text) {
  const auto book = xlsform::read_markdown(text, "book.md");
  REQUIRE_FALSE(book);
  CHECK(book.error().code == ErrorCode::sheet_syntax);
  CHECK(book.error().where.starts_with("book.md"));
  return to_string(book.error());
}

TEST_CASE("huge cells, endless rows, columns and sheets are refused") {
  const std::string head = "| survey | type | name |\n";
  CHECK(refused(head + "| | text | " + std::string(10U << 20U, 'x') + " |\n").find("256 KB") != std::string::npos);
  CHECK(refused(std::string(33U << 20U, '\n')).find("32 MB") != std::string::npos);
  std::string text = head;
  for (int row = 0; row < 200'001; ++row) text += "| | a |\n";
  CHECK(refused(text).find("200000 rows") != std::string::npos);
  text = "| survey ";
  for (int column = 0; column < 1'001; ++column) text += "| a ";
  CHECK(refused(text + "|\n").find("1000 columns") != std::string::npos);
  text.clear();
  for (int sheet = 0; sheet < 65; ++sheet) text += "| s" + std::to_string(sheet) + " | a |\n| | b |\n";
  CHECK(refused(text).find("64 sheets") != std::string::npos);
}

TEST_CASE("bytes that are no text are refused") {
  CHECK(refused("| survey | type |\n| | \xFF\xFE |\n").find("UTF-8") != std::string::npos);
  CHECK(refused(std::string("| survey | type |\n| | a\0b |\n", 28)).find("UTF-8") != std::string::npos);
}

TEST_CASE("groups that are nested beyond any survey are refused, whether they end or not") {
  for (const bool ends : {true, false}) {
    std::string text = "| survey | type | name | label |\n";
    for (int depth = 0; depth < 5'000; ++depth) text += "| | begin group | g" + std::to_string(depth) + " | G |\n";
    text += "| | text | q | Q |\n";
    for (int depth = 0; ends && depth < 5'000; ++depth) text += "| | end group | | |\n";
    const auto book = xlsform::read_markdown(text, "book.md");
    REQUIRE(book);
    const auto compiled = xlsform::compile(*book, {.default_form_id = "f"}, form::NoFiles{});
    CHECK_FALSE(compiled.valid());
    REQUIRE_FALSE(compiled.errors.empty());
    CHECK_FALSE(compiled.errors.front().message.empty());
  }
}

TEST_CASE("a survey of a hundred thousand mistakes is answered") {
  std::string text = "| survey | type | name | label | relevant |\n";
  for (int row = 0; row < 100'000; ++row) text += "| | txet | 1 | L | ${no |\n";
  const auto book = xlsform::read_markdown(text, "book.md");
  REQUIRE(book);
  const auto compiled = xlsform::compile(*book, {.default_form_id = "f"}, form::NoFiles{});
  CHECK_FALSE(compiled.valid());
}

}  // namespace
