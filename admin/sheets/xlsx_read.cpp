// SpreadsheetML. Source: ECMA-376 part 1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
#include <charconv>
#include <map>

#include <nlohmann/json.hpp>

#include "minyi/sheets/cell_text.hpp"
#include "minyi/sheets/contained.hpp"
#include "minyi/sheets/package.hpp"
#include "minyi/sheets/xlsx.hpp"

namespace minyi::sheets {
namespace {

using nlohmann::json;
using pugi::xml_node;

constexpr std::size_t last_column = 16384, last_row = 1048576;

Result<> recognise(std::string_view bytes, const std::string& file) {
  if (bytes.empty()) return fail(ErrorCode::sheet_syntax, "the file is empty", file);
  if (bytes.size() > xlsform::bounds::file_bytes)
    return fail(ErrorCode::sheet_syntax, "the file is larger than 32 MB", file,
                "leave out pictures and what is not the survey's");
  if (bytes.starts_with("\xD0\xCF\x11\xE0"))  // OLE's container
    return fail(ErrorCode::sheet_syntax, "this workbook is protected by a password, or an old .xls", file,
                "save it as .xlsx without a password");
  if (!bytes.starts_with("PK"))
    return fail(ErrorCode::sheet_syntax, "this is not an .xlsx workbook", file, "save it as .xlsx");
  return {};
}

// <si> or <is>: one text, or runs that are formatted each in its way. Phonetic guides (<rPh>) are not part of it.
std::string rich_text(const xml_node& item) {
  std::string text;
  for (const auto& part : item.children()) {
    if (local_name(part) == "t") text += part.text().get();
    if (local_name(part) == "r") text += child(part, "t").text().get();
  }
  return unescape(text);
}

class Reader {
 public:
  Reader(Package& package, xlsform::WorkbookBuilder& builder) : package_(package), builder_(builder) {}
  Result<> read();

 private:
  Result<> read_strings(const std::string& part);
  Result<> read_styles(const std::string& part);
  Result<> read_sheet(const std::string& part);
  [[nodiscard]] std::string text_of(const xml_node& cell) const;

