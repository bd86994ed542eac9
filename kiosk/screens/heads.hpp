// Draws a question's words and picture and lists them for assistive tools.
#pragma once

#include "minyi/screens/flow_plan.hpp"

namespace minyi::kiosk::screens {

// Returns the depth used. `at`: where along the lines' stacking it begins.
float draw_head(Scene& scene, const Axes& axes, const std::string& id, const Head& head, float at, float spacing);

// Fitted into the area and centred in it; nothing where it turns out broken.
void draw_picture(Scene& scene, const std::string& name, const widgets::Rect& area);
// A question's picture, which a touch shows larger where there is a larger one.
void draw_figure(Scene& scene, const std::string& id, const std::string& label, const Figure& figure,
                 const widgets::Rect& area);

}  // namespace minyi::kiosk::screens
