#include "minyi/flow/flow.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "minyi/base/overloaded.hpp"
#include "minyi/flow/present.hpp"
#include "minyi/flow/words.hpp"

namespace minyi::kiosk::flow {
namespace {

int whole_seconds(std::chrono::milliseconds left) {
  return static_cast<int>(std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::seconds>(left).count()));
}

std::string toggled(const std::string& value, const std::string& choice) {
  std::string result;
  bool found = false;
  for (std::size_t at = 0; at < value.size();) {
    const auto end = std::min(value.find(' ', at), value.size());
    const auto word = value.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (word == choice) {
      found = true;
      continue;
    }
    result += (result.empty() ? "" : " ") + word;
  }
  if (!found) result += (result.empty() ? "" : " ") + choice;
  return result;
}

const interview::QuestionView* find(const interview::Page& page, std::string_view id) {
  const auto at =
      std::find_if(page.questions.begin(), page.questions.end(), [&](const auto& q) { return q.path == id; });
  return at == page.questions.end() ? nullptr : &*at;
}

}  // namespace

Monotonic Flow::next_second(Monotonic until, Monotonic now) {
  const auto left = until - now;
  const auto shown = std::chrono::ceil<std::chrono::seconds>(left);
  return std::max(now + std::chrono::milliseconds{1}, until - (shown - std::chrono::seconds{1}));
}

Flow::Flow(Outside outside, Delays delays, Offer offer, Monotonic now)
    : outside_(std::move(outside)), delays_(delays), offer_(std::move(offer)), last_touch_(now) {
  rest();
}

void Flow::rest() {
  comforts_ = {};
  if (offer_.trouble)
    state_ = Closed{*offer_.trouble};
  else if (!offer_.form)
    state_ = Closed{Error{ErrorCode::form_unknown, "there is no survey on this kiosk yet", "",
                          "publish one with `minyi publish`; the kiosk fetches it at its next sync"}};
  else
    state_ = Attract{};
}

std::vector<Effect> Flow::handle(const Event& event, Monotonic now) {
  return std::visit(
      Overloaded{
          [&](const UserEvent& e) { return user(e, now); },
          [&](const Touched&) -> std::vector<Effect> {
            last_touch_ = now;
            return {};
          },
          [&](const Tick&) { return tick(now); },
          [&](const Offered& e) -> std::vector<Effect> {
            offer_ = e.offer;
            if (std::holds_alternative<Attract>(state_) || std::holds_alternative<Closed>(state_)) rest();
            return {};
          },
          [&](const Saved&) -> std::vector<Effect> {
            auto* answering = std::get_if<Answering>(&state_);
            if (answering == nullptr || !answering->saving) return {};
            const auto& form = answering->interview.form();
            std::vector<Effect> effects;
            if (*answering->saving == exchange::Outcome::complete) {
              effects.emplace_back(Count{Step::completed, form.id, form.version, {}});
              state_ = Thanks{answering->interview.language(), now + delays_.thanks};
            } else {
              effects.emplace_back(Count{Step::abandoned, form.id, form.version, answering->interview.place()});
              rest();
            }
            effects.emplace_back(Wipe{});
            return effects;
          },
          [&](const SaveFailed& e) -> std::vector<Effect> {
            auto* answering = std::get_if<Answering>(&state_);
            if (answering == nullptr || !answering->saving) return {};
            // The answers are kept while there is hope that he is still there: he may press again when the cause is
            // gone.
            if (*answering->saving == exchange::Outcome::complete) {
              answering->saving.reset();
              offer_.trouble = e.error;
              return {};
            }
            const auto& form = answering->interview.form();
            const Count abandoned{Step::abandoned, form.id, form.version, answering->interview.place()};
            offer_.trouble = e.error;
            rest();
            return {abandoned, Wipe{}};
          },
          [&](const PinJudged& e) { return pin_judged(e.right, now); },
          [&](const LookedAtKiosk& e) -> std::vector<Effect> {
            if (auto* panel = std::get_if<Panel>(&state_)) panel->facts = e.facts;
            return {};
          },
      },
      event);
}

