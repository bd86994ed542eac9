#include "minyi/preview/walk.hpp"

#include <algorithm>
#include <set>

#include "minyi/flow/present.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr std::chrono::hours never{24 * 365};

bool has_problem(const flow::QuestionScreen& page) {
  return std::any_of(page.questions.begin(), page.questions.end(), [](const auto& q) { return !q.problem.empty(); });
}

}  // namespace

flow::Flow Hall::flow(std::shared_ptr<const form::Form> form) {
  chance_ = check::Chance(0);
  flow::Outside outside{.clock = &clock_, .time_zone = &zone_, .random = &chance_, .device_id = "preview"};
  outside.properties = {{"site", site_}, {"site_name", site_}};
  return flow::Flow(std::move(outside), flow::Delays{},
                    {.form = std::move(form), .policy = {.idle_warning = never, .idle_reset = never}}, now());
}

const flow::QuestionScreen* questions_of(const flow::Screen& screen) {
  return std::get_if<flow::QuestionScreen>(&screen.body);
}

void give(flow::Flow& flow, const std::string& question, const std::string& value, Monotonic now) {
  if (question == flow::another_id)
    flow.handle(flow::UserEvent(flow::ChoicePressed{question, value}), now);
  else
    flow.handle(flow::UserEvent(flow::ValueEdited{question, value}), now);
}

void press(flow::Flow& flow, const flow::UserEvent& event, Monotonic now) {
  for (const auto& effect : flow.handle(event, now))
    if (std::holds_alternative<flow::Save>(effect)) flow.handle(flow::Saved{}, now);
}

bool go_past(flow::Flow& flow, const Answers& answers, Monotonic now) {
  check::Chance unused(0);  // the habit leaves nothing to chance
  press(flow, flow::NextPressed{}, now);
  for (std::size_t attempt = 0; attempt < Answers::attempts; ++attempt) {
    const auto screen = flow.screen(now);
    const auto* page = questions_of(screen);
    if (page == nullptr || !has_problem(*page)) return true;
    for (const auto& question : page->questions) {
      if (question.problem.empty()) continue;
      const auto value = question.id == flow::another_id ? std::string(flow::another_no)
                                                         : answers.value(question, Habit::first, attempt, unused);
      give(flow, question.id, value, now);
    }
    press(flow, flow::NextPressed{}, now);
  }
  const auto screen = flow.screen(now);
  const auto* page = questions_of(screen);
  return page == nullptr || !has_problem(*page);
}

Walk::Walk(Hall& hall, std::shared_ptr<const form::Form> form, const Answers& answers, Habit habit, std::uint64_t seed,
           const std::string& language)
    : hall_(hall), answers_(answers), habit_(habit), chance_(seed), flow_(hall.flow(std::move(form))) {
  press(flow::StartPressed{language});
}

void Walk::press(const flow::UserEvent& event) {
  const auto now = hall_.now();
  preview::press(flow_, event, now);
  screen_ = flow_.screen(now);
}

std::map<std::string, flow::Screen> Walk::in_all_languages() {
  std::map<std::string, flow::Screen> screens;
  const auto spoken = screen_.language;
  for (const auto& language : std::vector(screen_.languages)) {
    press(flow::LanguagePressed{language.code});
    screens[language.code] = screen_;
  }
  press(flow::LanguagePressed{spoken});
  return screens;
}

// Each answer may bring further questions onto the page, or take some away.
void Walk::answer_page(std::size_t attempt) {
  std::set<std::string> answered;
  for (bool found = true; found;) {
    found = false;
    for (const auto& question : questions_of(screen_)->questions) {
      if (!answered.insert(question.id).second) continue;
      // Who is asked whether there is another one always says no: the survey has to end.
      const auto value = question.id == flow::another_id ? std::string(flow::another_no)
                                                         : answers_.value(question, habit_, attempt, chance_);
      if (value.empty()) continue;
      const auto now = hall_.now();
      give(flow_, question.id, value, now);
      screen_ = flow_.screen(now);
      found = true;
      break;
    }
    if (!asking()) return;
  }
}

bool Walk::is_refused() {
  const auto* page = questions_of(screen_);
  if (page == nullptr || std::none_of(page->questions.begin(), page->questions.end(),
                                      [](const auto& q) { return q.required && q.value.empty(); }))
    return false;
  press(flow::NextPressed{});
  page = questions_of(screen_);
  return page != nullptr && has_problem(*page);
}

bool Walk::go_on() {
  for (std::size_t attempt = 0; attempt < Answers::attempts && asking(); ++attempt) {
    answer_page(attempt);
    press(flow::NextPressed{});
    if (const auto* page = questions_of(screen_); page == nullptr || !has_problem(*page)) return true;
  }
  return false;
}

}  // namespace minyi::kiosk::preview
