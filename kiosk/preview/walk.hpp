// One pass of an imaginary resident through a survey, on the kiosk's own flow.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/flow/flow.hpp"
#include "minyi/preview/answers.hpp"

namespace minyi::kiosk::preview {

// What the flow may ask of the outside; the same for every pass, so that two of them see the same survey.
class Hall {
 public:
  explicit Hall(std::string site) : site_(std::move(site)) {}
  // Nothing warns of idleness here. Randomness begins anew with each call.
  [[nodiscard]] flow::Flow flow(std::shared_ptr<const form::Form> form);
  [[nodiscard]] Monotonic now() const { return clock_.monotonic(); }

 private:
  std::string site_;
  SystemClock clock_;
  SystemTimeZone zone_;
  check::Chance chance_{0};
};

const flow::QuestionScreen* questions_of(const flow::Screen& screen);

// Gives the answer where the question is on the page and takes it.
void give(flow::Flow& flow, const std::string& question, const std::string& value, Monotonic now);

// A touch; what is to be saved counts as saved: there is nothing to save to.
void press(flow::Flow& flow, const flow::UserEvent& event, Monotonic now);

// On to the next page; what stands in the way gets an answer. False when none that was tried lets go of the page.
bool go_past(flow::Flow& flow, const Answers& answers, Monotonic now);

class Walk {
 public:
  Walk(Hall& hall, std::shared_ptr<const form::Form> form, const Answers& answers, Habit habit, std::uint64_t seed,
       const std::string& language);

  [[nodiscard]] const flow::Screen& screen() const { return screen_; }
  [[nodiscard]] bool asking() const { return questions_of(screen_) != nullptr; }
  // The present page in every language of the survey, by code.
  std::map<std::string, flow::Screen> in_all_languages();
  // Presses "next" on a page that must be answered and was not: true when there is such a page and it says so.
  bool is_refused();
  // Answers the page and goes on. False when no answer that was tried lets go of it: then the problem is on the screen.
  bool go_on();

 private:
  void press(const flow::UserEvent& event);
  void answer_page(std::size_t attempt);
  Hall& hall_;
  const Answers& answers_;
  Habit habit_;
  check::Chance chance_;
  flow::Flow flow_;
  flow::Screen screen_;
};

}  // namespace minyi::kiosk::preview
