// Wakes the loop from another thread without touching the X connection. GLFW 3.3's glfwPostEmptyEvent sends through it,
// and the sending thread may on that occasion read what has just come in: the loop then sleeps although an event waits
// in the queue.
#pragma once

#include <chrono>
#include <optional>

#include "minyi/base/descriptor.hpp"

namespace minyi::kiosk::window {

class Bell {
 public:
  Bell();

  void ring() const;  // any thread
  // On the loop's thread: returns when the bell was rung, when `descriptor` can be read, or when the time has passed.
  void wait(int descriptor, std::optional<std::chrono::milliseconds> time) const;

 private:
  Descriptor event_;
};

}  // namespace minyi::kiosk::window
