// Lines of CSV for spreadsheets that people open: nothing in them may run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minyi::cli {

// A field of text. One that a spreadsheet would take for a formula (=, +, -, @, tab or return in front) gets an
// apostrophe before it: names come from files and forms, and must not run in an analyst's Excel.
std::string csv_text(std::string_view text);
// Joins fields that are already written: csv_text for texts, digits for numbers.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace minyi::cli
