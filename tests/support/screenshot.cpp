#include "support/screenshot.hpp"

#include <algorithm>
#include <memory>
#include <unordered_set>

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <png.h>

#include "support/wait.hpp"

namespace minyi::testing {

Screenshot Screenshot::take(const std::string& display_name) {
  const std::unique_ptr<Display, int (*)(Display*)> display(XOpenDisplay(display_name.c_str()), XCloseDisplay);
  if (!display) throw Failure("cannot open display " + display_name);
  const int screen = DefaultScreen(display.get());
  Screenshot shot;
  shot.width = DisplayWidth(display.get(), screen);
  shot.height = DisplayHeight(display.get(), screen);
  const std::unique_ptr<XImage, int (*)(XImage*)> image(
      XGetImage(display.get(), RootWindow(display.get(), screen), 0, 0, static_cast<unsigned>(shot.width),
                static_cast<unsigned>(shot.height), AllPlanes, ZPixmap),
      [](XImage* held) { return XDestroyImage(held); });
  if (!image || image->bits_per_pixel != 32) throw Failure("cannot read the pixels of display " + display_name);
  shot.pixels.reserve(static_cast<std::size_t>(shot.width) * static_cast<std::size_t>(shot.height));
  for (int y = 0; y < shot.height; ++y) {
    const auto* row =
        reinterpret_cast<const std::uint32_t*>(image->data + static_cast<std::ptrdiff_t>(y) * image->bytes_per_line);
    for (int x = 0; x < shot.width; ++x) shot.pixels.push_back(row[x] & 0xFFFFFFU);
  }
  return shot;
}

void Screenshot::write_png(const std::filesystem::path& file) const {
  std::vector<std::uint8_t> rgb;
  rgb.reserve(pixels.size() * 3);
  for (const std::uint32_t pixel : pixels) {
    rgb.push_back(static_cast<std::uint8_t>(pixel >> 16U));
    rgb.push_back(static_cast<std::uint8_t>(pixel >> 8U));
    rgb.push_back(static_cast<std::uint8_t>(pixel));
  }
  std::filesystem::create_directories(file.parent_path());
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  image.flags = PNG_IMAGE_FLAG_FAST;
  if (png_image_write_to_file(&image, file.c_str(), 0, rgb.data(), 0, nullptr) == 0)
    throw Failure(file.string() + ": " + image.message);
}

std::size_t Screenshot::colours(int x, int y, int w, int h) const {
  std::unordered_set<std::uint32_t> seen;
  for (int row = std::max(0, y); row < std::min(height, y + h); ++row)
    for (int column = std::max(0, x); column < std::min(width, x + w); ++column)
      seen.insert(
          pixels[static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column)]);
  return seen.size();
}

}  // namespace minyi::testing
