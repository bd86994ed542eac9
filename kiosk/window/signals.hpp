// SIGTERM and SIGINT as a call: the kiosk is asked to end, and ends in order.
#pragma once

#include <functional>
#include <thread>

namespace minyi::kiosk::window {

// Must be made before any other thread starts: the signals are blocked in all of them and taken by one that waits for
// nothing else.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  // `asked` is called once, on the waiting thread.
  void wait(std::function<void()> asked);

 private:
  std::thread thread_;
};

}  // namespace minyi::kiosk::window
