#include "minyi/collector/clock_fix.hpp"

#include <doctest/doctest.h>

namespace minyi::collector::tests {
namespace {

using namespace std::chrono_literals;

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 9h};

exchange::Health health(Instant kiosk_time, std::chrono::milliseconds uptime) {
  return {.kiosk_time = kiosk_time, .uptime = uptime};
}

}  // namespace

TEST_CASE("a record made while the kiosk's clock was as wrong as it is now is put right") {
  const Instant flat_battery{3h};  // 1970, three hours after midnight
  const ClockFix fix(health(flat_battery, 2h), now);
  CHECK(fix.apply(flat_battery) == now);
  CHECK(fix.apply(flat_battery - 2h) == now - 2h);
  const ClockFix ahead(health(now + 24h * 365, 2h), now);
  CHECK(ahead.apply(now + 24h * 365 - 1h) == now - 1h);
}

TEST_CASE("what was made before the program started, or by another clock than it has now, stays as it says") {
  const ClockFix fix(health(now - 48h, 2h), now);
  CHECK(fix.apply(now - 51h) == now - 51h);
  CHECK(fix.apply(now - 1h) == now - 1h);
}

TEST_CASE("a clock that is right, or little off, is believed") {
  for (const auto off : {0ms, 600'000ms, -600'000ms})
    CHECK(ClockFix(health(now + off, 2h), now).apply(now + off - 1h) == now + off - 1h);
  CHECK(ClockFix(health(now + 600'001ms, 2h), now).apply(now) != now);
  CHECK(ClockFix().apply(now) == now);
}

}  // namespace minyi::collector::tests
