#include "minyi/sheets/xlsx.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "minyi/sheets/cell_text.hpp"
#include "minyi/sheets/csv_sheets.hpp"

#include "admin/sheets/parts.hpp"
#include "survey-defs/xlsform/random_workbook.hpp"

namespace {

using namespace minyi;
using sheets::read_xlsx;
using testing::workbook_parts;
using testing::zip;
using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& bytes) {
  const auto book = read_xlsx(bytes, "book.xlsx");
  if (!book) FAIL(to_string(book.error()));
  REQUIRE_FALSE(book->sheets.empty());
  return book->sheets.front().rows;
}

Error refused(const std::string& bytes) {
  const auto book = read_xlsx(bytes, "book.xlsx");
  REQUIRE_FALSE(book);
  CHECK(book.error().code == ErrorCode::sheet_syntax);
  CHECK(book.error().where.find("book.xlsx") == 0);
  return book.error();
}

TEST_CASE("a cell reads as an admin sees it: shared, rich and inline texts, numbers, truth values, saved results") {
  const auto bytes = zip(workbook_parts(
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>inline 文字</t></is></c></row>)"
      R"(<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>0.5</v></c><c r="C2"><v>2026112301</v></c><c r="D2" t="b"><v>1</v></c></row>)"
      R"(<row r="3"><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="C3" t="b"><f>1=2</f><v>0</v></c></row>)",
      R"(<si><t>type</t></si><si><r><rPr><b/></rPr><t>na</t></r><r><t xml:space="preserve">me </t></r></si>)"));
  CHECK(rows_of(bytes) ==
        Rows{{"type", "name", "inline 文字", ""}, {"1", "0.5", "2026112301", "TRUE"}, {"2", "ab", "FALSE", ""}});
}

TEST_CASE("phonetic guides above a text are not part of it") {
  const auto bytes =
      zip(workbook_parts(R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)",
                         R"(<si><t>文明</t><rPh sb="0" eb="2"><t>wénmíng</t></rPh><phoneticPr fontId="1"/></si>)"));
  CHECK(rows_of(bytes) == Rows{{"文明"}});
}

TEST_CASE("a number in a cell that shows a date reads as that date") {
  const std::string styles =
      R"(<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="&quot;day&quot; 0"/></numFmts>)"
      R"(<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs>)";
  const std::string rows =
      R"(<row r="1"><c r="A1" s="1"><v>46351</v></c><c r="B1" s="2"><v>46351</v></c><c r="C1" s="3"><v>46351.354166666664</v></c><c r="D1"><v>46351</v></c></row>)";
  CHECK(rows_of(zip(workbook_parts(rows, "", styles))) ==
        Rows{{"2026-11-25", "46351", "2026-11-25T08:30:00", "46351"}});
  CHECK(rows_of(zip(workbook_parts(R"(<row r="1"><c r="A1" s="1"><v>44889</v></c></row>)", "", styles,
                                   R"(<workbookPr date1904="1"/>)"))) == Rows{{"2026-11-25"}});
}

TEST_CASE("rows keep their numbers; blank rows, formatting without content and merged cells are no cells") {
  std::string rows =
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="4"><c r="A4" t="s"><v>1</v></c><c r="C4" s="1"/></row>)";
  rows += R"(<row r="1048576" s="1" customFormat="1"><c r="XFD1048576" s="1"/></row>)";
  const auto book = read_xlsx(zip(workbook_parts(rows, "<si><t>type</t></si><si><t>note</t></si>")), "book.xlsx");
  REQUIRE(book);
  CHECK(book->sheets.front().rows == Rows{{"type"}, {"note"}});
  CHECK(book->sheets.front().lines == std::vector<int>{1, 4});
}

