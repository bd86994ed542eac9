// CSV (RFC 4180) as spreadsheets write and read it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::cli {

struct CsvRow {
  int line = 0;  // where the row begins, 1-based
  std::vector<std::string> fields;
};

// UTF-8 with or without BOM; quoted fields with doubled quotes and line breaks; LF or CRLF; empty lines are left out.
// sheet_syntax with `file` and line.
Result<std::vector<CsvRow>> read_csv(std::string_view text, const std::string& file);

// One line. A text that a spreadsheet would take for a formula (=, +, -, @, tab or return in front) gets an apostrophe
// before it: names come from files and forms, and must not run in an analyst's Excel.
std::string csv_text(std::string_view text);
// Joins fields that are already written: csv_text for texts, digits for numbers.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace minyi::cli
