#include "minyi/upload/retry.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include <curl/curl.h>

namespace minyi::kiosk::upload {

using std::chrono::milliseconds;

milliseconds backoff(unsigned failures, const RetryPolicy& policy, double roll) {
  milliseconds ceiling = std::min(policy.base, policy.cap);
  for (unsigned i = 0; i < failures && ceiling < policy.cap; ++i)
    ceiling = ceiling > policy.cap / 2 ? policy.cap : ceiling * 2;
  const double waited = std::clamp(roll, 0.0, 1.0) * static_cast<double>(ceiling.count());
  return milliseconds{static_cast<milliseconds::rep>(waited)};
}

std::optional<milliseconds> parse_retry_after(std::string_view value, Instant now) {
  const auto first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  value = value.substr(first, value.find_last_not_of(" \t") - first + 1);
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    constexpr long long far = 1'000'000'000;  // seconds; more digits than fit mean "far away" too
    long long seconds = far;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (parsed.ec != std::errc{}) seconds = far;
    return std::chrono::seconds{std::min(seconds, far)};
  }
  // An HTTP date begins with a weekday; curl_getdate alone would take "10" or "tomorrow" for something.
  const std::string text(value);
  const auto when = value.find(',') != std::string_view::npos ? curl_getdate(text.c_str(), nullptr) : -1;
  if (when < 0) return std::nullopt;
  return std::max(milliseconds{0}, Instant{std::chrono::seconds{when}} - now);
}

milliseconds retry_wait(unsigned failures, std::optional<milliseconds> retry_after, const RetryPolicy& policy,
                        double roll) {
  const auto waited = backoff(failures, policy, roll);
  return retry_after ? std::min(*retry_after, policy.retry_after_cap) + waited : waited;
}

}  // namespace minyi::kiosk::upload
