// A text that a regular expression matches, so that random respondents get past a rule such as
// regex(., '^1[3-9][0-9]{9}$').
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "minyi/check/chance.hpp"

namespace minyi::check {

// Knows literals, classes, groups, alternatives and repetitions; nothing for a pattern with anything else (look-around,
// back-references) or one too long. What it gives is a guess to be tried, no promise.
std::optional<std::string> sample(std::string_view pattern, Chance& chance);

}  // namespace minyi::check