std::vector<Effect> Flow::user(const UserEvent& event, Monotonic now) {
  last_touch_ = now;
  std::vector<Effect> effects;
  auto* answering = std::get_if<Answering>(&state_);
  std::visit(Overloaded{
                 [&](const StartPressed& e) {
                   if (std::holds_alternative<Attract>(state_)) effects = start(e.language);
                 },
                 [&](const ChoicePressed& e) {
                   if (answering != nullptr) choose(e, effects);
                 },
                 [&](const ValueEdited& e) {
                   if (answering != nullptr) edit(e.question, e.value, effects);
                 },
                 [&](const NextPressed&) {
                   if (answering != nullptr) effects = next();
                 },
                 [&](const BackPressed&) {
                   if (answering == nullptr || answering->saving) return;
                   answering->interview.back();
                   answering->another.clear();
                 },
                 [&](const StartOverPressed&) {
                   if (answering != nullptr) effects = leave(false);
                 },
                 [&](const LanguagePressed& e) {
                   if (answering != nullptr) answering->interview.set_language(e.language);
                   if (auto* entry = std::get_if<PinEntry>(&state_)) entry->language = e.language;
                   if (auto* panel = std::get_if<Panel>(&state_)) panel->language = e.language;
                 },
                 [&](const SizePressed& e) { comforts_.size = e.size; },
                 [&](const ThemePressed&) {
                   comforts_.theme = comforts_.theme == Theme::light  ? Theme::dark
                                     : comforts_.theme == Theme::dark ? Theme::contrast
                                                                      : Theme::light;
                 },
                 [&](const RemovePressed&) {
                   if (answering != nullptr && !answering->saving) remove_instance();
                 },
                 [&](const MoreTimePressed&) {},
                 [&](const ThanksPressed&) {
                   if (!std::holds_alternative<Thanks>(state_)) return;
                   rest();
                   effects.emplace_back(Wipe{});
                 },
                 [&](const CornerPressed&) { touch_corner(now); },
                 [&](const PinDigitPressed& e) { type_pin(e.digit, now); },
                 [&](const PinDigitErased&) { type_pin(std::nullopt, now); },
                 [&](const PinEntered&) { effects = try_pin(now); },
                 [&](const SendNowPressed&) { effects = send_now(now); },
                 [&](const PanelClosed&) { effects = close_panel(); },
             },
             event);
  return effects;
}

std::vector<Effect> Flow::start(const std::string& language) {
  interview::Surroundings surroundings{outside_.clock, outside_.time_zone, outside_.random, outside_.device_id,
                                       outside_.properties};
  auto interview = interview::Interview::start(offer_.form, std::move(surroundings), language);
  if (!interview) {
    offer_.trouble = interview.error();
    rest();
    return {};
  }
  const auto& form = *offer_.form;
  state_ = Answering{.interview = std::move(*interview),
                     .record = exchange::random_record_id(),
                     .start = outside_.clock->now(),
                     .policy = offer_.policy,
                     .files = offer_.files};
  return {Count{Step::shown, form.id, form.version, {}}};
}

void Flow::edit(const std::string& question, const std::string& value, std::vector<Effect>& effects) {
  auto& answering = std::get<Answering>(state_);
  const auto page = answering.interview.page();
  const auto* asked = find(page, question);
  if (asked == nullptr || asked->read_only) return;
  answering.drafts.erase(question);
  answering.drafts_judged = false;
  const auto stored = is_moment(asked->kind) ? stored_moment(asked->kind, value, outlook()) : value;
  if (!answering.interview.answer(question, stored)) {
    // Not an answer (yet), such as "-" on the way to "-3": it stays in the field, and the stored answer is taken back.
    (void)answering.interview.answer(question, "");
    answering.drafts[question] = value;
    return;
  }
  if (!answering.answered && !value.empty()) {
    answering.answered = true;
    const auto& form = answering.interview.form();
    effects.emplace_back(Count{Step::started, form.id, form.version, {}});
  }
}

void Flow::choose(const ChoicePressed& pressed, std::vector<Effect>& effects) {
  auto& answering = std::get<Answering>(state_);
  const auto page = answering.interview.page();
  if (page.questions.empty() && !page.may_add.empty() && pressed.question == another_id) {
    answering.another = pressed.value;
    return;
  }
  const auto* question = find(page, pressed.question);
  if (question == nullptr || question->read_only) return;
  if (question->kind == interview::QuestionKind::acknowledge) {
    edit(pressed.question, question->value.empty() ? "OK" : "", effects);
    return;
  }
  if (std::none_of(question->choices.begin(), question->choices.end(),
                   [&](const auto& choice) { return choice.value == pressed.value; }))
    return;
  const bool many =
      question->kind == interview::QuestionKind::select_multiple || question->kind == interview::QuestionKind::rank;
  // A second press on the one chosen takes it back where no answer is needed.
  const bool again = !many && question->value == pressed.value && !question->required;
  edit(pressed.question, many ? toggled(question->value, pressed.value) : again ? "" : pressed.value, effects);
}

