#include "minyi/xlsform/codes.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "survey-defs/check/surveys.hpp"

using namespace minyi;

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::set<std::string> all;
  for (std::sregex_iterator it(text.begin(), text.end(), expression); it != std::sregex_iterator(); ++it)
    all.insert((*it)[1]);
  return all;
}

}  // namespace

TEST_CASE("each code of the preflight has a section of the page, with its severity and meaning") {
  const auto page = read(MINYI_SOURCE_DIR "/survey-defs/check/README.md");
  std::set<std::string> codes;
  for (const auto& spec : check::code_table()) {
    CHECK_MESSAGE(codes.insert(std::string(spec.name)).second, spec.name);
    const auto head = "### `" + std::string(spec.name) + "`\n\n*" + std::string(check::name(spec.severity)) +
                      "*: " + std::string(spec.meaning) + ".\n";
    CHECK_MESSAGE(page.find(head) != std::string::npos, head);
    CHECK(&check::spec(spec.code) == &spec);
  }
  CHECK(matches(page, "### `(check\\.[a-z_]+)`") == codes);
}

TEST_CASE("each code of the compiler has a row of the page, and the compiler uses no other") {
  const auto page = read(MINYI_SOURCE_DIR "/survey-defs/xlsform/README.md");
  std::set<std::string> codes;
  for (const auto& spec : xlsform::code_table()) {
    CHECK_MESSAGE(codes.insert(std::string(spec.name)).second, spec.name);
    const auto row =
        "| `" + std::string(spec.name) + "` | " + std::string(spec.meaning) + " | " + std::string(spec.mend) + " |\n";
    CHECK_MESSAGE(page.find(row) != std::string::npos, row);
  }
  CHECK(matches(page, "\n\\| `(xlsform\\.[a-z_.]+)`") == codes);
  std::set<std::string> used;
  for (const auto& entry : std::filesystem::directory_iterator(MINYI_SOURCE_DIR "/survey-defs/xlsform"))
    if (entry.path().extension() == ".cpp" && entry.path().stem() != "codes")
      used.merge(matches(read(entry.path()), "\"(xlsform\\.[a-z_]+)\""));
  CHECK(used.size() > 50);
  for (const auto& code : used) CHECK_MESSAGE(codes.contains(code), code);
  // What the table has beyond them are codes of the error catalogue, which the reader of XForms gives.
  for (const auto& code : codes) CHECK_MESSAGE((used.contains(code) || code.find('.') != code.rfind('.')), code);
}
