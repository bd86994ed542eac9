// Turns the state of an interview into a screen model: texts finished, in the resident's language.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/flow/moment.hpp"
#include "minyi/flow/screen.hpp"
#include "minyi/form/form.hpp"
#include "minyi/interview/interview.hpp"

namespace minyi::kiosk::flow {

Words frame_words(std::string_view language);
std::vector<LanguageOption> language_options(const form::Form& form);
// Questions that a resident can be asked, and the minutes they take.
struct Size {
  std::size_t questions = 0;
  std::size_t minutes = 1;
};
Size size_of(const form::Form& form);

// Typed texts that are no answer yet, by question: they stand in the field instead of the stored value.
struct Drafts {
  const std::map<std::string, std::string>& texts;
  bool judged = false;         // the resident wanted to go on: say what is wrong with them
  std::string_view another{};  // on the page that asks for one more of a repeat: what he chose so far
};
// The page that asks whether a repeat has one more instance is shown as a question of this id and these choices.
inline constexpr std::string_view another_id = "another";
inline constexpr std::string_view another_yes = "yes";
inline constexpr std::string_view another_no = "no";

QuestionScreen question_screen(const interview::Interview& interview, const Drafts& drafts, const Outlook& outlook);

}  // namespace minyi::kiosk::flow
