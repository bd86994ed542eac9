// What counts as a value of a question: its kind, and the spelling its answers are stored in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/interview/answers.hpp"
#include "minyi/interview/interview.hpp"

namespace minyi::interview {

QuestionKind question_kind(const Place& place);

// The value as it is stored. Errors: interview_invalid, saying what was expected (never the value).
// `offer` is the question's present choices; null where it has none.
Result<std::string> accept(QuestionKind kind, const Place& place, const Offer* offer, std::string_view value);

// UTF-8 without control characters (tab and line ends are text), of bounded length.
Result<> accept_text(std::string_view value);

// The chosen values that are still offered, in the order they were chosen.
std::string only_offered(std::string_view value, const Offer& offer, form::ControlKind kind);

// "a b  c" -> a, b, c
std::vector<std::string_view> words(std::string_view text);

}  // namespace minyi::interview
