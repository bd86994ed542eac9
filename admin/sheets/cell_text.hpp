// What is stored in a cell as the text that an admin sees.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace minyi::sheets {

// "2026112301", "0.5": the shortest text that reads as the same number, without an exponent as long as it is a whole
// number below 10^15.
std::string number_text(double number);
// "2026-11-25", "08:30:00", "2026-11-25T08:30:00": days since the epoch of the workbook. A number that is no date there
// (below 0, beyond 9999) is written as a number. Source: ECMA-376 part 1, 18.17.4.
enum class Epoch { y1900, y1904 };
std::string date_text(double days, Epoch epoch);
// Whether a number format shows a date or a time. Source: ECMA-376 part 1, 18.8.30 (built-in ids) and 18.8.31 (codes).
bool shows_date(std::size_t id, std::string_view code);
// "_x000D_" and the like as characters. Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
std::string unescape(std::string_view text);
// The inverse: what would read as such an escape is escaped.
std::string escape(std::string_view text);

}  // namespace minyi::sheets
