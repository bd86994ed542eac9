// Workbooks as CSV: one file a sheet, or one file whose first column names the sheet where it begins.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/xlsform/workbook.hpp"

namespace minyi::sheets {

struct NamedText {
  std::string name;  // of the sheet
  std::string text;
};

// Each text is a sheet. Errors: sheet_syntax with file, sheet and line.
Result<xlsform::Workbook> read_csv_sheets(const std::vector<NamedText>& texts, const std::string& file);
// "survey,type,name" and below ",text,who": as in Markdown the first column holds the sheet's name once and is empty in
// its rows. Errors: as above.
Result<xlsform::Workbook> read_csv_workbook(std::string_view text, const std::string& file);

// A text for each sheet, CRLF at the ends of lines and UTF-8 with BOM, as Excel takes it.
std::vector<NamedText> write_csv_sheets(const xlsform::Workbook& workbook);

}  // namespace minyi::sheets