TEST_CASE("what is written is read back cell for cell, and stays text") {
  xlsform::WorkbookBuilder builder("form.md");
  REQUIRE(builder.add_sheet("survey"));
  REQUIRE(builder.add_row({"type", "label::ᠮᠣᠩᠭᠣᠯ (mn-Mong)", "hint"}, 1));
  REQUIRE(builder.add_row({"note", "ᠰᠣᠶᠣᠯᠲᠤ ᠬᠣᠲᠠ", "one\ntwo | <br> \\"}, 2));
  REQUIRE(builder.add_row({"007", "1e5", "=1+1"}, 3));
  REQUIRE(builder.add_row({"TRUE", "", "_x0041_ & <b> 👍"}, 4));
  REQUIRE(builder.add_sheet("choices"));
  const auto book = std::move(builder).finish();
  const auto bytes = sheets::write_xlsx(book);
  REQUIRE(bytes);
  const auto again = read_xlsx(*bytes, "form.xlsx");
  REQUIRE(again);
  REQUIRE(again->sheets.size() == 2);
  CHECK(again->sheets[0].name == "survey");
  CHECK(again->sheets[0].rows == book.sheets[0].rows);
  CHECK(again->sheets[1].rows.empty());
}

TEST_CASE("any workbook is written as .xlsx and as CSV, and read back cell for cell") {
  const std::vector<std::string> pieces{"_x000D_", "_x", "5F_",  "\n", "\"",   ",",     "'",   "=",   "-1",
                                        "1e5",     "0",  "TRUE", " ",  "楼道", "&amp;", "<b>", "\\r", "ᠮᠣᠩ"};
  testing::RandomWorkbooks random(11);
  for (int round = 0; round < 300; ++round) {
    const auto book = random.next(pieces);
    const auto bytes = sheets::write_xlsx(book);
    REQUIRE(bytes);
    const auto excel = sheets::parse_xlsx(*bytes, "");
    const auto csv = sheets::read_csv_sheets(sheets::write_csv_sheets(book), "");
    for (const auto* again : {&excel, &csv}) {
      REQUIRE(again->has_value());
      REQUIRE((*again)->sheets.size() == book.sheets.size());
      for (std::size_t i = 0; i < book.sheets.size(); ++i) REQUIRE((*again)->sheets[i].rows == book.sheets[i].rows);
    }
  }
}

TEST_CASE("what Excel cannot hold is refused with its place") {
  const auto book = [](const std::string& sheet, const std::string& cell) {
    return xlsform::Workbook{"form.md", {{sheet, {{"type"}, {cell}}, {1, 2}}}};
  };
  const auto long_cell = sheets::write_xlsx(book("survey", std::string(40000, 'x')));
  REQUIRE_FALSE(long_cell);
  CHECK(long_cell.error().code == ErrorCode::sheet_invalid);
  CHECK(long_cell.error().where == "form.md, sheet survey, row 2");
  CHECK_FALSE(sheets::write_xlsx(book("a/b", "x")));
  CHECK_FALSE(sheets::write_xlsx(book("a name that is longer than thirty-one characters", "x")));
}

TEST_CASE("a file that is no workbook says what it is and what to do") {
  CHECK(refused("").message.find("empty") != std::string::npos);
  CHECK(refused("name,label\n").hint.find(".xlsx") != std::string::npos);
  CHECK(refused("\xD0\xCF\x11\xE0 and more").hint.find("password") != std::string::npos);
  CHECK_FALSE(refused("PK\x03\x04 cut off").message.empty());
  CHECK_FALSE(refused(zip({{"readme.txt", "no workbook"}})).message.empty());
  const auto whole = zip(workbook_parts(R"(<row r="1"><c r="A1"><v>1</v></c></row>)"));
  CHECK_FALSE(refused(whole.substr(0, whole.size() / 2)).message.empty());
}

