#include "minyi/sheets/csv_sheets.hpp"

#include <algorithm>

#include "minyi/base/csv.hpp"

namespace minyi::sheets {
namespace {

bool blank(const std::string& cell) { return cell.find_first_not_of(" \t") == std::string::npos; }

}  // namespace

Result<xlsform::Workbook> read_csv_sheets(const std::vector<NamedText>& texts, const std::string& file) {
  xlsform::WorkbookBuilder builder(file);
  for (const auto& sheet : texts) {
    MINYI_TRY(const auto rows, read_csv(sheet.text, file + ", " + sheet.name + ".csv"));
    MINYI_CHECK(builder.add_sheet(sheet.name));
    for (const auto& row : rows) MINYI_CHECK(builder.add_row(row.fields, row.line));
  }
  return std::move(builder).finish();
}

Result<xlsform::Workbook> read_csv_workbook(std::string_view text, const std::string& file) {
  MINYI_TRY(const auto rows, read_csv(text, file));
  xlsform::WorkbookBuilder builder(file);
  for (const auto& row : rows) {
    if (std::all_of(row.fields.begin(), row.fields.end(), blank)) continue;
    if (!blank(row.fields.front()))
      MINYI_CHECK(builder.add_sheet(row.fields.front()));
    else if (!builder.has_sheet())
      return fail(ErrorCode::sheet_syntax, "this row belongs to no sheet", file + " line " + std::to_string(row.line),
                  "write the sheet's name, such as 'survey', in the first column of its first row");
    MINYI_CHECK(builder.add_row({row.fields.begin() + 1, row.fields.end()}, row.line));
  }
  if (!builder.has_sheet()) return fail(ErrorCode::sheet_syntax, "there is no sheet in this file", file);
  return std::move(builder).finish();
}

std::vector<NamedText> write_csv_sheets(const xlsform::Workbook& workbook) {
  std::vector<NamedText> texts;
  for (const auto& sheet : workbook.sheets) {
    std::string text = "\xEF\xBB\xBF";
    for (const auto& row : sheet.rows) {
      for (std::size_t at = 0; at < row.size(); ++at) text += (at > 0 ? "," : "") + csv_field(row[at]);
      text += "\r\n";
    }
    texts.push_back({sheet.name, std::move(text)});
  }
  return texts;
}

}  // namespace minyi::sheets
