#pragma once

#include <cstdint>
#include <vector>

namespace minyi::kiosk::window {

// Pixels as 0xAARRGGBB, row by row from the top.
struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels{};
};

}  // namespace minyi::kiosk::window
