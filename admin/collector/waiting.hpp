// Connections that wait for a thread. A thread goes to the address that holds the fewest, so that who opens many
// connections, or slow ones, waits behind himself and not others behind him. Bounded; thread-safe.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "minyi/base/descriptor.hpp"
#include "minyi/collector/limits.hpp"

namespace minyi::collector {

struct Arrival {
  Descriptor socket;
  std::string address;
};

class Waiting {
 public:
  // `many`: addresses that stand for many clients, and may hold every thread.
  Waiting(const Limits& limits, std::set<std::string> many) : limits_(limits), many_(std::move(many)) {}
  // One too many closes the newest of the address that has the most waiting: false when one was closed.
  bool put(Arrival arrival);
  // The next, as soon as there is one whose address may have a thread; it holds one until done(). Nothing when closed.
  std::optional<Arrival> take();
  void done(const std::string& address);
  // Somebody waits: who only holds a connection open should let go of it.
  [[nodiscard]] bool crowded() const;
  void close();  // what waits is closed unanswered

 private:
  struct Line {
    std::deque<Arrival> waiting{};
    std::size_t running = 0;
  };
  using Lines = std::map<std::string, Line>;
  Lines::iterator next();

  const Limits limits_;
  const std::set<std::string> many_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Lines lines_;
  std::size_t waiting_ = 0;
  bool closed_ = false;
};

}  // namespace minyi::collector
