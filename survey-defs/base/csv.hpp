// CSV (RFC 4180) as spreadsheets write it: lists of places, sheets of a survey, choices beside a form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi {

struct CsvRow {
  int line = 0;  // where the row begins, 1-based
  std::vector<std::string> fields;
};

// UTF-8 with or without BOM; quoted fields with doubled quotes and line breaks; LF or CRLF; empty lines are left out.
// The separator is a comma, or a semicolon where the first line has no comma, as Excel writes it in some countries.
// sheet_syntax with `file` and line.
Result<std::vector<CsvRow>> read_csv(std::string_view text, const std::string& file);

// A field as it must be written to be read back the same.
std::string csv_field(std::string_view text);

}  // namespace minyi
