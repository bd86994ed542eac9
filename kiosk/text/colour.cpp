#include "minyi/text/colour.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <pango/pango.h>

namespace minyi::kiosk::text {
namespace {

constexpr double least_contrast = 7;
constexpr std::uint32_t light_ground = 0xF6F3EC, dark_ground = 0x1E2227;  // the least forgiving of each
constexpr std::size_t longest_name = 40;

std::array<double, 3> channels(std::uint32_t colour) {
  return {(colour >> 16 & 0xFF) / 255.0, (colour >> 8 & 0xFF) / 255.0, (colour & 0xFF) / 255.0};
}

double luminance(std::uint32_t colour) {
  constexpr std::array weights{0.2126, 0.7152, 0.0722};
  const auto parts = channels(colour);
  double sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i)
    sum +=
        weights.at(i) * (parts.at(i) <= 0.04045 ? parts.at(i) / 12.92 : std::pow((parts.at(i) + 0.055) / 1.055, 2.4));
  return sum;
}

std::uint32_t mix(std::uint32_t from, std::uint32_t to, double part) {
  const auto a = channels(from), b = channels(to);
  std::uint32_t mixed = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    mixed = mixed << 8 | static_cast<std::uint32_t>(std::lround((a.at(i) + (b.at(i) - a.at(i)) * part) * 255));
  return mixed;
}

}  // namespace

std::optional<std::uint32_t> read_colour(std::string_view name) {
  PangoColor colour;
  if (name.empty() || name.size() > longest_name || pango_color_parse(&colour, std::string(name).c_str()) == FALSE)
    return std::nullopt;
  return static_cast<std::uint32_t>(colour.red >> 8) << 16 | static_cast<std::uint32_t>(colour.green >> 8) << 8 |
         static_cast<std::uint32_t>(colour.blue >> 8);
}

std::string write_colour(std::uint32_t colour) { return fmt::format("#{:06x}", colour & 0xFFFFFF); }

double contrast(std::uint32_t a, std::uint32_t b) {
  const double one = luminance(a), other = luminance(b);
  return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

std::uint32_t readable(std::uint32_t colour, std::uint32_t ink) {
  const auto ground = contrast(ink, light_ground) > contrast(ink, dark_ground) ? light_ground : dark_ground;
  for (double part = 0; part < 1; part += 0.05)
    if (const auto moved = mix(colour, ink, part); contrast(moved, ground) >= least_contrast) return moved;
  return ink;
}

}  // namespace minyi::kiosk::text
