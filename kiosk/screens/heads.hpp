// Draws a question's words and lists them for assistive tools.
#pragma once

#include "minyi/screens/flow_plan.hpp"

namespace minyi::kiosk::screens {

// Returns the depth used. `at`: where along the lines' stacking it begins.
float draw_head(Scene& scene, const Axes& axes, const std::string& id, const Head& head, float at, float spacing);

}  // namespace minyi::kiosk::screens