void Flow::remove_instance() {
  auto& answering = std::get<Answering>(state_);
  const auto instance = answering.interview.page().may_remove;
  if (instance.empty() || !answering.interview.remove_repeat(instance)) return;
  answering.drafts.clear();  // they are named by positions, which have moved
  answering.drafts_judged = false;
  answering.another.clear();
}

// Goes on from the present page; whether that was the last one.
bool Flow::turn() {
  auto& answering = std::get<Answering>(state_);
  const auto page = answering.interview.page();
  const bool asks_another = page.questions.empty() && !page.may_add.empty();
  const auto unfinished = [&](const auto& question) { return answering.drafts.contains(question.path); };
  if ((asks_another && answering.another.empty()) ||
      std::any_of(page.questions.begin(), page.questions.end(), unfinished)) {
    answering.drafts_judged = true;
    return false;
  }
  const bool adds = asks_another && answering.another == another_yes;
  answering.another.clear();
  answering.drafts_judged = false;
  if (adds && answering.interview.add_repeat(page.may_add)) return false;
  return answering.interview.next() == interview::Move::finished;
}

std::vector<Effect> Flow::next() {
  auto& answering = std::get<Answering>(state_);
  if (answering.saving || !turn()) return {};
  answering.saving = exchange::Outcome::complete;
  offer_.trouble.reset();
  return {Save{record(answering, exchange::Outcome::complete, answering.interview.finish())}};
}

// `keep`: he went away without a word, and the survey's policy says what becomes of his answers. Who presses "leave"
// takes them along.
std::vector<Effect> Flow::leave(bool keep) {
  auto& answering = std::get<Answering>(state_);
  if (keep && answering.answered && answering.policy.keep_partial) {
    answering.saving = exchange::Outcome::partial;
    return {Save{record(answering, exchange::Outcome::partial, answering.interview.answers())}};
  }
  const auto& form = answering.interview.form();
  std::vector<Effect> effects{Count{Step::abandoned, form.id, form.version, answering.interview.place()}};
  rest();
  effects.emplace_back(Wipe{});
  return effects;
}

std::vector<Effect> Flow::tick(Monotonic now) {
  if (const auto* thanks = std::get_if<Thanks>(&state_); thanks != nullptr && now >= thanks->until) {
    rest();
    return {Wipe{}};
  }
  const auto* answering = std::get_if<Answering>(&state_);
  if (answering != nullptr && !answering->saving &&
      now >= last_touch_ + answering->policy.idle_warning + answering->policy.idle_reset)
    return leave(true);
  // Comforts chosen on the attract screen are the chooser's: they go when he has gone.
  if (std::holds_alternative<Attract>(state_) && now >= last_touch_ + offer_.policy.idle_warning) comforts_ = {};
  return tick_attendant(now);
}

std::optional<Monotonic> Flow::next_deadline(Monotonic now) const {
  if (const auto* thanks = std::get_if<Thanks>(&state_)) return next_second(thanks->until, now);
  if (const auto* answering = std::get_if<Answering>(&state_)) {
    const auto warning = last_touch_ + answering->policy.idle_warning;
    if (now < warning) return warning;
    return next_second(warning + answering->policy.idle_reset, now);
  }
  const bool changed = comforts_.size != TextSize::standard || comforts_.theme != Theme::light;
  if (std::holds_alternative<Attract>(state_) && changed) return last_touch_ + offer_.policy.idle_warning;
  return attendant_deadline(now);
}

exchange::Record Flow::record(const Answering& answering, exchange::Outcome outcome,
                              std::vector<interview::AnsweredNode> answers) const {
  const auto& form = answering.interview.form();
  exchange::Record record;
  record.id = answering.record;
  record.form = form.id;
  record.version = form.version;
  record.form_digest = form.digest;
  record.outcome = outcome;
  record.language = answering.interview.language();
  record.start = answering.start;
  record.end = outside_.clock->now();
  record.offset = outside_.time_zone->offset_at(record.end);
  for (auto& answer : answers) record.answers.push_back({std::move(answer.path), std::move(answer.value)});
  return record;
}

