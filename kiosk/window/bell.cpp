#include "minyi/window/bell.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace minyi::kiosk::window {

Bell::Bell() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Bell::ring() const {
  const std::uint64_t once = 1;
  [[maybe_unused]] const auto written = ::write(event_.get(), &once, sizeof once);  // full: it is ringing already
}

void Bell::wait(int descriptor, std::optional<std::chrono::milliseconds> time) const {
  constexpr std::int64_t longest = std::numeric_limits<int>::max();
  const int timeout = time ? static_cast<int>(std::clamp<std::int64_t>(time->count(), 0, longest)) : -1;
  std::array<pollfd, 2> watched{{{descriptor, POLLIN, 0}, {event_.get(), POLLIN, 0}}};
  ::poll(watched.data(), watched.size(), timeout);
  std::uint64_t rung = 0;
  [[maybe_unused]] const auto read = ::read(event_.get(), &rung, sizeof rung);
}

}  // namespace minyi::kiosk::window
