// A display to draw on where there is none: X's virtual frame buffer, for as long as it is needed.
#pragma once

#include <cstdio>
#include <memory>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::preview {

class Display {
 public:
  // Uses the display that DISPLAY names; where it names none, starts Xvfb and sets DISPLAY for this process, so no
  // other thread may run yet. window_failed when Xvfb is not there either.
  static Result<Display> open();

 private:
  struct Close {
    // The server ends by itself when its last client has gone.
    void operator()(std::FILE* server) const;
  };
  std::unique_ptr<std::FILE, Close> server_;
};

}  // namespace minyi::kiosk::preview
