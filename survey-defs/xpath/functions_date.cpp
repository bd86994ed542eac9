// Date and time functions (ODK XForms, "Date and Time Functions").
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "minyi/xpath/dates.hpp"
#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

// Years 1 to 9999, what the date format can write.
constexpr double kEarliest = -62'135'596'800'000.0;
constexpr double kLatest = 253'402'300'799'999.0;

Moment from_days(double days) {
  const double milliseconds = std::round(days * 86'400'000.0);
  return milliseconds >= kEarliest && milliseconds <= kLatest ? Moment{milliseconds} : Moment{};
}

// A number is days since 1970-01-01 UTC. A node with a number in it counts as one.
Moment moment_of(const Item& item, const TimeZone& zone) {
  if (const auto* moment = std::get_if<Moment>(&item)) return Moment{moment->milliseconds};
  if (const auto* number = std::get_if<double>(&item)) return from_days(*number);
  const std::string text = item_string(item, zone);
  const auto moment = parse_moment(trim(text), zone, DigitRule::lenient);
  if (moment && moment->milliseconds >= kEarliest) return *moment;
  return std::holds_alternative<NodeSet>(item) ? from_days(string_to_number(text)) : Moment{};
}

bool is_absent(const Item& item, const TimeZone& zone) {
  return std::holds_alternative<bool>(item) ||
         (!std::holds_alternative<Moment>(item) && item_string(item, zone).empty());
}

// An absent date stays absent; what is no date becomes the text "Invalid Date", which is false and not a number.
Result<Item> date(const Arguments& args) {
  MINYI_TRY(const Item value, args.readable(0));
  if (is_absent(value, args.zone())) return std::string();
  return moment_of(value, args.zone());
}

Moment now_of(const Arguments& args) {
  return Moment{static_cast<double>(args.environment().clock().now().time_since_epoch().count()),
                Moment::Text::date_time};
}

Result<Item> now(const Arguments& args) { return now_of(args); }

Result<Item> today(const Arguments& args) {
  const Instant instant = args.environment().clock().now();
  const std::string day = iso_date(instant, args.zone().offset_at(instant));
  return parse_moment(day, args.zone()).value_or(Moment{});
}

Result<Item> decimal_date_time(const Arguments& args) {
  MINYI_TRY(const Item value, args.readable(0));
  return moment_of(value, args.zone()).days();
}

Result<Item> decimal_time(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  return parse_day_fraction(trim(text), args.zone(), args.environment().clock().now())
      .value_or(std::numeric_limits<double>::quiet_NaN());
}

struct Identifier {
  char letter;
  std::string (*write)(const LocalTime&, const Environment&);
};

template <int LocalTime::*field, int width>
std::string digits(const LocalTime& time, const Environment&) {
  return fmt::format("{:0{}}", time.*field, width);
}

constexpr auto kIdentifiers = std::to_array<Identifier>({
    {'Y', digits<&LocalTime::year, 4>},
    {'y', [](const LocalTime& time, const Environment&) { return fmt::format("{:02}", time.year % 100); }},
    {'m', digits<&LocalTime::month, 2>},
    {'n', digits<&LocalTime::month, 1>},
    {'b', [](const LocalTime& time, const Environment& names) { return names.month_name(time.month - 1, true); }},
    {'B', [](const LocalTime& time, const Environment& names) { return names.month_name(time.month - 1, false); }},
    {'d', digits<&LocalTime::day, 2>},
    {'e', digits<&LocalTime::day, 1>},
    {'H', digits<&LocalTime::hour, 2>},
    {'h', digits<&LocalTime::hour, 1>},
    {'M', digits<&LocalTime::minute, 2>},
    {'S', digits<&LocalTime::second, 2>},
    {'3', digits<&LocalTime::millisecond, 3>},
    {'a', [](const LocalTime& time, const Environment& names) { return names.day_name(time.weekday, true); }},
    {'A', [](const LocalTime& time, const Environment& names) { return names.day_name(time.weekday, false); }},
    {'%', [](const LocalTime&, const Environment&) { return std::string("%"); }},
});

// format-date and format-date-time know the same identifiers, as JavaRosa has it; another one stays as written.
Result<Item> format_date(const Arguments& args) {
  MINYI_TRY(const Item value, args.readable(0));
  MINYI_TRY(const std::string format, args.string(1));
  const Moment moment = moment_of(value, args.zone());
  if (!moment.valid()) return std::string();
  const LocalTime time = local_time(moment, args.zone());
  std::string text;
  for (std::size_t at = 0; at < format.size(); ++at) {
    const Identifier* found = nullptr;
    if (format[at] == '%' && at + 1 < format.size())
      for (const Identifier& each : kIdentifiers)
        if (each.letter == format[at + 1]) found = &each;
    if (found == nullptr) {
      text += format[at];
      continue;
    }
    text += found->write(time, args.environment());
    ++at;
  }
  return text;
}

constexpr std::string_view kDate = "Date and Time Functions";
constexpr auto kTable = std::to_array<Function>({
    {"today", 0, 0, 1, today, kDate},
    {"now", 0, 0, 1, now, kDate},
    {"format-date", 2, 2, 1, format_date, kDate},
    {"format-date-time", 2, 2, 1, format_date, kDate},
    {"date", 1, 1, 1, date, kDate},
    {"date-time", 1, 1, 1, date, "as Enketo and Web Forms have it: date()"},
    {"decimal-date-time", 1, 1, 1, decimal_date_time, kDate},
    {"decimal-date", 1, 1, 1, decimal_date_time, "an older name of decimal-date-time()"},
    {"decimal-time", 1, 1, 1, decimal_time, kDate},
});

}  // namespace

std::span<const Function> date_functions() { return kTable; }

}  // namespace minyi::xpath
