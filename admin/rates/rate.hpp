// Every figure an analyst sees is one of these. Pure arithmetic, no storage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace minyi::rates {

struct Interval {
  double low = 0, high = 0;
};

struct Rate {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
  bool suppressed = false;               // denominator under the threshold: value and counts are withheld from every output
  std::optional<double> value{};         // nothing when suppressed or the denominator is 0
  std::optional<Interval> interval{};    // Wilson score interval at 95 %
};

// Wilson (1927) score interval; z = 1.959963984540054 for 95 %. `denominator` > 0, numerator <= denominator.
Interval wilson(std::uint64_t numerator, std::uint64_t denominator, double z = 1.959963984540054);

inline constexpr std::uint64_t default_suppression_threshold = 5;
Rate make_rate(std::uint64_t numerator, std::uint64_t denominator, std::uint64_t suppression_threshold = default_suppression_threshold);

}  // namespace minyi::rates
