// The way into a list of many screenfuls: a card for each stretch of it, with its first and its last words.
#pragma once

#include "minyi/screens/flow_plan.hpp"

namespace minyi::kiosk::screens {

bool has_index(const FlowPlan& plan);
// Whether the page begins with it rather than with the list's first screenful.
bool begins_with_index(const FlowPlan& plan);
void draw_index(Scene& scene, const Axes& axes, const FlowPlan& plan);

}  // namespace minyi::kiosk::screens
