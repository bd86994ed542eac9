#include "minyi/screens/moment.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace minyi::kiosk::screens {
namespace {

using flow::Unit;

constexpr int year_first = 1000, year_last = 2999, leap_year = 2000;

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::size_t length(Unit unit) { return unit == Unit::year ? 4 : 2; }

// The last day that this year and month may have, as far as they are known.
int last_day(const Moment& moment) {
  using namespace std::chrono;
  const int month = number(moment.of(Unit::month));
  if (month < 1 || month > 12) return 31;
  const bool known = moment.of(Unit::year).size() == length(Unit::year);
  const year_month_day_last last{year{known ? number(moment.of(Unit::year)) : leap_year},
                                 month_day_last{std::chrono::month{static_cast<unsigned>(month)}}};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

struct Limits {
  int least, most;
};
Limits limits(const Moment& moment, Unit unit) {
  switch (unit) {
    case Unit::year:
      return {year_first, year_last};
    case Unit::month:
      return {1, 12};
    case Unit::day:
      return {1, last_day(moment)};
    case Unit::hour:
      return {0, 23};
    case Unit::minute:
      break;
  }
  return {0, 59};
}

bool is_given(const Moment& moment, Unit unit) { return moment.of(unit).size() == length(unit); }

}  // namespace

Moment read_moment(std::string_view value) {
  Moment moment;
  const auto separator = [](char c) { return c == '-' || c == 'T' || c == ':'; };
  // A time of day alone has its hour first.
  auto unit = value.find('-') == std::string_view::npos ? static_cast<std::size_t>(Unit::hour) : 0;
  for (const char c : value) {
    if (separator(c))
      ++unit;
    else if (unit < moment.digits.size() && c >= '0' && c <= '9')
      moment.digits[unit] += c;
  }
  return moment;
}

std::string spell_moment(const Moment& moment, const std::vector<flow::Part>& parts) {
  const auto asks = [&](Unit unit) {
    return std::any_of(parts.begin(), parts.end(), [&](const auto& part) { return part.unit == unit; });
  };
  if (std::all_of(parts.begin(), parts.end(), [&](const auto& part) { return moment.of(part.unit).empty(); }))
    return {};
  const auto date_part = [&](Unit unit) { return asks(unit) ? moment.of(unit) : "01"; };
  std::string text;
  if (asks(Unit::year)) text = moment.of(Unit::year) + "-" + date_part(Unit::month) + "-" + date_part(Unit::day);
  if (asks(Unit::hour)) text += (text.empty() ? "" : "T") + moment.of(Unit::hour) + ":" + moment.of(Unit::minute);
  return text;
}

bool takes_digit(const Moment& moment, Unit unit, std::string_view typed, char digit) {
  if (typed.size() >= length(unit)) return false;
  const auto digits = std::string(typed) + digit;
  const auto [least, most] = limits(moment, unit);
  // The numbers that begin with these digits, as many figures as the part has: one of them must be possible.
  int low = number(digits), high = low;
  for (auto left = length(unit) - digits.size(); left > 0; --left) {
    low *= 10;
    high = high * 10 + 9;
  }
  if (low <= most && high >= least) return true;
  return unit != Unit::year && number(digits) >= least && number(digits) <= most;  // "7" alone is July
}

bool is_whole(const Moment& moment, Unit unit, std::string_view typed) {
  constexpr std::string_view all = "0123456789";
  return std::none_of(all.begin(), all.end(), [&](char digit) { return takes_digit(moment, unit, typed, digit); });
}

void put_digits(Moment& moment, Unit unit, const std::string& typed) {
  const auto [least, most] = limits(moment, unit);
  const int value = number(typed);
  const bool possible = !typed.empty() && value >= least && value <= most;
  moment.of(unit) = possible ? fmt::format("{:0{}}", value, length(unit)) : typed;
  if (is_given(moment, Unit::month) && is_given(moment, Unit::day))
    if (const int last = last_day(moment); number(moment.of(Unit::day)) > last)
      moment.of(Unit::day) = std::to_string(last);
}

}  // namespace minyi::kiosk::screens
