// Time comes in from outside, so that tests hold the hands of the clock.
#pragma once

#include <chrono>
#include <string>

namespace minyi {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;                                 // wall clock, UTC
using Monotonic = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;  // never jumps

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] virtual Monotonic monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] Monotonic monotonic() const override;
};

class TimeZone {
 public:
  virtual ~TimeZone() = default;
  // Offset from UTC in force at an instant.
  [[nodiscard]] virtual std::chrono::minutes offset_at(Instant instant) const = 0;
};

// The zone of the process's environment (TZ, /etc/localtime).
class SystemTimeZone final : public TimeZone {
 public:
  [[nodiscard]] std::chrono::minutes offset_at(Instant instant) const override;
};

class FixedTimeZone final : public TimeZone {
 public:
  explicit FixedTimeZone(std::chrono::minutes offset) : offset_(offset) {}
  [[nodiscard]] std::chrono::minutes offset_at(Instant) const override { return offset_; }

 private:
  std::chrono::minutes offset_;
};

// "2026-11-23T09:15:00.000+08:00" (ISO 8601 with offset, as ODK writes dateTime)
std::string iso_date_time(Instant instant, std::chrono::minutes offset);
// "2026-11-23": the calendar day at that offset
std::string iso_date(Instant instant, std::chrono::minutes offset);

}  // namespace minyi
