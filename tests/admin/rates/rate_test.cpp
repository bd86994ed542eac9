#include "minyi/rates/rate.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace minyi::rates;

namespace {

void check_interval(std::uint64_t numerator, std::uint64_t denominator, double low, double high) {
  CAPTURE(numerator);
  CAPTURE(denominator);
  const Interval interval = wilson(numerator, denominator);
  CHECK(std::abs(interval.low - low) < 0.00005);
  CHECK(std::abs(interval.high - high) < 0.00005);
}

}  // namespace

TEST_CASE("the interval is that of Newcombe (1998), table I, method 3") {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998) 857-872.
  check_interval(81, 263, 0.2553, 0.3662);
  check_interval(15, 148, 0.0624, 0.1605);
  check_interval(0, 20, 0.0000, 0.1611);
  check_interval(1, 29, 0.0061, 0.1718);
}

TEST_CASE("nobody and everybody end exactly at 0 and 1") {
  for (const std::uint64_t n : {1ULL, 5ULL, 7ULL, 20ULL, 999ULL, 1'000'000'007ULL}) {
    CAPTURE(n);
    CHECK(wilson(0, n).low == 0.0);
    CHECK(wilson(n, n).high == 1.0);
    // Closed forms of the other end: z²/(n+z²) and its mirror image.
    const double z2 = 1.959963984540054 * 1.959963984540054;
    const auto size = static_cast<double>(n);
    CHECK(wilson(0, n).high == doctest::Approx(z2 / (size + z2)).epsilon(1e-12));
    CHECK(wilson(n, n).low == doctest::Approx(size / (size + z2)).epsilon(1e-12));
  }
}

TEST_CASE("the interval holds the rate, stays within 0 and 1 and mirrors") {
  for (std::uint64_t n = 1; n <= 60; ++n)
    for (std::uint64_t k = 0; k <= n; ++k) {
      const Interval interval = wilson(k, n);
      const double rate = static_cast<double>(k) / static_cast<double>(n);
      CHECK(interval.low >= 0.0);
      CHECK(interval.high <= 1.0);
      CHECK(interval.low <= rate);
      CHECK(interval.high >= rate);
      const Interval mirror = wilson(n - k, n);
      CHECK(interval.low == doctest::Approx(1 - mirror.high).epsilon(1e-12));
    }
}

TEST_CASE("its bounds solve Wilson's equation (p - r)² = z² p (1 - p) / n") {
  const double z = 1.959963984540054;
  for (const auto& [k, n] : {std::pair{3.0, 10.0}, {81.0, 263.0}, {499.0, 1000.0}}) {
    const Interval interval = wilson(static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(n));
    for (const double p : {interval.low, interval.high})
      CHECK((p - k / n) * (p - k / n) == doctest::Approx(z * z * p * (1 - p) / n).epsilon(1e-9));
  }
}

TEST_CASE("a rate has its value and its interval") {
  const Rate rate = make_rate(81, 263);
  CHECK_FALSE(rate.suppressed);
  CHECK(rate.numerator == 81);
  CHECK(rate.denominator == 263);
  REQUIRE(rate.value);
  CHECK(*rate.value == doctest::Approx(81.0 / 263.0));
  REQUIRE(rate.interval);
  CHECK(rate.interval->low == doctest::Approx(0.2553).epsilon(0.001));
}

TEST_CASE("a denominator under the threshold is withheld, counts and all") {
  const Rate four = make_rate(3, 4);
  CHECK(four.suppressed);
  CHECK_FALSE(four.value);
  CHECK_FALSE(four.interval);
  CHECK(four.numerator == 0);
  CHECK(four.denominator == 0);
  CHECK_FALSE(make_rate(3, 5).suppressed);
  CHECK(make_rate(3, 5).denominator == 5);
  CHECK(make_rate(3, 19, 20).suppressed);
  CHECK_FALSE(make_rate(1, 1, 0).suppressed);
}

TEST_CASE("a denominator of 0 has no value even where nothing is suppressed") {
  const Rate rate = make_rate(0, 0, 0);
  CHECK_FALSE(rate.suppressed);
  CHECK_FALSE(rate.value);
  CHECK_FALSE(rate.interval);
}

TEST_CASE("a turnout over 1 is shown as it is, without an interval") {
  const Rate rate = make_rate(12, 10);
  REQUIRE(rate.value);
  CHECK(*rate.value == doctest::Approx(1.2));
  CHECK_FALSE(rate.interval);
}
