// The digits that an attendant types to open the panel, and what keeps others from guessing them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "minyi/base/clock.hpp"

namespace minyi::kiosk::flow {

// Held in place and wiped: no copy of them outlives its owner.
class PinDigits {
 public:
  PinDigits() = default;
  PinDigits(const PinDigits&) = default;
  PinDigits& operator=(const PinDigits&) = default;
  ~PinDigits() { clear(); }

  void add(char digit);  // does nothing once there are as many as any PIN has
  void remove_last();
  void clear();
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::string_view text() const { return {digits_.data(), count_}; }

 private:
  std::array<char, 12> digits_{};
  std::size_t count_ = 0;
};

// Two may be wrong. From the third in a row on, each is followed by a wait, twice as long as the one before: 30 s, 60
// s, up to an hour. The right one ends the row.
class PinGuard {
 public:
  void wrong(Monotonic now);
  void right() { *this = {}; }
  // Nothing may be tried before then; nothing while something may.
  [[nodiscard]] std::optional<Monotonic> resting_until(Monotonic now) const;

 private:
  std::chrono::seconds wait_{0};  // the last one
  unsigned wrong_ = 0;
  std::optional<Monotonic> until_{};
};

}  // namespace minyi::kiosk::flow
