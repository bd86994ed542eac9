// Somewhere to paint that is no window: of any size, and its pixels are ours whatever lies over the window.
#pragma once

#include "minyi/window/picture.hpp"

namespace minyi::kiosk::window {

// From its making to its end everything that OpenGL paints goes here. Needs a current context.
class Offscreen {
 public:
  Offscreen(int width, int height);
  ~Offscreen();
  Offscreen(const Offscreen&) = delete;
  Offscreen& operator=(const Offscreen&) = delete;
  [[nodiscard]] bool complete() const;  // false: the driver has no room for it
  [[nodiscard]] Picture read() const;

 private:
  int width_, height_;
  unsigned colours_ = 0, frame_ = 0;
};

}  // namespace minyi::kiosk::window
