// Forms made of a form, so that all of its pages and texts can be seen even where nobody's answers lead to them.
#pragma once

#include <memory>

#include "minyi/form/form.hpp"

namespace minyi::kiosk::preview {

// Everything is asked and any answer will do: no relevance, nothing required, no constraint, no choice left out.
std::shared_ptr<const form::Form> without_rules(const form::Form& form);

// The same, and each question's label is its message for a missing answer, its hint the one for an answer that breaks
// the constraint; so the messages come out of the interview as they would be shown, in each language and filled in.
std::shared_ptr<const form::Form> with_messages(const form::Form& form);

}  // namespace minyi::kiosk::preview
