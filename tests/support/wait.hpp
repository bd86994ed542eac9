// Waiting for a condition with a deadline: the only way a test here lets time pass.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace minyi::testing {

// A part of the harness could not do what the test asked of it; the test has failed.
class Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using Patience = std::chrono::milliseconds;
// Long enough for a loaded machine under sanitizers; a condition that holds ends the wait at once.
inline constexpr Patience default_patience{30'000};

// Looks until the condition holds (true) or the patience is used up (false). The last look is after the deadline.
template <class Condition>
bool wait_until(Condition condition, Patience patience = default_patience,
                std::chrono::milliseconds between_looks = std::chrono::milliseconds{10}) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const bool late = std::chrono::steady_clock::now() >= deadline;
    if (condition()) return true;
    if (late) return false;
    std::this_thread::sleep_for(between_looks);
  }
}

// The same, and a Failure that names what did not come.
template <class Condition>
void await(const std::string& what, Condition condition, Patience patience = default_patience) {
  if (!wait_until(condition, patience))
    throw Failure("waited " + std::to_string(patience.count()) + " ms in vain for: " + what);
}

}  // namespace minyi::testing
