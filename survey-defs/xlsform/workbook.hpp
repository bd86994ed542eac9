// A workbook: sheets of cells, as an admin's Excel file or a Markdown file holds them. Cells are trimmed texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::xlsform {

struct Sheet {
  std::string name;
  // rows[0] is the header row. Every row has as many cells as the widest; an empty cell is "". Rows without any cell
  // are left out.
  std::vector<std::vector<std::string>> rows{};
  std::vector<int> lines{};  // for each row: its row number in the workbook (1-based), for messages
};

struct Workbook {
  std::string file;  // for messages
  std::vector<Sheet> sheets{};
  [[nodiscard]] const Sheet* sheet(std::string_view name) const;  // case-insensitive, surrounding space ignored
};

// Bounds on untrusted workbooks, whatever they are written in: far above any survey, far below what would hurt.
namespace bounds {
inline constexpr std::size_t file_bytes = 32U << 20U;
inline constexpr std::size_t sheets = 64;
inline constexpr std::size_t rows = 200'000;  // of all sheets
inline constexpr std::size_t columns = 1'000;
inline constexpr std::size_t cell_bytes = 256U << 10U;
inline constexpr std::size_t cells_bytes = 64U << 20U;  // of all sheets
}  // namespace bounds

// Fills a workbook cell by cell or row by row, within the bounds, and brings its sheets into shape. Errors:
// sheet_syntax with the file, sheet and row.
class WorkbookBuilder {
 public:
  explicit WorkbookBuilder(std::string file) { book_.file = std::move(file); }
  // Also refuses a name that stands already.
  Result<> add_sheet(std::string name);
  // Of the last sheet; `number` is the row's in the file. Cells are trimmed; line breaks within become "\n"; a row
  // without any content is left out.
  Result<> add_row(std::vector<std::string> cells, int number);
  [[nodiscard]] bool has_sheet() const { return !book_.sheets.empty(); }
  [[nodiscard]] Sheet& last() { return book_.sheets.back(); }
  // Every row as wide as the widest, without columns that are empty throughout at the right.
  Workbook finish() &&;

 private:
  Workbook book_{};
  std::size_t rows_ = 0, bytes_ = 0;
};

// Markdown: tables whose first column holds the sheet's name (first row of each sheet) and is empty below, as pyxform's
// tests and this project's surveys write them. Inside a cell `\|` is a pipe, `<br>` a line break and `\<br>` the text
// "<br>"; a backslash that stands before one of them is doubled, elsewhere it is itself. A row of dashes under a
// sheet's first row is Markdown's own. Text outside tables is commentary. Error: sheet_syntax with line number.
Result<Workbook> read_markdown(std::string_view text, std::string_view file);
// read_markdown reads it back cell for cell; rows are numbered anew.
std::string write_markdown(const Workbook& workbook);

}  // namespace minyi::xlsform
