// Numbers as residents read and type them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/flow/screen.hpp"

namespace minyi::kiosk::screens {

// The shortest spelling: 3, 2.5.
std::string spell(double number);
// "1234567.5" as "1,234,567.5".
std::string grouped(std::string_view figures);
bool same_number(std::string_view a, std::string_view b);
// A range of few steps is answered by one tap, a longer one by stepping.
bool range_is_short(const flow::Question& question);
std::vector<std::string> range_values(const flow::Question& question);
// The value `steps` away from `value` (from the start when there is none), kept within the range.
std::string step_range(const flow::Question& question, int steps);

}  // namespace minyi::kiosk::screens
