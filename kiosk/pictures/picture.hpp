// Pictures that a survey brings along, PNG and JPEG, made as small as they will be shown. They come from outside: what
// is broken, of another kind or larger than any screen needs is no picture. No OpenGL here.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace minyi::kiosk::pictures {

inline constexpr std::size_t most_bytes = 16u << 20;     // of a file
inline constexpr std::int64_t most_pixels = 16'000'000;  // of what it unpacks to

struct Extent {
  int width = 0, height = 0;  // pixels
  [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
  friend bool operator==(const Extent&, const Extent&) = default;
};

// The largest of the same shape that goes into `room`, never larger than it is.
Extent fitted(Extent extent, Extent room);

struct Picture {
  Extent extent;
  std::vector<std::uint8_t> rgba{};  // straight, row by row from the top
};

// From the head of the file alone; as it is to be seen, see turning.hpp.
std::optional<Extent> read_extent(std::string_view file);
// Scaled to the size that fits into `room`.
std::optional<Picture> decode(std::string_view file, Extent room);

}  // namespace minyi::kiosk::pictures
