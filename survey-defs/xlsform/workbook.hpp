// A workbook: sheets of cells, as an admin's Excel file or a Markdown file holds them. Cells are trimmed texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::xlsform {

struct Sheet {
  std::string name;
  // rows[0] is the header row. Every row has as many cells as the widest; an empty cell is "".
  std::vector<std::vector<std::string>> rows{};
  std::vector<int> lines{};  // for each row: its row number in the workbook (1-based), for messages
};

struct Workbook {
  std::string file;  // for messages
  std::vector<Sheet> sheets{};
  [[nodiscard]] const Sheet* sheet(std::string_view name) const;  // case-insensitive, surrounding space ignored
};

// Markdown: tables whose first column holds the sheet's name (first row of each sheet) and is empty below, as pyxform's
// tests and this project's surveys write them. `\|` is a pipe inside a cell. Text outside tables is commentary.
// Error: sheet_syntax with line number.
Result<Workbook> read_markdown(std::string_view text, std::string_view file);
std::string write_markdown(const Workbook& workbook);

}  // namespace minyi::xlsform
