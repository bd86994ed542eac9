#include "minyi/check/spelling.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "minyi/base/clock.hpp"
#include "minyi/xpath/value.hpp"

namespace minyi::check {

std::string spell(double number) { return xpath::number_to_string(number == 0 ? 0 : number); }

std::string spell_day(double days) {
  constexpr double first = -700'000, last = 2'900'000;  // years 53 and 9909
  const auto whole = static_cast<int>(std::clamp(std::floor(std::isnan(days) ? 0 : days), first, last));
  return iso_date(std::chrono::sys_days(std::chrono::days(whole)), std::chrono::minutes(0));
}

std::string without_positions(std::string_view path) {
  std::string plain;
  bool inside = false;
  for (const char c : path) {
    inside = inside || c == '[';
    if (!inside) plain += c;
    if (c == ']') inside = false;
  }
  return plain;
}

}  // namespace minyi::check