  Package& package_;
  xlsform::WorkbookBuilder& builder_;
  Epoch epoch_ = Epoch::y1900;
  std::vector<std::string> strings_{};
  std::vector<bool> dates_{};  // of each cell format: it shows a date
};

Result<> Reader::read_strings(const std::string& part) {
  MINYI_TRY(const auto document, package_.part(part));
  for (const auto& item : children(child(*document, "sst"), "si")) strings_.push_back(rich_text(item));
  return {};
}

Result<> Reader::read_styles(const std::string& part) {
  MINYI_TRY(const auto document, package_.part(part));
  const auto sheet = child(*document, "styleSheet");
  std::map<unsigned, std::string> codes;
  for (const auto& format : children(child(sheet, "numFmts"), "numFmt"))
    codes[format.attribute("numFmtId").as_uint()] = format.attribute("formatCode").value();
  for (const auto& format : children(child(sheet, "cellXfs"), "xf")) {
    const auto id = format.attribute("numFmtId").as_uint();
    dates_.push_back(shows_date(id, codes[id]));
  }
  return {};
}

std::string Reader::text_of(const xml_node& cell) const {
  const std::string_view type = cell.attribute("t").as_string("n");
  const auto value = child(cell, "v").text();
  if (type == "inlineStr") return rich_text(child(cell, "is"));
  if (type == "s") return value.as_uint() < strings_.size() ? strings_[value.as_uint()] : std::string();
  if (type == "b") return value.empty() ? "" : value.as_bool() ? "TRUE" : "FALSE";
  if (type != "n") return unescape(value.get());  // str: a formula's text; d: a date in ISO 8601; e: "#N/A"
  const std::string_view digits = value.get();
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::string(digits);
  const auto style = cell.attribute("s").as_uint();
  return style < dates_.size() && dates_[style] ? date_text(number, epoch_) : number_text(number);
}

// "AB12" is in column 28; 0 for what is no address.
std::size_t column_of(std::string_view address) {
  std::size_t column = 0;
  for (const char c : address.substr(0, address.find_first_of("0123456789"))) {
    if (c < 'A' || c > 'Z' || column > last_column) return 0;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
  }
  return column;
}

Result<> Reader::read_sheet(const std::string& part) {
  MINYI_TRY(const auto document, package_.part(part));
  std::map<std::size_t, std::vector<std::string>> rows;  // some writers do not keep the order
  std::size_t row_number = 0;
  for (const auto& row : child(child(*document, "worksheet"), "sheetData").children()) {
    if (local_name(row) != "row") continue;
    row_number = row.attribute("r").as_uint(static_cast<unsigned>(row_number + 1));
    std::size_t column = 0;
    for (const auto& cell : row.children()) {
      if (local_name(cell) != "c") continue;
      const std::string_view address = cell.attribute("r").value();
      column = address.empty() ? column + 1 : column_of(address);
      if (row_number == 0 || row_number > last_row || column == 0 || column > last_column) continue;
      auto text = text_of(cell);
      if (text.empty()) continue;
      const auto at = std::min(column - 1, xlsform::bounds::columns);  // one beyond the bound is beyond enough
      auto& texts = rows[row_number];
      if (at >= texts.size()) texts.resize(at + 1);
      texts[at] = std::move(text);
    }
  }
  for (auto& [number, texts] : rows) MINYI_CHECK(builder_.add_row(std::move(texts), static_cast<int>(number)));
  return {};
}

Result<> Reader::read() {
  MINYI_TRY(const auto tops, package_.relationships(""));
  std::string workbook_part;
  for (const auto& one : tops)
    if (one.kind == "officeDocument") workbook_part = one.part;
  MINYI_TRY(const auto document, package_.part(workbook_part.empty() ? "xl/workbook.xml" : workbook_part));
  MINYI_TRY(const auto parts, package_.relationships(workbook_part.empty() ? "xl/workbook.xml" : workbook_part));
  const auto book = child(*document, "workbook");
  if (child(book, "workbookPr").attribute("date1904").as_bool()) epoch_ = Epoch::y1904;
  for (const auto& one : parts) {
    if (one.kind == "sharedStrings") MINYI_CHECK(read_strings(one.part));
    if (one.kind == "styles") MINYI_CHECK(read_styles(one.part));
  }
  for (const auto& sheet : children(child(book, "sheets"), "sheet")) {
    std::string_view id;
    for (const auto& attribute : sheet.attributes())
      if (std::string_view(attribute.name()).ends_with(":id")) id = attribute.value();
    MINYI_CHECK(builder_.add_sheet(sheet.attribute("name").value()));
    for (const auto& one : parts)
      if (one.id == id && one.kind == "worksheet") MINYI_CHECK(read_sheet(one.part));  // a chart's sheet has no cells
  }
  return {};
}

// The way back from the child.
std::string pack(const xlsform::Workbook& workbook) {
  json sheets = json::array();
  for (const auto& sheet : workbook.sheets)
    sheets.push_back({{"name", sheet.name}, {"rows", sheet.rows}, {"lines", sheet.lines}});
  const auto bytes = json::to_cbor(sheets);
  return {bytes.begin(), bytes.end()};
}

xlsform::Workbook unpack(const std::string& packed, const std::string& file) {
  xlsform::Workbook workbook{file, {}};
  for (auto& sheet : json::from_cbor(packed))
    workbook.sheets.push_back({sheet["name"].get<std::string>(),
                               sheet["rows"].get<std::vector<std::vector<std::string>>>(),
                               sheet["lines"].get<std::vector<int>>()});
  return workbook;
}

}  // namespace

Result<xlsform::Workbook> parse_xlsx(std::string_view bytes, const std::string& file) {
  MINYI_CHECK(recognise(bytes, file));
  MINYI_TRY(auto package, Package::open(bytes, file));
  xlsform::WorkbookBuilder builder(file);
  MINYI_CHECK(Reader(package, builder).read());
  if (!builder.has_sheet())
    return fail(ErrorCode::sheet_syntax, "there is no sheet in this workbook", file, "save it as .xlsx");
  return std::move(builder).finish();
}

Result<xlsform::Workbook> read_xlsx(std::string_view bytes, const std::string& file) {
  MINYI_CHECK(recognise(bytes, file));
  MINYI_TRY(const auto packed, contained({}, file, [&]() -> Result<std::string> {
              MINYI_TRY(const auto workbook, parse_xlsx(bytes, file));
              return pack(workbook);
            }));
  return unpack(packed, file);
}

}  // namespace minyi::sheets
