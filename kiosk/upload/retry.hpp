// When to try again: pure functions of how often it failed, what the collector asked for, and a roll of the dice. There
// is no last attempt: a month offline loses nothing.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "minyi/base/clock.hpp"

namespace minyi::kiosk::upload {

struct RetryPolicy {
  std::chrono::milliseconds base{1'000};
  std::chrono::milliseconds cap{300'000};
  std::chrono::milliseconds retry_after_cap{900'000};  // a collector cannot send a kiosk away for longer
};

// "Full jitter": uniform in [0, min(cap, base * 2^failures)], so that a thousand kiosks do not come back at once
// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). `roll` is in [0, 1).
std::chrono::milliseconds backoff(unsigned failures, const RetryPolicy& policy, double roll);

// Retry-After in seconds or as an HTTP date (RFC 9110, section 10.2.3); nothing when it is neither. Never negative.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value, Instant now);

// The wait before the next attempt: the backoff, added to what the collector asked for (capped).
std::chrono::milliseconds retry_wait(unsigned failures, std::optional<std::chrono::milliseconds> retry_after,
                                     const RetryPolicy& policy, double roll);

}  // namespace minyi::kiosk::upload
