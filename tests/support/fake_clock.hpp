// A clock that a test moves by hand, so that hours of offline time and idle seconds pass at once.
#pragma once

#include <atomic>
#include <chrono>

#include "minyi/base/clock.hpp"

namespace minyi::testing {

// Safe to read from other threads than the one that moves it. Starts on Monday 2026-11-23, 01:15:00 UTC (09:15 in
// China).
class FakeClock final : public Clock {
 public:
  FakeClock() = default;
  explicit FakeClock(Instant start) : now_(start.time_since_epoch().count()) {}

  [[nodiscard]] Instant now() const override { return Instant{std::chrono::milliseconds{now_.load()}}; }
  [[nodiscard]] Monotonic monotonic() const override { return Monotonic{std::chrono::milliseconds{monotonic_.load()}}; }

  // Time passes: both hands move.
  void advance(std::chrono::milliseconds by) {
    now_ += by.count();
    monotonic_ += by.count();
  }
  // Somebody sets the wall clock (NTP, a flat battery): the monotonic one does not notice.
  void set_wall(Instant instant) { now_ = instant.time_since_epoch().count(); }

 private:
  static constexpr Instant default_start_ =
      std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + std::chrono::hours{1} + std::chrono::minutes{15};

  std::atomic<std::chrono::milliseconds::rep> now_{default_start_.time_since_epoch().count()};
  std::atomic<std::chrono::milliseconds::rep> monotonic_{1'000'000};  // not zero: a zero default must show in a test
};

}  // namespace minyi::testing
