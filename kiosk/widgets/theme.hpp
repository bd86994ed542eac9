// Design tokens: colours, type sizes and spacing. One unit `u` is a millimetre on the glass, so that a finger's target
// is as large on every monitor. Colours are 0xRRGGBB; text keeps at least 7:1 on its ground.
#pragma once

#include <cstdint>

namespace minyi::kiosk::widgets {

enum class Scheme { light, dark, contrast };
enum class Scale { standard, large, largest };
// What a text is for; each has its line height.
enum class Level { question, choice, hint };

struct Palette {
  std::uint32_t ground, card, edge;  // page, cards on it, their edge
  std::uint32_t ink, quiet;          // text, and text that may be overlooked
  std::uint32_t accent, on_accent, accent_pressed;
  std::uint32_t chosen, pressed;  // grounds of a chosen card and of one under the finger
  std::uint32_t focus, error, error_ground, done;
  std::uint32_t track;  // what is left of a progress bar or ring
};

// Targets and spacing in u.
inline constexpr float target_height = 20, choice_height = 22, gap = 4, radius = 3;

class Tokens {
 public:
  // `dimmed`: the page behind a warning, in darkened colours rather than under a blended layer.
  static Tokens make(Scheme scheme, Scale scale, float density, bool dimmed = false);
  [[nodiscard]] float u(float millimetres) const { return millimetres * density_; }
  [[nodiscard]] float line(Level level) const;  // line height in pixels
  [[nodiscard]] Scale scale() const { return scale_; }
  Palette colour{};

 private:
  float density_ = 3.6F;
  Scale scale_ = Scale::standard;
};

const Palette& palette_of(Scheme scheme);
// `part` of 0 is `from`, of 1 `to`.
std::uint32_t mix(std::uint32_t from, std::uint32_t to, float part);

}  // namespace minyi::kiosk::widgets
