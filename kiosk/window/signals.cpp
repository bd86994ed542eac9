#include "minyi/window/signals.hpp"

#include <csignal>
#include <cstdlib>

namespace minyi::kiosk::window {
namespace {

constexpr int stop_waiting = SIGUSR2;

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, stop_waiting);
  return set;
}

}  // namespace

Signals::Signals() {
  std::signal(SIGPIPE, SIG_IGN);  // a connection that ends while it is written to is an error value, not the end
  const auto set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void Signals::wait(std::function<void()> asked) {
  thread_ = std::thread([asked = std::move(asked)] {
    const auto set = watched();
    int signal = 0;
    sigwait(&set, &signal);
    if (signal == stop_waiting) return;
    asked();
    sigwait(&set, &signal);  // asked again: ending in order takes too long for somebody
    if (signal != stop_waiting) std::_Exit(128 + signal);
  });
}

Signals::~Signals() {
  if (!thread_.joinable()) return;
  pthread_kill(thread_.native_handle(), stop_waiting);
  thread_.join();
}

}  // namespace minyi::kiosk::window
