#include "minyi/xpath/dates.hpp"

#include <chrono>

#include <fmt/format.h>

namespace minyi::xpath {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

// Reads digits, counting on from `at`; refuses fewer than `least` and stops after `most`.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t count = 0;
  for (; count < most && at < text.size() && text[at] >= '0' && text[at] <= '9'; ++count, ++at)
    value = value * 10 + (text[at] - '0');
  return count >= least ? std::optional(value) : std::nullopt;
}

bool skip(std::string_view text, std::size_t& at, char c) {
  if (at >= text.size() || text[at] != c) return false;
  ++at;
  return true;
}

struct Clocked {
  milliseconds since_midnight{};
  std::optional<minutes> offset{};
};

// The rest of the text from `at`: HH:MM, seconds, fraction and offset each optional in that order.
std::optional<Clocked> parse_time(std::string_view text, std::size_t at) {
  const auto hour = digits(text, at, 2, 2);
  if (!hour || !skip(text, at, ':')) return std::nullopt;
  const auto minute = digits(text, at, 2, 2);
  if (!minute) return std::nullopt;
  std::optional<int> second = 0;
  int fraction = 0;
  if (skip(text, at, ':')) {
    second = digits(text, at, 2, 2);
    if (second && skip(text, at, '.')) {
      std::size_t count = 0;
      for (int unit = 100; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count, unit /= 10)
        fraction += (text[at] - '0') * unit;
      if (count == 0) return std::nullopt;
    }
  }
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  Clocked result{std::chrono::hours(*hour) + minutes(*minute) + std::chrono::seconds(*second) + milliseconds(fraction)};
  if (at == text.size()) return result;
  if (skip(text, at, 'Z')) {
    result.offset = minutes(0);
  } else {
    const bool west = text[at] == '-';
    if (!west && text[at] != '+') return std::nullopt;
    ++at;
    const auto hours = digits(text, at, 2, 2);
    skip(text, at, ':');
    const auto rest = at == text.size() ? std::optional(0) : digits(text, at, 2, 2);
    if (!hours || !rest || *hours > 23 || *rest > 59) return std::nullopt;
    const minutes offset = std::chrono::hours(*hours) + minutes(*rest);
    result.offset = west ? -offset : offset;
  }
  if (at != text.size()) return std::nullopt;
  return result;
}

// The instant that a clock in the zone shows so. Asked twice, since the offset belongs to the instant that is sought.
Instant from_local(std::chrono::local_time<milliseconds> local, const TimeZone& zone) {
  const Instant first{local.time_since_epoch()};
  const Instant guess = first - zone.offset_at(first);
  return first - zone.offset_at(guess);
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text, const TimeZone& zone, DigitRule rule) {
  const std::size_t least = rule == DigitRule::lenient ? 1 : 2;
  std::size_t at = 0;
  const auto year = digits(text, at, 4, 4);
  if (!year || !skip(text, at, '-')) return std::nullopt;
  const auto month = digits(text, at, least, 2);
  if (!month || !skip(text, at, '-')) return std::nullopt;
  const auto day = digits(text, at, least, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  std::optional<Clocked> clock = Clocked{};
  if (at < text.size()) {
    if (!skip(text, at, 'T')) return std::nullopt;
    clock = parse_time(text, at);
    if (!clock) return std::nullopt;
  }
  const std::chrono::local_time<milliseconds> local = std::chrono::local_days(date) + clock->since_midnight;
  const Instant instant = clock->offset ? Instant(local.time_since_epoch()) - *clock->offset : from_local(local, zone);
  return Moment{static_cast<double>(instant.time_since_epoch().count())};
}

std::optional<double> parse_day_fraction(std::string_view text, const TimeZone& zone, Instant instant) {
  const auto clock = parse_time(text, 0);
  if (!clock) return std::nullopt;
  milliseconds time = clock->since_midnight;
  if (clock->offset) time += zone.offset_at(instant) - *clock->offset;
  constexpr milliseconds day = std::chrono::hours(24);
  time = ((time % day) + day) % day;
  return static_cast<double>(time.count()) / static_cast<double>(day.count());
}

LocalTime local_time(const Moment& moment, const TimeZone& zone) {
  const Instant instant{milliseconds(static_cast<std::int64_t>(moment.milliseconds))};
  const auto local = instant + zone.offset_at(instant);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{local - day};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(time.hours().count()),
          static_cast<int>(time.minutes().count()),
          static_cast<int>(time.seconds().count()),
          static_cast<int>(time.subseconds().count()),
          static_cast<int>(std::chrono::weekday(day).c_encoding())};
}

std::string moment_text(const Moment& moment, const TimeZone& zone) {
  if (!moment.valid()) return "Invalid Date";
  if (moment.text == Moment::Text::days) return number_to_string(std::floor(moment.days()));
  const Instant instant{milliseconds(static_cast<std::int64_t>(moment.milliseconds))};
  const LocalTime local = local_time(moment, zone);
  const minutes offset = zone.offset_at(instant);
  const bool midnight = local.hour == 0 && local.minute == 0 && local.second == 0 && local.millisecond == 0;
  if (midnight && moment.text == Moment::Text::shortest) return iso_date(instant, offset);
  return iso_date_time(instant, offset);
}

}  // namespace minyi::xpath
