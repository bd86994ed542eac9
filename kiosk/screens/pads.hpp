// Answers that are typed: numbers, steps of a long range, dates and times, text.
#pragma once

#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {

// Draws the question's words, the value under way and the keys into the area.
void draw_pad(Scene& scene, const flow::Question& question, const widgets::Rect& area);

}  // namespace minyi::kiosk::screens
