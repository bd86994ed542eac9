// Keys of the screen's own keyboards, and what stands beside them: the question's words and the value under way.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {

inline constexpr float field_height = 24, key_gap = 3, key_height = 20;  // u

// A row of keys; a key is one character or a name.
struct Key {
  std::string_view name;
  float width = 1;  // in shares of the row
  std::string_view label{};
  bool enabled = true;
};
using KeyRow = std::vector<Key>;

// Draws the keys into the area and returns the name of the one that was pressed.
std::string draw_keys(Scene& scene, const std::vector<KeyRow>& rows, const widgets::Rect& area, float height,
                      float gap);
// The value under way, its end in sight, with a caret.
void draw_field(Scene& scene, const flow::Question& question, const widgets::Rect& rect, widgets::Level level);
// The question's words into the area (a part of them where there is little room). Returns where they end, down the
// screen.
float draw_words(Scene& scene, const flow::Question& question, const widgets::Rect& area);

}  // namespace minyi::kiosk::screens
