#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "minyi/sheets/csv_sheets.hpp"
#include "minyi/sheets/xlsx.hpp"
#include "minyi/xlsform/compile.hpp"

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;

namespace {

const std::string shipped = std::string(MINYI_SOURCE_DIR) + "/survey-defs/civic-city/form.md";

}  // namespace

TEST_CASE("the shipped survey goes to Excel, to CSV and back, and compiles to the same form") {
  Desk desk;
  const auto form = desk.run({"compile", shipped}).out;
  REQUIRE_FALSE(form.empty());
  const Outcome to_excel = desk.run({"convert", shipped, desk.path("form.xlsx")});
  CHECK_MESSAGE(to_excel.exit == 0, to_excel.err);
  CHECK(has(to_excel.err, "outside the tables"));
  CHECK(desk.run({"compile", desk.path("form.xlsx")}).out == form);
  CHECK(desk.run({"convert", desk.path("form.xlsx"), desk.path("again.md")}).exit == 0);
  CHECK(desk.run({"compile", desk.path("again.md")}).out == form);
  CHECK(desk.run({"convert", desk.path("again.md"), desk.path("sheets")}).exit == 0);
  CHECK(std::filesystem::exists(desk.path("sheets/choices.csv")));
  CHECK(desk.run({"compile", desk.path("sheets")}).out == form);
  CHECK(desk.run({"convert", desk.path("sheets"), desk.path("last.md")}).exit == 0);
  CHECK(desk.run({"compile", desk.path("last.md")}).out == form);
}

TEST_CASE("every case of the public suite compiles to the same form after a way through Excel") {
  std::ifstream cases(std::string(MINYI_SOURCE_DIR) + "/tests/conformance/xlsform.jsonl");
  int converted = 0;
  for (std::string line; std::getline(cases, line);) {
    const auto test_case = nlohmann::json::parse(line);
    const auto workbook = xlsform::read_markdown(test_case["md"].get<std::string>(), "case");
    if (!workbook || workbook->sheets.empty()) continue;
    const auto bytes = sheets::write_xlsx(*workbook);
    if (!bytes) continue;  // a sheet's name that Excel does not take
    // In this process, since it is our own file: hundreds of children would take their time.
    const auto again = sheets::parse_xlsx(*bytes, "case");
    REQUIRE(again);
    const xlsform::Options options{.expressions = xlsform::Expressions::as_written};
    const auto before = xlsform::compile(*workbook, options, form::NoFiles());
    const auto after = xlsform::compile(*again, options, form::NoFiles());
    CAPTURE(test_case["id"]);
    CHECK(after.xform == before.xform);
    CHECK(after.errors.size() == before.errors.size());
    ++converted;
  }
  CHECK(converted > 350);
}

TEST_CASE("a conversion overwrites nothing unless told to, and takes no other kinds of files") {
  Desk desk;
  const auto md = desk.write("a.md", "| survey | type | name | label |\n| | note | n | N |\n");
  const auto there = desk.write("b.md", "mine");
  const Outcome refused = desk.run({"convert", md, there});
  CHECK(refused.exit == 1);
  CHECK(has(refused.err, "--force"));
  CHECK(Desk::read(there) == "mine");
  CHECK(desk.run({"convert", md, there, "--force"}).exit == 0);
  CHECK(has(Desk::read(there), "| note | n | N |"));
  CHECK(desk.run({"convert", md, desk.path("b.docx")}).exit == 2);
  CHECK(desk.run({"convert", desk.write("a.xls", "x"), desk.path("c.md")}).exit == 2);
  CHECK(has(desk.run({"convert", desk.write("a.xlsx", "x"), desk.path("c.md")}).err, "not an .xlsx workbook"));
  CHECK_FALSE(std::filesystem::exists(desk.path("c.md")));
}

TEST_CASE("one CSV file holds a workbook when its first column names the sheets") {
  Desk desk;
  const auto csv = desk.write(
      "form.csv", "survey,type,name,label\r\n,note,n,\"two\nlines, quoted\"\r\n,,,\r\nsettings,form_id,,\r\n,f1,,\r\n");
  const Outcome compiled = desk.run({"compile", csv});
  CHECK_MESSAGE(compiled.exit == 0, compiled.err);
  CHECK(has(compiled.out, "id=\"f1\""));
  CHECK(has(compiled.out, "two\nlines, quoted"));
  const Outcome nameless = desk.run({"check", desk.write("bad.csv", ",type\n")});
  CHECK(nameless.exit == 1);
  CHECK(has(nameless.err, "line 1: this row belongs to no sheet"));
  std::filesystem::create_directory(desk.path("empty"));
  CHECK(has(desk.run({"check", desk.path("empty")}).err, "no survey.csv"));
}

TEST_CASE("an XForm of another tool is checked and published as it is") {
  Desk desk;
  REQUIRE(desk.run({"compile", shipped, "-o", desk.path("form.xml")}).exit == 0);
  const Outcome checked = desk.run({"check", desk.path("form.xml")});
  CHECK_MESSAGE(checked.exit == 0, checked.out, checked.err);
  CHECK(desk.office({"publish", desk.path("form.xml")}).exit == 0);
  const Outcome broken =
      desk.run({"check", desk.write("broken.xml", "<h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"/>")});
  CHECK(broken.exit == 1);
  CHECK(has(broken.out, "error: "));
}
