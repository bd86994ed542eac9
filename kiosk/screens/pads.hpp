// Answers that are typed: numbers, steps of a long range, dates and times, text.
#pragma once

#include <string>
#include <vector>

#include "minyi/screens/keys.hpp"
#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {

// Draws the question's words, the value under way and the keys into the area.
void draw_pad(Scene& scene, const flow::Question& question, const widgets::Rect& area);
// The same with these keys, four rows of them, for figures. Returns the name of the one that was pressed.
std::string draw_figures(Scene& scene, const flow::Question& question, const std::vector<KeyRow>& rows,
                         const widgets::Rect& area);

}  // namespace minyi::kiosk::screens
