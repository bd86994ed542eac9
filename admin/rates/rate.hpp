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

struct Rate {  // made by make_rate
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;
  bool suppressed = false;        // denominator under the threshold: no value, and both counts are 0 here, so that no
                                  // output can print what must be withheld
  std::optional<double> value{};  // nothing when suppressed or the denominator is 0
  std::optional<Interval>
      interval{};  // Wilson score interval at 95 %; nothing when numerator > denominator (turnout of a
                   // site whose number of residents is out of date: a value over 1 and no proportion)
};

// Wilson (1927) score interval; z = 1.959963984540054 for 95 %. `denominator` > 0, numerator <= denominator.
Interval wilson(std::uint64_t numerator, std::uint64_t denominator, double z = 1.959963984540054);

inline constexpr std::uint64_t default_suppression_threshold = 5;
Rate make_rate(std::uint64_t numerator, std::uint64_t denominator,
               std::uint64_t suppression_threshold = default_suppression_threshold);

}  // namespace minyi::rates
