#include "minyi/flow/pin.hpp"

#include <algorithm>

#include "minyi/base/bytes.hpp"

namespace minyi::kiosk::flow {
namespace {

constexpr unsigned free_tries = 3;
constexpr std::chrono::seconds first_wait{30}, longest_wait{3600};

}  // namespace

void PinDigits::add(char digit) {
  if (count_ < digits_.size()) digits_[count_++] = digit;
}

void PinDigits::remove_last() {
  if (count_ > 0) digits_[--count_] = 0;
}

void PinDigits::clear() {
  wipe(digits_.data(), digits_.size());
  count_ = 0;
}

void PinGuard::wrong(Monotonic now) {
  if (++wrong_ < free_tries) return;
  wait_ = std::clamp(wait_ * 2, first_wait, longest_wait);
  until_ = now + wait_;
}

std::optional<Monotonic> PinGuard::resting_until(Monotonic now) const {
  return until_ && now < *until_ ? until_ : std::nullopt;
}

}  // namespace minyi::kiosk::flow
