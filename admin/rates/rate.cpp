#include "minyi/rates/rate.hpp"

#include <algorithm>
#include <cmath>

namespace minyi::rates {

Interval wilson(std::uint64_t numerator, std::uint64_t denominator, double z) {
  const auto n = static_cast<double>(denominator);
  const double share = static_cast<double>(numerator) / n;
  const double z2n = z * z / n;
  const double centre = share + z2n / 2;
  const double half = z * std::sqrt(share * (1 - share) / n + z2n / (4 * n));
  // At the ends the bound is the end itself; the formula says so too, but for the last bits.
  return {numerator == 0 ? 0.0 : std::max(0.0, (centre - half) / (1 + z2n)),
          numerator == denominator ? 1.0 : std::min(1.0, (centre + half) / (1 + z2n))};
}

Rate make_rate(std::uint64_t numerator, std::uint64_t denominator, std::uint64_t suppression_threshold) {
  if (denominator < suppression_threshold) return {.suppressed = true};
  Rate rate{.numerator = numerator, .denominator = denominator};
  if (denominator == 0) return rate;
  rate.value = static_cast<double>(numerator) / static_cast<double>(denominator);
  if (numerator <= denominator) rate.interval = wilson(numerator, denominator);
  return rate;
}

}  // namespace minyi::rates
