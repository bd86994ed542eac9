// ISO 8601 dates, dateTimes and times, as the ODK XForms specification writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "minyi/base/clock.hpp"
#include "minyi/xpath/item.hpp"

namespace minyi::xpath {

// Broken-down local time.
struct LocalTime {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
  int weekday = 4;  // 0 is Sunday
};

enum class DigitRule { padded, lenient };  // lenient: "2026-1-2" too

// "2026-11-23", "2026-11-23T09:15:00.000+08:00", with Z, or without an offset: then the zone's. Nothing else.
std::optional<Moment> parse_moment(std::string_view text, const TimeZone& zone, DigitRule rule = DigitRule::padded);
// Fraction of a local day of "09:15", "09:15:00.000+08:00"; the instant settles the offset in force.
std::optional<double> parse_day_fraction(std::string_view text, const TimeZone& zone, Instant instant);

LocalTime local_time(const Moment& moment, const TimeZone& zone);
std::string moment_text(const Moment& moment, const TimeZone& zone);

}  // namespace minyi::xpath
