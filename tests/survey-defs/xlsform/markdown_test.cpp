#include <string>

#include <doctest/doctest.h>

#include "minyi/xlsform/workbook.hpp"

#include "survey-defs/xlsform/random_workbook.hpp"

namespace {

using minyi::xlsform::read_markdown;
using minyi::xlsform::write_markdown;

TEST_CASE("a workbook is read from tables whose first column names the sheet, text between them is commentary") {
  const auto book = read_markdown(
      "# A survey\n\nSome words | with a pipe.\n\n"
      "| survey | type | name |\n| --- | --- | :-: |\n| | text | who |\n| | note |\n\n"
      "| choices |\n| | list_name | name |\n| | yn | a \\| b |\n",
      "form.md");
  REQUIRE(book.has_value());
  REQUIRE(book->sheets.size() == 2);
  const auto* survey = book->sheet(" Survey ");
  REQUIRE(survey != nullptr);
  REQUIRE(survey->rows.size() == 3);
  CHECK(survey->rows[1] == std::vector<std::string>{"text", "who"});
  CHECK(survey->rows[2] == std::vector<std::string>{"note", ""});
  CHECK(survey->lines == std::vector<int>{1, 2, 3});
  CHECK(book->sheet("choices")->rows[1] == std::vector<std::string>{"yn", "a | b"});
}

TEST_CASE("writing a workbook and reading it again loses nothing") {
  const auto book = read_markdown(
      "| survey | type | label::中文 (zh) |\n| | note | 甲\\|乙 \\\\ |\n| settings | form_id |\n| | a |\n", "");
  REQUIRE(book.has_value());
  const auto again = read_markdown(write_markdown(*book), "");
  REQUIRE(again.has_value());
  REQUIRE(again->sheets.size() == book->sheets.size());
  for (std::size_t i = 0; i < book->sheets.size(); ++i) {
    CHECK(again->sheets[i].name == book->sheets[i].name);
    CHECK(again->sheets[i].rows == book->sheets[i].rows);
  }
}

TEST_CASE("a table without a sheet's name, and a sheet that begins twice, are refused with their line") {
  const auto nameless = read_markdown("\n| | type |\n", "form.md");
  REQUIRE_FALSE(nameless.has_value());
  CHECK(nameless.error().where == "form.md:2");
  const auto twice = read_markdown("| survey |\n| | type |\n| survey |\n", "form.md");
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().where == "form.md:3");
}

TEST_CASE("a cell keeps its line breaks, and a backslash before <br> or a pipe means what is written") {
  const auto book =
      read_markdown("| survey | hint |\n| | one<br>two |\n| | a \\<br> b |\n| | \\\\\\| and \\d{3} |\n", "");
  REQUIRE(book.has_value());
  const auto& rows = book->sheets.at(0).rows;
  CHECK(rows.at(1).at(0) == "one\ntwo");
  CHECK(rows.at(2).at(0) == "a <br> b");
  CHECK(rows.at(3).at(0) == "\\| and \\d{3}");
}

TEST_CASE("a row of dashes is Markdown's own only under a sheet's first row") {
  const auto book = read_markdown("| choices | name |\n| --- | --- |\n| | --- |\n| | -- |\n", "");
  REQUIRE(book.has_value());
  CHECK(book->sheets.at(0).rows == std::vector<std::vector<std::string>>{{"name"}, {"---"}, {"--"}});
}

TEST_CASE("any workbook is written as Markdown and read back cell for cell") {
  const std::vector<std::string> pieces{"|", "\\", "<br>", "\n",   "<", "br>", "-",
                                        ":", " ",  "a",    "楼道", "`", "*",   "&lt;"};
  minyi::testing::RandomWorkbooks random(7);
  for (int round = 0; round < 2000; ++round) {
    const auto book = random.next(pieces);
    const auto text = write_markdown(book);
    CAPTURE(text);
    const auto again = read_markdown(text, "");
    REQUIRE(again.has_value());
    REQUIRE(again->sheets.size() == book.sheets.size());
    for (std::size_t i = 0; i < book.sheets.size(); ++i) REQUIRE(again->sheets[i].rows == book.sheets[i].rows);
  }
}

}  // namespace
