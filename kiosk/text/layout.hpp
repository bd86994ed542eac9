// Shapes one text with Pango and paints it into memory. No OpenGL here, so that it can be tested without a display.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/text/glib.hpp"
#include "minyi/text/text.hpp"

namespace minyi::kiosk::text {

// A text broken into lines; each line's pitch is the style's line_height, whatever fonts it needed.
struct Laid {
  Owned<PangoLayout> layout{};
  int lines = 0;
  float pitch = 0;
  float along = 0;     // longest line, pixels
  float baseline = 0;  // from a line's top
  bool vertical = false, centred = false, truncated = false, split = false, colours = false;
  [[nodiscard]] float width() const { return vertical ? pitch * static_cast<float>(lines) : along; }
  [[nodiscard]] float height() const { return vertical ? along : pitch * static_cast<float>(lines); }
};

// Pixels: one byte of coverage each, or premultiplied 0xAARRGGBB when `colours`.
struct Image {
  int width = 0, height = 0, stride = 0;
  Owned<cairo_surface_t> surface{};
  [[nodiscard]] const unsigned char* pixels() const { return cairo_image_surface_get_data(surface.get()); }
};

class Shaper {
 public:
  Shaper();
  [[nodiscard]] Laid lay_out(std::string_view text, const Style& style) const;
  [[nodiscard]] Image paint(const Laid& laid, std::uint32_t colour) const;
  [[nodiscard]] bool can_draw(char32_t character, std::string_view language) const;

 private:
  [[nodiscard]] Owned<PangoContext> context(const Style& style) const;
  Owned<PangoFontMap> fonts_;
  Owned<cairo_font_options_t> options_;
};

}  // namespace minyi::kiosk::text
