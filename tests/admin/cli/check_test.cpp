#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;
using nlohmann::json;

namespace {

// A condition with a slip, a choice without translation, a list that nobody uses, and no indicator.
constexpr const char* sloppy =
    "| survey | type | name | label::中文 (zh) | label::English (en) | relevance |\n"
    "| | select_one yn | a | 甲 | A | |\n"
    "| | | | | | |\n"
    "| | text | b | 乙 | B | ${a} = 'yess' |\n"
    "| choices | list_name | name | label::中文 (zh) | label::English (en) |\n"
    "| | yn | y | 是 | Yes |\n"
    "| | yn | n | 否 | |\n"
    "| | spare | x | 备 | Spare |\n";

std::vector<std::string> cells(const json& report) {
  std::vector<std::string> all;
  for (const auto& finding : report["findings"])
    all.push_back(finding["code"].get<std::string>() + " " + finding.value("sheet", "") + " " +
                  std::to_string(finding.value("row", 0)) + " " + finding.value("column", ""));
  return all;
}

}  // namespace

TEST_CASE("findings of a workbook name sheet, row and the header as it is written, the worst first") {
  Desk desk;
  const Outcome checked = desk.run({"check", desk.write("sloppy.md", sloppy), "--json", "--no-screens"});
  CHECK(checked.exit == 1);
  const json report = json::parse(checked.out);
  CHECK(report["valid"] == false);
  CHECK(cells(report) == std::vector<std::string>{
                             "check.never_asked survey 4 relevance",
                             "check.no_indicator  0 ",
                             "check.unknown_choice survey 4 relevance",
                             "check.untranslated choices 3 label::English (en)",
                             "check.unused_list choices 4 list_name",
                         });
  CHECK(report["findings"][0]["path"] == "/data/b");
  CHECK(report["findings"][0]["part"] == "relevant");
  CHECK(report["findings"][3]["list"] == "yn");
  CHECK(report["findings"][3]["choice"] == "n");
  CHECK(report["findings"][3]["language"] == "English (en)");
  const Outcome told = desk.run({"check", desk.path("sloppy.md"), "--no-screens"});
  CHECK(has(told.out, "error: survey row 4, column relevance: can never be asked"));
  CHECK(has(told.out, "[check.never_asked]"));
  CHECK(has(told.out, "sloppy.md: 1 error, 3 warnings, 1 remark"));
}

TEST_CASE("findings of an XForm name the path, as there are no cells") {
  Desk desk;
  const std::string form = desk.path("sloppy.xml");
  REQUIRE(desk.run({"compile", desk.write("sloppy.md", sloppy), "-o", form}).exit == 0);
  const Outcome checked = desk.run({"check", form, "--no-screens"});
  CHECK(checked.exit == 1);
  CHECK(has(checked.out, "error: relevant of /data/b: can never be asked"));
  CHECK(has(checked.out, "warning: label of the list yn of the choice n in English (en): no text in this language"));
}

TEST_CASE("warnings end a check with 1 only where they are to, and minutes are the author's") {
  Desk desk;
  const std::string file = desk.write("plain.md", "| survey | type | name | label |\n| | text | a | A |\n");
  CHECK(desk.run({"check", file, "--no-screens"}).exit == 0);
  CHECK(desk.run({"check", file, "--no-screens", "--strict"}).exit == 1);  // no indicator
  std::string rows = "| survey | type | name | label |\n";
  for (int question = 0; question < 30; ++question)
    rows += "| | integer | q" + std::to_string(question) + " | How many times " + std::to_string(question) + "? |\n";
  const std::string lengthy = desk.write("long.md", rows);
  CHECK(has(desk.run({"check", lengthy, "--no-screens"}).out, "check.too_long"));
  CHECK_FALSE(has(desk.run({"check", lengthy, "--no-screens", "--minutes", "30"}).out, "check.too_long"));
  CHECK(desk.run({"check", lengthy, "--minutes", "0"}).exit == 2);
}
