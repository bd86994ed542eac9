// The inspection socket: tests and assistive tools ask what is on the screen. Connections are served on a thread of its
// own; what is on the screen is only ever read on the window's loop.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "minyi/base/descriptor.hpp"
#include "minyi/base/result.hpp"

namespace minyi::kiosk::window {

class Inspection {
 public:
  Inspection() = default;
  Inspection(const Inspection&) = delete;
  Inspection& operator=(const Inspection&) = delete;
  ~Inspection();

  // `knock` is called on the serving thread when a question came in. file_failed.
  Result<> start(const std::string& path, std::function<void()> knock);
  // On the loop's thread: whether somebody waits, and the answer for all who wait.
  [[nodiscard]] bool asked();
  void answer(const std::string& line);

 private:
  struct Connection {
    Descriptor socket;
    std::string received{};
  };
  void serve();
  bool receive(Connection& connection);  // false: it is gone
  std::string ask();                     // waits for the loop; empty when stopping
  void stop();

  std::string path_;
  std::function<void()> knock_;
  Descriptor listener_, stopped_, stop_;  // `stopped_` can be read when `stop_` is closed
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable answered_;
  unsigned questions_ = 0, answers_ = 0;
  bool stopping_ = false;
  std::string line_;
};

}  // namespace minyi::kiosk::window