std::optional<Screen> Flow::prospect(std::size_t start, Monotonic now) const {
  if (!std::holds_alternative<Attract>(state_)) return std::nullopt;
  const auto options = language_options(*offer_.form);
  if (start >= options.size()) return std::nullopt;
  Flow ahead(outside_, delays_, offer_, now);
  ahead.comforts_ = comforts_;
  ahead.start(options[start].code);
  return ahead.screen(now);
}

const std::shared_ptr<const form::FileSource>& Flow::files() const {
  const auto* answering = std::get_if<Answering>(&state_);
  return answering != nullptr ? answering->files : offer_.files;
}

std::string Flow::present_language() const {
  if (const auto* answering = std::get_if<Answering>(&state_)) return answering->interview.language();
  if (const auto* thanks = std::get_if<Thanks>(&state_)) return thanks->language;
  if (const auto* entry = std::get_if<PinEntry>(&state_)) return entry->language;
  if (const auto* panel = std::get_if<Panel>(&state_)) return panel->language;
  return offer_.form ? offer_.form->default_language : "zh";
}

Screen Flow::screen(Monotonic now) const {
  Screen screen;
  screen.language = present_language();
  screen.comforts = comforts_;
  screen.words = frame_words(screen.language);
  if (corner_counts()) screen.corner = std::string(words_for(screen.language).panel.corner);
  const auto& words = words_for(screen.language);
  const auto* answering = std::get_if<Answering>(&state_);
  const form::Form* form = answering != nullptr ? &answering->interview.form() : offer_.form.get();
  if (form != nullptr) screen.languages = language_options(*form);
  const auto own = std::find_if(screen.languages.begin(), screen.languages.end(),
                                [&](const auto& option) { return option.code == screen.language; });
  screen.direction = own != screen.languages.end() ? own->direction : direction_of(screen.language, "");

  std::visit(
      Overloaded{
          [&](const Attract&) {
            screen.name = "attract";
            AttractScreen body;
            body.campaign = form->title;
            const auto size = size_of(*form);
            for (const auto& option : screen.languages) {
              const auto& own_words = words_for(option.code);
              body.starts.push_back({option, std::string(own_words.start), std::string(own_words.invitation),
                                     fmt::format(fmt::runtime(own_words.facts), size.minutes, size.questions)});
            }
            if (offer_.participants && *offer_.participants > 0)
              body.participation = fmt::format(fmt::runtime(words.participants), *offer_.participants);
            screen.direction = Direction::horizontal;  // it speaks all languages at once
            screen.body = std::move(body);
          },
          [&](const Answering& state) {
            screen.name = "question";
            auto body = question_screen(state.interview, {state.drafts, state.drafts_judged, state.another}, outlook());
            screen.words.page_of = fmt::format("{} / {}", body.position, body.total);
            if (offer_.trouble && body.last && !body.questions.empty())
              body.questions.back().problem = std::string(words.closed_sentence);
            screen.body = std::move(body);
            const auto warning = last_touch_ + state.policy.idle_warning;
            if (now >= warning)
              screen.idle = IdleWarning{std::string(words.idle_title), std::string(words.more_time),
                                        whole_seconds(warning + state.policy.idle_reset - now),
                                        static_cast<int>(state.policy.idle_reset.count())};
          },
          [&](const Thanks& state) {
            screen.name = "thanks";
            screen.body = ThanksScreen{std::string(words.thanks_title), std::string(words.thanks_sentence),
                                       std::string(words.thanks_happens), whole_seconds(state.until - now)};
          },
          [&](const Closed& state) {
            screen.name = "out-of-service";
            screen.body = OutOfServiceScreen{
                std::string(words.closed_title), std::string(words.closed_sentence),
                std::string(code_name(state.error.code)),
                (state.error.where.empty() ? "" : state.error.where + ": ") + state.error.message, state.error.hint};
          },
          [&](const PinEntry& state) {
            screen.name = "pin";
            const auto rests = guard_.resting_until(now);
            screen.body =
                pin_screen(state.digits.count(), state.was_wrong, rests ? whole_seconds(*rests - now) : 0, words);
          },
          [&](const Panel& state) {
            screen.name = "panel";
            screen.body = panel_screen(state.facts.value_or(KioskFacts{}), offer_.trouble, outlook(), words);
          },
      },
      state_);
  return screen;
}

}  // namespace minyi::kiosk::flow
