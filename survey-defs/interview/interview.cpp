#include "minyi/interview/interview.hpp"

#include <fmt/format.h>

#include "minyi/base/bytes.hpp"
#include "minyi/interview/state.hpp"
#include "minyi/interview/values.hpp"

namespace minyi::interview {

namespace {

Result<> complete(const std::shared_ptr<const form::Form>& form, const Surroundings& around) {
  if (!form) return fail(ErrorCode::argument_invalid, "an interview needs a form");
  if (around.clock == nullptr || around.time_zone == nullptr || around.random == nullptr)
    return fail(ErrorCode::argument_invalid, "an interview needs a clock, a time zone and a source of randomness");
  return {};
}

// A repeat whose instances the resident may add and remove.
bool open_ended(const Place& place) {
  return place.repeat && place.repeat_control != nullptr && !place.repeat_control->repeat_fixed &&
         !place.repeat_control->repeat_count;
}

}  // namespace

Interview::State::State(std::unique_ptr<const Plan> plan_, Surroundings around, Recalculation::Origin origin)
    : plan(std::move(plan_)),
      surroundings(std::move(around)),
      answers(*plan, origin == Recalculation::Origin::live ? Answers::Defaults::filled : Answers::Defaults::blank),
      evaluation(*plan, surroundings, answers),
      recalculation(*plan, answers, evaluation, origin),
      pages(*plan, answers) {}

void Interview::State::settle() {
  recalculation.run();
  const auto shown = recalculation.take_shown();
  if (recalculation.take_structure_changed())
    pages.build();
  else
    pages.update(shown);
  pages.settle();
}

Interview::Interview(std::unique_ptr<State> state) : state_(std::move(state)) {}
Interview::Interview(Interview&&) noexcept = default;
Interview& Interview::operator=(Interview&&) noexcept = default;
Interview::~Interview() = default;

Result<Interview> Interview::start(std::shared_ptr<const form::Form> form, Surroundings surroundings,
                                   std::string_view language) {
  MINYI_CHECK(complete(form, surroundings));
  MINYI_TRY(auto plan, Plan::make(std::move(form)));
  auto state = std::make_unique<State>(std::move(plan), std::move(surroundings), Recalculation::Origin::live);
  state->evaluation.speak(language);
  state->preload();
  state->recalculation.everything();
  state->recalculation.run();
  state->recalculation.run_first_load();
  if (const auto& error = state->recalculation.error())
    return fail(ErrorCode::interview_invalid, error->message, error->where, error->hint);
  state->settle();
  if (!state->pages.visible())
    return fail(ErrorCode::interview_invalid, "the form has no question to begin with", state->plan->form().id.value(),
                "check the relevant column of the first questions");
  return Interview(std::move(state));
}

Result<Interview> Interview::restore(std::shared_ptr<const form::Form> form, Surroundings surroundings,
                                     const std::vector<AnsweredNode>& answers) {
  MINYI_CHECK(complete(form, surroundings));
  MINYI_TRY(auto plan, Plan::make(std::move(form)));
  auto state = std::make_unique<State>(std::move(plan), std::move(surroundings), Recalculation::Origin::restored);
  state->evaluation.speak("");
  MINYI_CHECK(state->put_back(answers));
  state->recalculation.everything();
  state->settle();
  return Interview(std::move(state));
}

const form::Form& Interview::form() const { return state_->plan->form(); }
Page Interview::page() const { return state_->view(); }

Progress Interview::progress() const { return {state_->pages.position(), state_->pages.total()}; }
bool Interview::at_first() const { return !state_->pages.preceding(); }
bool Interview::at_last() const { return !state_->pages.following(); }

Result<> Interview::answer(std::string_view path, std::string_view value) {
  const int id = state_->answers.find(path);
  if (id < 0 || state_->answers.place(state_->answers.slot(id)).control == nullptr)
    return fail(ErrorCode::interview_invalid, "the form has no such question", std::string(path.substr(0, 200)));
  Slot& slot = state_->answers.slot(id);
  const Place& place = state_->answers.place(slot);
  if (!slot.relevant) return fail(ErrorCode::interview_invalid, "the question is not asked now", place.path);
  if (state_->read_only(id))
    return fail(ErrorCode::interview_invalid, "the question cannot be answered: it is read-only", place.path);
  const bool chooses = place.control->itemset || !place.control->choices.empty();
  MINYI_TRY(std::string stored,
            accept(question_kind(place), place, chooses ? &state_->evaluation.offer(id) : nullptr, value));
  slot.problem = ProblemKind::none;
  state_->recalculation.set(id, stored);
  wipe(stored);
  state_->settle();
  return {};
}

Move Interview::next() {
  const PageEntry* page = state_->pages.current();
  if (page == nullptr) return Move::finished;
  if (!state_->judge(*page)) return Move::stopped;
  if (const auto following = state_->pages.following()) {
    state_->pages.go(*following);
    return Move::moved;
  }
  // A later answer may have undone an earlier page: the response is judged whole before it is taken.
  const auto& entries = state_->pages.entries();
  for (std::size_t index = 0; index < entries.size(); ++index)
    if (!state_->judge(entries[index])) {
      state_->pages.go(index);
      return Move::stopped;
    }
  return Move::finished;
}

void Interview::back() {
  const auto preceding = state_->pages.preceding();
  if (!preceding) return;
  state_->forgive(*state_->pages.current());
  state_->pages.go(*preceding);
}

Result<> Interview::add_repeat(std::string_view repeat_path) {
  Answers& answers = state_->answers;
  const auto address = answers.address(repeat_path);
  if (!address || !open_ended(state_->plan->place(address->place)))
    return fail(ErrorCode::interview_invalid, "nothing can be added here", std::string(repeat_path.substr(0, 200)));
  Instance* parent = &answers.root();
  const auto repeats = state_->plan->repeats_between(0, address->place);
  for (std::size_t level = 0; level + 1 < repeats.size(); ++level) {
    const auto list = Answers::instances(*parent, repeats[level]);
    if (address->positions[level] > list.size())
      return fail(ErrorCode::interview_invalid, "there is no such instance", std::string(repeat_path.substr(0, 200)));
    parent = list[address->positions[level] - 1].get();
  }
  Instance* instance = answers.add(address->place, *parent);
  if (instance == nullptr)
    return fail(ErrorCode::interview_invalid, "no more can be added here", state_->plan->place(address->place).path);
  state_->recalculation.grown(*instance);
  state_->settle();
  state_->pages.enter(*instance);
  return {};
}

Result<> Interview::remove_repeat(std::string_view instance_path) {
  Answers& answers = state_->answers;
  const int id = answers.find(instance_path);
  if (id < 0 || !open_ended(answers.place(answers.slot(id))))
    return fail(ErrorCode::interview_invalid, "nothing can be removed here", std::string(instance_path.substr(0, 200)));
  const int repeat = answers.slot(id).place;
  Instance& instance = *answers.slot(id).instance;
  Instance& parent = *instance.parent;
  answers.remove(instance);
  state_->recalculation.moved(repeat, parent);
  state_->settle();
  return {};
}

void Interview::set_language(std::string_view code) {
  state_->evaluation.speak(code);
  state_->recalculation.language_moved();
  state_->settle();
}

const std::string& Interview::language() const { return state_->evaluation.language(); }

std::vector<AnsweredNode> Interview::finish() {
  state_->preload_end();
  return state_->collect();
}

std::vector<AnsweredNode> Interview::answers() const { return state_->collect(); }

Result<std::map<std::string, std::optional<bool>>> Interview::indicators() const {
  std::map<std::string, std::optional<bool>> indicators;
  for (int index = 0; index < static_cast<int>(state_->plan->places().size()); ++index) {
    const Place& place = state_->plan->place(index);
    if (place.bind == nullptr || place.bind->indicator.empty()) continue;
    std::vector<std::string_view> values;
    state_->answers.each(state_->answers.root(), index, [&](int id) {
      const Slot& slot = state_->answers.slot(id);
      if (slot.relevant && !slot.value.empty()) values.push_back(slot.value);
    });
    const auto [entry, fresh] = indicators.emplace(place.bind->indicator, std::nullopt);
    if (!fresh || values.size() > 1)
      return fail(ErrorCode::interview_invalid,
                  fmt::format("the indicator {} has more than one value", place.bind->indicator), place.path,
                  "calculate it once, outside of repeats");
    if (values.empty()) continue;
    if (values.front() != "1" && values.front() != "0")
      return fail(ErrorCode::interview_invalid,
                  fmt::format("the indicator {} is neither 1, 0 nor empty", place.bind->indicator), place.path,
                  "write the calculation as if(…, 1, 0)");
    entry->second = values.front() == "1";
  }
  return indicators;
}

std::string Interview::place() const {
  const PageEntry* entry = state_->pages.current();
  if (entry == nullptr) return {};
  if (entry->grows >= 0) return state_->answers.path(entry->parent_slot) + "/" + state_->plan->place(entry->grows).name;
  for (const int slot : entry->questions)
    if (state_->answers.slot(slot).relevant) return state_->answers.path(slot);
  return {};
}

}  // namespace minyi::interview
