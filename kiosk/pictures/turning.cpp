#include "minyi/pictures/turning.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace minyi::kiosk::pictures {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t channels = 4;
constexpr auto exif = "Exif\0\0"sv;

// By the tag's value, from 1.
constexpr auto turnings = std::to_array<Turning>(
    {{false, 0}, {true, 0}, {false, 2}, {true, 2}, {true, 3}, {false, 1}, {true, 1}, {false, 3}});

// Numbers in a file that may end anywhere: what lies behind its end reads as 0.
class Numbers {
 public:
  Numbers(std::string_view bytes, bool low_first) : bytes_(bytes), low_first_(low_first) {}
  [[nodiscard]] std::size_t at(std::size_t position, std::size_t size) const {
    if (position > bytes_.size() || size > bytes_.size() - position) return 0;
    std::size_t number = 0;
    for (std::size_t i = 0; i < size; ++i)
      number = number << 8U | static_cast<unsigned char>(bytes_[position + (low_first_ ? size - 1 - i : i)]);
    return number;
  }

 private:
  std::string_view bytes_;
  bool low_first_;
};

// A TIFF file with tags (TIFF 6.0, section 2).
Turning turning_in(std::string_view tiff) {
  constexpr std::size_t orientation = 0x0112, a_short = 3, entry_size = 12;
  const Numbers numbers(tiff, tiff.starts_with("II"));
  if ((!tiff.starts_with("II") && !tiff.starts_with("MM")) || numbers.at(2, 2) != 42) return {};
  const auto tags = numbers.at(4, 4);
  const auto most = std::min(numbers.at(tags, 2), tiff.size() / entry_size);
  for (std::size_t i = 0; i < most; ++i) {
    const auto entry = tags + 2 + i * entry_size;
    if (numbers.at(entry, 2) != orientation || numbers.at(entry + 2, 2) != a_short) continue;
    const auto value = numbers.at(entry + 8, 2);
    return value >= 1 && value <= turnings.size() ? turnings[value - 1] : Turning{};
  }
  return {};
}

}  // namespace

Turning turning_of(std::string_view jpeg) {
  constexpr std::size_t application_1 = 0xFFE1, start_of_scan = 0xFFDA;
  const Numbers numbers(jpeg, false);
  for (std::size_t position = 2; position + 4 <= jpeg.size();) {  // segments: marker, length with itself, contents
    const auto marker = numbers.at(position, 2), length = numbers.at(position + 2, 2);
    if (marker < 0xFF00 || marker == start_of_scan || length < 2) return {};
    const auto contents = jpeg.substr(position + 4, length - 2);
    if (marker == application_1 && contents.starts_with(exif)) return turning_in(contents.substr(exif.size()));
    position += 2 + length;
  }
  return {};
}

Extent turned(Extent extent, Turning turning) {
  if (turning.quarters % 2 != 0) std::swap(extent.width, extent.height);
  return extent;
}

Picture turned(Picture picture, Turning turning) {
  if (turning == Turning{}) return picture;
  Picture to{turned(picture.extent, turning), std::vector<std::uint8_t>(picture.rgba.size())};
  const auto* from = picture.rgba.data();
  for (int row = 0; row < picture.extent.height; ++row)
    for (int column = 0; column < picture.extent.width; ++column, from += channels) {
      auto [width, height] = picture.extent;
      int x = turning.mirrored ? width - 1 - column : column, y = row;
      for (int quarter = 0; quarter < turning.quarters; ++quarter, std::swap(width, height))
        y = std::exchange(x, height - 1 - y);
      std::copy_n(from, channels,
                  &to.rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(to.extent.width) +
                            static_cast<std::size_t>(x)) *
                           channels]);
    }
  return to;
}

}  // namespace minyi::kiosk::pictures
