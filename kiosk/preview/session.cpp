#include "minyi/preview/session.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "minyi/flow/present.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr std::size_t most_pages = 5'000;

struct Key {
  std::string_view name;
  std::optional<flow::UserEvent> (*event)(const flow::Screen&);
};

std::optional<flow::UserEvent> next_language(const flow::Screen& screen) {
  const auto& all = screen.languages;
  const auto now =
      std::find_if(all.begin(), all.end(), [&](const auto& language) { return language.code == screen.language; });
  if (all.empty()) return std::nullopt;
  return flow::LanguagePressed{now == all.end() || now + 1 == all.end() ? all.front().code : (now + 1)->code};
}

std::optional<flow::UserEvent> next_size(const flow::Screen& screen) {
  using flow::TextSize;
  const auto size = screen.comforts.size;
  return flow::SizePressed{size == TextSize::standard ? TextSize::large
                           : size == TextSize::large  ? TextSize::largest
                                                      : TextSize::standard};
}

constexpr std::array keys{
    Key{"PageUp", [](const flow::Screen&) -> std::optional<flow::UserEvent> { return flow::BackPressed{}; }},
    Key{"F2", next_language},
    Key{"F3", next_size},
    Key{"F4", [](const flow::Screen&) -> std::optional<flow::UserEvent> { return flow::ThemePressed{}; }},
};

flow::Screen trouble_screen(const Error& error) {
  flow::Screen screen;
  screen.name = "out-of-service";
  screen.language = "en";
  screen.words = flow::frame_words(screen.language);
  screen.body = flow::OutOfServiceScreen{
      "This survey cannot be shown", "The preview goes on when the file is saved without this error.",
      std::string(code_name(error.code)), (error.where.empty() ? "" : error.where + ": ") + error.message, error.hint};
  return screen;
}

// One more of a repeat is about to be asked for.
bool adds(const flow::QuestionScreen& page) {
  if (page.questions.empty()) return false;
  const auto& question = page.questions.front();
  return question.id == flow::another_id &&
         std::any_of(question.choices.begin(), question.choices.end(),
                     [](const auto& choice) { return choice.value == flow::another_yes && choice.chosen; });
}

// A choice that is no longer offered is no answer.
bool fits(const flow::Question& question, const std::string& value) {
  if (question.choices.empty()) return true;
  for (std::size_t at = 0; at < value.size();) {
    const auto end = std::min(value.find(' ', at), value.size());
    if (std::none_of(question.choices.begin(), question.choices.end(),
                     [&](const auto& choice) { return value.compare(at, end - at, choice.value) == 0; }))
      return false;
    at = end + 1;
  }
  return true;
}

}  // namespace

Session::Session(std::string site) : hall_(std::move(site)) {}

void Session::adopt(Result<std::shared_ptr<const form::Form>> survey) {
  if (!survey) {
    trouble_ = survey.error();
    return;
  }
  const auto before = flow_ ? std::optional(place()) : std::nullopt;
  trouble_.reset();
  answers_.emplace(*survey);
  flow_.emplace(hall_.flow(*survey));
  if (before) return_to(*before);
}

flow::Screen Session::screen() const {
  if (trouble_) return trouble_screen(*trouble_);
  return flow_->screen(hall_.now());
}

void Session::handle(const flow::UserEvent& event) {
  if (trouble_) return;
  press(event);
  if (const auto* chosen = std::get_if<flow::ChoicePressed>(&event)) remember(chosen->question);
  if (const auto* edited = std::get_if<flow::ValueEdited>(&event)) remember(edited->question);
  const auto* chosen = std::get_if<flow::ChoicePressed>(&event);
  if (chosen != nullptr && chosen->question == flow::another_id && chosen->value == flow::another_yes) ++more_;
  if (std::holds_alternative<flow::StartOverPressed>(event)) begin_again();
}

void Session::tick() {
  if (!trouble_) flow_->handle(flow::Tick{}, hall_.now());
}

std::optional<Monotonic> Session::next_deadline() const {
  return trouble_ ? std::nullopt : flow_->next_deadline(hall_.now());
}

void Session::key(std::string_view name) {
  if (trouble_) return;
  if (name == "PageDown") return go_past();
  if (name == "F5") {
    press(flow::StartOverPressed{});
    press(flow::ThanksPressed{});
    return begin_again();
  }
  const auto* const found = std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
  if (found == keys.end()) return;
  if (const auto event = found->event(screen())) handle(*event);
}

void Session::press(const flow::UserEvent& event) { preview::press(*flow_, event, hall_.now()); }

// The next page, whatever this one still asks for.
void Session::go_past() {
  const auto now = screen();
  if (std::holds_alternative<flow::AttractScreen>(now.body)) return press(flow::StartPressed{now.language});
  if (std::holds_alternative<flow::ThanksScreen>(now.body)) return press(flow::ThanksPressed{});
  preview::go_past(*flow_, *answers_, hall_.now());
}

void Session::begin_again() {
  given_.clear();
  more_ = 0;
}

void Session::remember(const std::string& question) {
  const auto now = screen();
  const auto* page = questions_of(now);
  if (page == nullptr || question == flow::another_id) return;
  for (const auto& asked : page->questions)
    if (asked.id == question) given_[question] = asked.value;
}

Session::Place Session::place() const {
  const auto now = flow_->screen(hall_.now());
  Place place{now.language, now.comforts, {}, 0};
  if (const auto* page = questions_of(now)) {
    for (const auto& question : page->questions) place.questions.push_back(question.id);
    place.position = page->position;
  }
  return place;
}

void Session::return_to(const Place& place) {
  press(flow::SizePressed{place.comforts.size});
  while (screen().comforts.theme != place.comforts.theme) press(flow::ThemePressed{});
  if (place.questions.empty() || walk_to(place, most_pages)) return;
  press(flow::StartOverPressed{});
  press(flow::SizePressed{place.comforts.size});
  while (screen().comforts.theme != place.comforts.theme) press(flow::ThemePressed{});
  walk_to(place, place.position);  // his question is gone: what stands in its place
}

// From the attract screen to his page, or to the page at that position; false when there is neither.
bool Session::walk_to(const Place& place, std::size_t position) {
  more_left_ = more_;
  press(flow::StartPressed{place.language});
  for (std::size_t step = 0; step < most_pages; ++step) {
    fill();
    const auto now = screen();
    const auto* page = questions_of(now);
    if (page == nullptr) return true;  // it cannot be begun: the screen says why
    const bool here = std::any_of(page->questions.begin(), page->questions.end(), [&](const auto& question) {
      return std::find(place.questions.begin(), place.questions.end(), question.id) != place.questions.end();
    });
    if (here || page->position >= position) return true;
    if (page->last && !adds(*page)) return false;
    if (!preview::go_past(*flow_, *answers_, hall_.now())) return true;
  }
  return false;
}

// His answers to what is on the page, each of which may bring further questions onto it.
void Session::fill() {
  std::set<std::string> filled;
  for (bool more = true; more;) {
    more = false;
    const auto now = screen();
    const auto* page = questions_of(now);
    if (page == nullptr) return;
    for (const auto& question : page->questions) {
      if (!filled.insert(question.id).second) continue;
      more = true;
      if (question.id == flow::another_id) {
        give(*flow_, question.id, std::string(more_left_ > 0 ? flow::another_yes : flow::another_no), hall_.now());
        if (more_left_ > 0) --more_left_;
      } else if (const auto known = given_.find(question.id); known != given_.end() && fits(question, known->second)) {
        give(*flow_, question.id, known->second, hall_.now());
      }
      break;
    }
  }
}

}  // namespace minyi::kiosk::preview
