// Exact decimal numbers: 0.3 is a multiple of 0.1. For the parameters of a range, which authors write in decimals.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace minyi::xlsform {

class Decimal {
 public:
  // "12", "-0.5", "1e3"; nothing for other texts, or where it does not fit (12 digits before and 12 after the point).
  static std::optional<Decimal> parse(std::string_view text);
  [[nodiscard]] bool is_zero() const { return value_ == 0; }
  [[nodiscard]] bool is_whole() const { return value_ % unit == 0; }
  [[nodiscard]] bool is_multiple_of(Decimal other) const { return value_ % other.value_ == 0; }
  [[nodiscard]] Decimal magnitude() const { return Decimal(value_ < 0 ? -value_ : value_); }
  friend Decimal operator-(Decimal a, Decimal b) { return Decimal(a.value_ - b.value_); }
  friend auto operator<=>(Decimal a, Decimal b) { return a.value_ <=> b.value_; }
  friend bool operator==(Decimal a, Decimal b) { return a.value_ == b.value_; }

 private:
  __extension__ using Wide = __int128;
  static constexpr Wide unit = 1'000'000'000'000;
  explicit Decimal(Wide value) : value_(value) {}
  Wide value_;  // in units of 10^-12
};

}  // namespace minyi::xlsform
