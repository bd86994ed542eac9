// Numbers, days and paths in the spelling that answers have.
#pragma once

#include <string>
#include <string_view>

namespace minyi::check {

// "42", "0.5"; no exponent where an answer has none.
std::string spell(double number);
// "2026-11-23" of days since 1970-01-01; the number is held within the years that a date can name.
std::string spell_day(double days);
// "/data/person[2]/age" -> "/data/person/age"
std::string without_positions(std::string_view path);

}  // namespace minyi::check
