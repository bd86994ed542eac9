// What can be read off a constraint before anybody answers, so that a screen need not offer what would be refused.
#pragma once

#include "minyi/xpath/expression.hpp"

namespace minyi::interview {

// Whether one of the conditions that must hold says in numbers that the answer is not below zero: ". >= 0",
// "1 < . and . < 10". Other ways of saying it are not seen; next() judges those.
bool refuses_negatives(const xpath::Expression& constraint);

}  // namespace minyi::interview
