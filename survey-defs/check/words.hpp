// Words in questions' labels and names by which preflight knows what they are about, in the languages of this county.
#pragma once

#include <string_view>
#include <vector>

#include "minyi/check/outline.hpp"

namespace minyi::check {

enum class Topic {
  personal,  // a person's name, number, address
  consent,   // agreeing to take part
  decline,   // of a choice: not answering
};

// The word found in the question's label in any language, or in its name; empty when there is none.
std::string_view mention(const form::Form& form, const form::Text& label, std::string_view name, Topic topic);

}  // namespace minyi::check
