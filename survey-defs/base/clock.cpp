#include "minyi/base/clock.hpp"

#include <ctime>

#include <fmt/format.h>

namespace minyi {

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Monotonic SystemClock::monotonic() const {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now());
}

std::chrono::minutes SystemTimeZone::offset_at(Instant instant) const {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
  std::tm local{};
  if (localtime_r(&seconds, &local) == nullptr) return std::chrono::minutes{0};
  return std::chrono::duration_cast<std::chrono::minutes>(std::chrono::seconds{local.tm_gmtoff});
}

std::string iso_date(Instant instant, std::chrono::minutes offset) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(instant + offset)};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string iso_date_time(Instant instant, std::chrono::minutes offset) {
  const auto local = instant + offset;
  const std::chrono::hh_mm_ss time{local - std::chrono::floor<std::chrono::days>(local)};
  const auto minutes = offset.count() < 0 ? -offset.count() : offset.count();
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}", iso_date(instant, offset), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count(),
                     offset.count() < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace minyi