TEST_CASE("bombs, endless rows and huge cells end in an error within bounded memory") {
  // 300 MB of blanks in 300 KB
  auto parts = workbook_parts("");
  parts.back().second.insert(parts.back().second.find("</sheetData>"), std::string(std::size_t{300} << 20U, ' '));
  CHECK_FALSE(refused(zip(parts)).message.empty());
  parts.clear();
  parts.shrink_to_fit();

  CHECK(refused(zip(workbook_parts(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>)" + std::string(10U << 20U, 'x') +
                                   "</t></is></c></row>")))
            .message.find("256 KB") != std::string::npos);

  std::string rows;
  for (int row = 1; row <= 200'001; ++row)
    rows += "<row r=\"" + std::to_string(row) + "\"><c t=\"b\"><v>1</v></c></row>";
  CHECK(refused(zip(workbook_parts(rows))).message.find("200000 rows") != std::string::npos);

  CHECK(refused(zip(workbook_parts(R"(<row r="1"><c r="XFD1"><v>1</v></c></row>)"))).message.find("1000 columns") !=
        std::string::npos);

  // one long text, in very many cells
  rows.clear();
  for (int row = 1; row <= 1000; ++row)
    rows += "<row r=\"" + std::to_string(row) + "\"><c r=\"A" + std::to_string(row) + "\" t=\"s\"><v>0</v></c></row>";
  CHECK(refused(zip(workbook_parts(rows, "<si><t>" + std::string(200'000, 'x') + "</t></si>"))).message.find("64 MB") !=
        std::string::npos);
}

TEST_CASE("entities that blow up, deep nesting and bytes that are no text are refused or harmless") {
  auto laughs = workbook_parts(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>&lol9;</t></is></c></row>)");
  std::string doctype = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">";
  for (int i = 1; i <= 9; ++i) {
    doctype += "<!ENTITY lol" + std::to_string(i) + " \"";
    for (int k = 0; k < 10; ++k) doctype += "&lol" + (i > 1 ? std::to_string(i - 1) : std::string()) + ";";
    doctype += "\">";
  }
  auto& sheet = laughs.back().second;
  sheet.insert(sheet.find("<worksheet"), doctype + "]>");
  if (const auto book = read_xlsx(zip(laughs), "book.xlsx"))
    for (const auto& row : book->sheets.front().rows)
      for (const auto& cell : row) CHECK(cell.size() < 1000);

  std::string nested;
  for (int i = 0; i < 200'000; ++i) nested += "<x>";
  const auto deep = read_xlsx(zip(workbook_parts(nested)), "book.xlsx");
  if (!deep) CHECK(deep.error().code == ErrorCode::sheet_syntax);

  const std::string broken = std::string("<si><t>a") + "\xFF\xFE" + "b</t></si>";
  CHECK(refused(zip(workbook_parts(R"(<row r="3"><c r="A3" t="s"><v>0</v></c></row>)", broken))).where ==
        "book.xlsx, sheet survey, row 3");
  const std::string nul = std::string("<si><t>a") + '\0' + "b</t></si>";
  CHECK_FALSE(refused(zip(workbook_parts(R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)", nul))).message.empty());
}

TEST_CASE("number formats: which of them show a date") {
  CHECK(sheets::shows_date(14, ""));
  CHECK_FALSE(sheets::shows_date(2, "0.00"));
  CHECK(sheets::shows_date(170, "d mmm yy"));
  CHECK(sheets::shows_date(170, "[h]:mm"));
  CHECK(sheets::shows_date(170, "[$-804]yyyy\"年\"m\"月\""));
  CHECK_FALSE(sheets::shows_date(170, "[Red]0.0;\"days\""));
  CHECK_FALSE(sheets::shows_date(170, "General\\d"));
  CHECK_FALSE(sheets::shows_date(170, "\"unclosed"));
}

TEST_CASE("serial numbers as dates, on both epochs and around the day that never was") {
  using sheets::date_text, sheets::Epoch;
  CHECK(date_text(1, Epoch::y1900) == "1900-01-01");
  CHECK(date_text(59, Epoch::y1900) == "1900-02-28");
  CHECK(date_text(61, Epoch::y1900) == "1900-03-01");
  CHECK(date_text(0.5, Epoch::y1900) == "12:00:00");
  CHECK(date_text(46351.999999, Epoch::y1900) == "2026-11-26");
  CHECK(date_text(0, Epoch::y1904) == "1904-01-01");
  CHECK(date_text(-1, Epoch::y1900) == "-1");
  CHECK(date_text(3e6, Epoch::y1900) == "3000000");
}

}  // namespace
