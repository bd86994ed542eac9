// What widgets draw on: rectangles and text in pixels, targets that a finger or the keyboard can reach, and the list of
// everything that was drawn, for the inspection socket and assistive tools.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "minyi/text/text.hpp"
#include "minyi/widgets/theme.hpp"

struct ImDrawList;

namespace minyi::kiosk::widgets {

struct Rect {
  float x = 0, y = 0, w = 0, h = 0;
  [[nodiscard]] float right() const { return x + w; }
  [[nodiscard]] float bottom() const { return y + h; }
  [[nodiscard]] Rect inset(float by) const { return {x + by, y + by, w - 2 * by, h - 2 * by}; }
  [[nodiscard]] Rect inset(float dx, float dy) const { return {x + dx, y + dy, w - 2 * dx, h - 2 * dy}; }
};

// One thing on the screen. Rectangle in pixels of the window.
struct Element {
  std::string
      id;  // "next", "back", "start:zh", "choice:/data/q1:yes", "key:7", "question:/data/q1", "problem:/data/q1"
  std::string role;  // "button", "radio", "checkbox", "text", "heading", "alert", "progress", "key"
  std::string label;
  std::string value;
  std::string state;  // space-separated: "selected", "disabled", "focused", "truncated"; empty for none
  float x = 0, y = 0, w = 0, h = 0;
};

struct Touch {
  bool pressed = false;  // the finger was lifted on it
  bool held = false;     // the finger is on it
  bool focused = false;  // the keyboard is on it
};

// Levels in the order they are tried, kept by value.
class Levels {
 public:
  Levels(std::initializer_list<Level> levels) {  // NOLINT: written as a braced list where it is used
    for (const auto level : levels)
      if (count_ < all_.size()) all_[count_++] = level;
  }
  [[nodiscard]] const Level* begin() const { return all_.data(); }
  [[nodiscard]] const Level* end() const { return all_.data() + count_; }

 private:
  std::array<Level, 3> all_{};
  std::size_t count_ = 0;
};

// How a text is to be fitted: the levels to try in turn, the direction of its script, where it may go.
struct Fit {
  Levels levels;
  text::Weight weight = text::Weight::regular;
  text::Align align = text::Align::start;
  int prefer_lines = 0;  // more lines than this: try the next level; 0: only what does not fit does
};

class Canvas {
 public:
  // `live`: targets can be touched and elements are listed; a page under a warning is neither.
  Canvas(ImDrawList& list, text::Typesetter& typesetter, const Tokens& tokens, std::vector<Element>& elements);

  const Tokens& t;
  bool live = true;
  std::string_view language = "zh";
  bool vertical = false;  // texts run down

  void fill(const Rect& rect, std::uint32_t colour, float rounding = 0);
  void edge(const Rect& rect, std::uint32_t colour, float thickness, float rounding = 0);
  void circle(float x, float y, float r, std::uint32_t colour);
  void ring(float x, float y, float r, float thickness, std::uint32_t colour, float part = 1);
  void line(std::initializer_list<std::pair<float, float>> points, std::uint32_t colour, float thickness);
  void triangle(float x1, float y1, float x2, float y2, float x3, float y3, std::uint32_t colour);

  [[nodiscard]] text::Style style(Level level, const Fit& fit, float extent) const;
  // The style whose text fits `along` pixels of line and `across` pixels of lines; the last resort is an ellipsis.
  [[nodiscard]] text::Style fit(std::string_view text, const Fit& how, float along, float across);
  [[nodiscard]] text::Texture measure(std::string_view text, const text::Style& style);
  text::Texture draw(float x, float y, std::string_view text, const text::Style& style, std::uint32_t colour);
  // Lines `first` to `first + count` only.
  void draw_lines(float x, float y, std::string_view text, const text::Style& style, std::uint32_t colour, int first,
                  int count);
  // A texture of that many pixels.
  void image(const Rect& rect, std::uintptr_t texture);
  // Fitted into the rectangle and centred in it. Returns whether it had to be shortened.
  bool centred(const Rect& rect, std::string_view text, const Fit& how, std::uint32_t colour);

  Touch target(Element element, const Rect& rect);
  void note(Element element, const Rect& rect);
  void mark_last(std::string_view state);  // adds a word to the last element's state

 private:
  void clear(const Rect& rect, std::uint32_t colour);
  ImDrawList& list_;
  text::Typesetter& typesetter_;
  std::vector<Element>& elements_;
};

}  // namespace minyi::kiosk::widgets
