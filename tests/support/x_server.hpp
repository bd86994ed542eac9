// A display without a screen: Xvfb on a number that is free.
#pragma once

#include <string>

#include "support/process.hpp"

namespace minyi::testing {

class XServer {
 public:
  // 1920 x 1080 pixels, 24 bits deep. Throws Failure when Xvfb is missing or does not start.
  XServer();
  [[nodiscard]] const std::string& display() const { return display_; }  // ":99"
  [[nodiscard]] pid_t pid() const { return server_.pid(); }

 private:
  Process server_;
  std::string display_;
};

}  // namespace minyi::testing
