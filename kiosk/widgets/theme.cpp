#include "minyi/widgets/theme.hpp"

#include <array>
#include <cmath>
#include <cstddef>

namespace minyi::kiosk::widgets {
namespace {

constexpr std::array palettes{
    Palette{.ground = 0xF6F3EC,
            .card = 0xFFFFFF,
            .edge = 0xD9D3C6,
            .ink = 0x1D2024,
            .quiet = 0x4A4F57,
            .accent = 0x9B1C1F,
            .on_accent = 0xFFFFFF,
            .accent_pressed = 0x741215,
            .chosen = 0xF9E3DF,
            .pressed = 0xEDE7DA,
            .focus = 0x084298,
            .error = 0x8A1500,
            .error_ground = 0xFCEBE6,
            .done = 0x0B5A3C,
            .track = 0xDDD6C8},
    Palette{.ground = 0x121417,
            .card = 0x1E2227,
            .edge = 0x3A4048,
            .ink = 0xF4F4F2,
            .quiet = 0xC3C7CC,
            .accent = 0xFFB4A8,
            .on_accent = 0x2A0E0B,
            .accent_pressed = 0xE5968A,
            .chosen = 0x4A2622,
            .pressed = 0x2C3238,
            .focus = 0x9CC3FF,
            .error = 0xFFB4A8,
            .error_ground = 0x3A1A15,
            .done = 0x7FD8AE,
            .track = 0x3A4048},
    Palette{.ground = 0x000000,
            .card = 0x000000,
            .edge = 0xFFFFFF,
            .ink = 0xFFFFFF,
            .quiet = 0xFFFFFF,
            .accent = 0xFFE500,
            .on_accent = 0x000000,
            .accent_pressed = 0xFFFFFF,
            .chosen = 0x3A3500,
            .pressed = 0x4A4A4A,
            .focus = 0x00E5FF,
            .error = 0xFFE500,
            .error_ground = 0x000000,
            .done = 0xFFE500,
            .track = 0x6A6A6A},
};

// Line heights in u: rows as Level, columns as Scale.
constexpr float line_heights[3][3] = {{14, 18, 22}, {10, 13, 16}, {7.5F, 9.5F, 12}};

constexpr float dimming = 0.6F;

}  // namespace

const Palette& palette_of(Scheme scheme) { return palettes[static_cast<std::size_t>(scheme)]; }

std::uint32_t mix(std::uint32_t from, std::uint32_t to, float part) {
  std::uint32_t mixed = 0;
  for (const int shift : {16, 8, 0}) {
    const auto a = static_cast<float>((from >> shift) & 0xFF), b = static_cast<float>((to >> shift) & 0xFF);
    mixed |= static_cast<std::uint32_t>(std::lround(a + (b - a) * part)) << shift;
  }
  return mixed;
}

Tokens Tokens::make(Scheme scheme, Scale scale, float density, bool dimmed) {
  Tokens tokens;
  tokens.colour = palette_of(scheme);
  tokens.scale_ = scale;
  tokens.density_ = density;
  if (dimmed)
    for (auto member : {&Palette::ground, &Palette::card, &Palette::edge, &Palette::ink, &Palette::quiet,
                        &Palette::accent, &Palette::on_accent, &Palette::chosen, &Palette::error,
                        &Palette::error_ground, &Palette::done, &Palette::track})
      tokens.colour.*member = mix(tokens.colour.*member, 0x000000, dimming);
  return tokens;
}

float Tokens::line(Level level) const {
  return std::round(u(line_heights[static_cast<std::size_t>(level)][static_cast<std::size_t>(scale_)]));
}

}  // namespace minyi::kiosk::widgets
