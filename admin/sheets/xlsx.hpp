// Workbooks as Excel writes them (ECMA-376, SpreadsheetML): unpacked by libzip, parsed by pugixml, written by
// libxlsxwriter.
#pragma once

#include <string>
#include <string_view>

#include "minyi/base/result.hpp"
#include "minyi/xlsform/workbook.hpp"

namespace minyi::sheets {

// Cells as an admin sees them: texts with their formatting left aside, whole numbers without a decimal point, TRUE and
// FALSE, dates and times as ISO 8601, of formulas the result that was saved with them. Of merged cells the first holds
// the text. Hidden rows, columns and sheets are read like others. Rows keep their numbers.
//
// The file may come from anybody: it is read in a process of its own with bounded memory and time, so that whatever is
// wrong with it ends in an error. Errors: sheet_syntax with the file and what to do.
// The process must have one thread.
Result<xlsform::Workbook> read_xlsx(std::string_view bytes, const std::string& file);

// The same in this process, for fuzzing.
Result<xlsform::Workbook> parse_xlsx(std::string_view bytes, const std::string& file);

// The file's bytes: every cell a text, header rows bold and in place while the rest is scrolled, columns as wide as
// their texts. Errors: sheet_invalid for what Excel cannot hold (a sheet's name, a cell of more than 32767 characters).
Result<std::string> write_xlsx(const xlsform::Workbook& workbook);

}  // namespace minyi::sheets
