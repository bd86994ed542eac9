// What a long-running program owes the machine it runs on: it tells the service manager how it fares, and lets nobody
// make a copy of its memory.
#pragma once

#include <optional>
#include <string>

#include "minyi/base/clock.hpp"

namespace minyi {

// Answers and keys are in memory: no core file when the program dies, no other program of the same user may read it
// (prctl(2), PR_SET_DUMPABLE), and none of it goes to the swap, where the program may lock it (RLIMIT_MEMLOCK: the
// units allow it). Early, before there is anything to keep.
void keep_memory_private();

// Speaks sd_notify(3)'s protocol, one datagram a message. Says nothing where no manager asked for it.
class ServiceManager {
 public:
  // From NOTIFY_SOCKET and WATCHDOG_USEC of the environment; WATCHDOG_PID may be another's, e.g. that of the compositor
  // which the program runs under.
  static ServiceManager from_environment();
  ServiceManager() = default;
  // `watchdog`: how long the manager waits for a sign of life.
  ServiceManager(std::string socket, std::optional<std::chrono::milliseconds> watchdog);

  void ready() const;
  void stopping() const;
  // A sign of life, as often as is needed: three for each that the manager waits for. Call it where a hanging program
  // would not come by.
  void beat(Monotonic now);
  [[nodiscard]] std::optional<Monotonic> next_beat() const { return next_beat_; }  // nothing: none is asked for

 private:
  void tell(const char* message) const;
  std::string socket_{};
  std::optional<std::chrono::milliseconds> interval_{};
  std::optional<Monotonic> next_beat_{};
};

}  // namespace minyi
