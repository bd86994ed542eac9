// A kiosk whose clock is wrong collects all the same. What it says of the time is put right where that can be known: a
// sync tells the kiosk's clock beside ours, and for how long the program has run by a clock that never jumps. A record
// that the program made in this time, by the clock that it now says, is off by as much as that clock is.
#pragma once

#include "minyi/exchange/sync.hpp"

namespace minyi::collector {

class ClockFix {
 public:
  // Nothing to put right: records from elsewhere than a sync.
  ClockFix() = default;
  ClockFix(const exchange::Health& health, Instant now);
  // The moment by our clock, of a moment by the kiosk's.
  [[nodiscard]] Instant apply(Instant moment) const;

 private:
  Instant from_{}, until_{};  // by the kiosk's clock, both within
  std::chrono::milliseconds behind_{0};
};

}  // namespace minyi::collector
