#include "minyi/upload/retry.hpp"

#include <doctest/doctest.h>

namespace minyi::kiosk::upload::test {

using namespace std::chrono_literals;

TEST_CASE("the backoff doubles up to its cap and spreads over all of it") {
  const RetryPolicy policy{1s, 300s, 900s};
  CHECK(backoff(0, policy, 1.0) == 1s);
  CHECK(backoff(1, policy, 1.0) == 2s);
  CHECK(backoff(3, policy, 0.5) == 4s);
  CHECK(backoff(8, policy, 1.0) == 256s);
  CHECK(backoff(9, policy, 1.0) == 300s);
  CHECK(backoff(4'000'000'000u, policy, 1.0) == 300s);
  CHECK(backoff(9, policy, 0.0) == 0s);
  CHECK(backoff(5, {10s, 1s, 1s}, 1.0) == 1s);
}

TEST_CASE("Retry-After is read as seconds or as a date, and nothing else") {
  const Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 9h};
  CHECK(parse_retry_after("120", now) == 120s);
  CHECK(parse_retry_after(" 0 ", now) == 0s);
  CHECK(parse_retry_after("Mon, 23 Nov 2026 09:00:30 GMT", now) == 30s);
  CHECK(parse_retry_after("Mon, 23 Nov 2026 08:00:00 GMT", now) == 0s);
  CHECK(parse_retry_after("99999999999999999999999", now) == 1'000'000'000s);
  for (const auto* text : {"", "  ", "-5", "soon", "1.5", "Mon, 99 Nov", "5 minutes"}) {
    INFO(std::string(text));
    CHECK_FALSE(parse_retry_after(text, now).has_value());
  }
}

TEST_CASE("what the collector asks for comes before the backoff and is capped") {
  const RetryPolicy policy{1s, 300s, 900s};
  CHECK(retry_wait(1, std::nullopt, policy, 0.5) == 1s);
  CHECK(retry_wait(1, 60s, policy, 0.5) == 61s);
  CHECK(retry_wait(1, 86'400s, policy, 0.5) == 901s);
}

}  // namespace minyi::kiosk::upload::test
