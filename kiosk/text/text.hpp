// All text that residents see: shaped, broken and drawn by Pango into textures. Any script, any size, emoji, and
// vertical Mongolian. A small subset of Markdown/HTML in labels (bold, italic, colour spans, line breaks) becomes Pango
// markup; anything else is shown as written.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::text {

enum class Orientation { horizontal, vertical };
enum class Align { start, centre };
enum class Weight { regular, bold };

struct Style {
  float line_height = 50;  // pixels, of a horizontal line (of a column's width when vertical)
  Weight weight = Weight::regular;
  std::uint32_t colour = 0x1D2024;  // 0xRRGGBB
  Orientation orientation = Orientation::horizontal;
  Align align = Align::start;
  std::string_view language = "zh";  // BCP 47, picks glyph variants
  float extent = 0;                  // wrap at this many pixels along the line; 0: no wrapping
  int max_lines = 0;                 // 0: as many as it takes; more are ended with an ellipsis
  bool operator==(const Style&) const = default;
};

// A laid-out text on the GPU. Valid until the Typesetter drops it (not used for two frames and over the cache's bound,
// or wiped).
struct Texture {
  std::uintptr_t id = 0;        // GL texture name, as ImTextureID
  float width = 0, height = 0;  // pixels as it lies on the screen (a vertical text is already turned)
  int lines = 0;
  bool truncated = false;  // an ellipsis stands for more
  bool split = false;      // a line ends inside a word: the measure is too narrow for this text
  bool mask = false;       // holds coverage only: tint it with the style's colour; otherwise it has its own colours
};

class Typesetter {
 public:
  // Needs a current GL context for draw(), none for measure(). Error: font_missing with the package to install when no
  // font covers Chinese or Mongolian.
  static Result<std::unique_ptr<Typesetter>> open();
  virtual ~Typesetter() = default;
  virtual Texture draw(std::string_view text, const Style& style) = 0;
  virtual Texture measure(std::string_view text, const Style& style) = 0;  // id is 0
  // Characters of `text` that no installed font can draw.
  virtual std::u32string missing_glyphs(std::string_view text) = 0;
  virtual void end_frame() = 0;  // ages the cache
  virtual void wipe() = 0;       // drops every texture
};

}  // namespace minyi::kiosk::text
