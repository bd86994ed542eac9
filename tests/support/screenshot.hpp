// What is on the glass: the pixels of the root window.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace minyi::testing {

struct Screenshot {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels;  // 0xRRGGBB, row by row

  // Throws Failure when the display cannot be read.
  static Screenshot take(const std::string& display);
  // Throws Failure when the file cannot be written.
  void write_png(const std::filesystem::path& file) const;
  // Different colours in a rectangle (clipped to the picture): 1 is a blank surface, text has many.
  [[nodiscard]] std::size_t colours(int x, int y, int w, int h) const;
};

}  // namespace minyi::testing
