#include "minyi/interview/recalculation.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "minyi/base/bytes.hpp"
#include "minyi/interview/values.hpp"
#include "minyi/xpath/dates.hpp"

namespace minyi::interview {

namespace {

constexpr std::size_t max_actions = 100'000;  // in one run: a form whose actions set each other off must end

// Of now() a date question keeps the day and a time question the time; of today() a dateTime has its midnight. A number
// is days since 1970-01-01: that many when it is whole, else a moment.
std::optional<std::string> spell_moment(const xpath::Value& value, form::DataType type, const TimeZone& zone) {
  using form::DataType;
  if (type != DataType::date && type != DataType::time && type != DataType::date_time) return std::nullopt;
  std::optional<xpath::Moment> moment;
  std::optional<std::chrono::minutes> offset;
  if (const auto* number = std::get_if<double>(&value)) {
    if (type == DataType::time || std::abs(*number) > 3'000'000) return std::nullopt;
    moment = xpath::Moment{std::round(*number * 86'400'000.0)};
    if (type == DataType::date && *number == std::trunc(*number)) offset = std::chrono::minutes{0};
  } else {
    moment = xpath::parse_moment(xpath::to_string(value), zone);
  }
  if (!moment) return std::nullopt;
  const Instant instant{std::chrono::milliseconds{static_cast<std::int64_t>(moment->milliseconds)}};
  if (!offset) offset = zone.offset_at(instant);
  if (type == DataType::date) return iso_date(instant, *offset);
  const std::string both = iso_date_time(instant, *offset);
  return type == DataType::time ? both.substr(both.find('T') + 1) : both;
}

// Whether a place lies at or below the scope of an instance.
bool covers(const Plan& plan, int scope, int place) { return place >= scope && place < plan.place(scope).end; }

}  // namespace

std::string spell(const xpath::Value& value, form::DataType type, const TimeZone& zone) {
  const auto* number = std::get_if<double>(&value);
  if (number != nullptr && !std::isfinite(*number)) return {};
  if (auto text = spell_moment(value, type, zone)) return std::move(*text);
  if (number == nullptr) return xpath::to_string(value);
  return xpath::number_to_string(type == form::DataType::integer ? std::trunc(*number) : *number);
}

std::optional<xpath::Value> Recalculation::evaluate(const form::Expression& expression, const xpath::Node& context,
                                                    int place) {
  if (exhausted_) return std::nullopt;
  ++work_;
  auto result = evaluation_.value(expression, context);
  if (result) return std::move(*result);
  exhausted_ = result.error().code == ErrorCode::form_limit;
  if (!error_) {
    error_ = result.error();
    error_->message += " in \"" + expression.text() + "\"";
    error_->where = plan_.place(place).path;
  }
  return std::nullopt;
}

void Recalculation::everything() {
  for (int place = 0; place < static_cast<int>(plan_.places().size()); ++place)
    for (int kind = 0; kind < unit_kinds; ++kind)
      if (const int unit = unit_of(place, static_cast<UnitKind>(kind)); plan_.has(unit))
        schedule_below(unit, answers_.root());
}

void Recalculation::language_moved() {
  if (origin_ == Origin::restored) return;
  for (int place = 0; place < static_cast<int>(plan_.places().size()); ++place) {
    if (plan_.place(place).language_value) schedule_below(unit_of(place, UnitKind::value), answers_.root());
    if (plan_.place(place).language_relevance) schedule_below(unit_of(place, UnitKind::relevance), answers_.root());
    // A filter may read words, too; whoever has chosen keeps his choice only if it is still offered.
    if (plan_.place(place).language_choices) schedule_below(unit_of(place, UnitKind::choices), answers_.root());
  }
}

// A repeat's count is done once for each of its parents, everything else once for each node.
void Recalculation::schedule_below(int unit, Instance& instance) {
  const int place = kind_of(unit) == UnitKind::count ? plan_.place(place_of(unit)).parent : place_of(unit);
  Instance* from = &instance;
  while (!covers(plan_, from->scope, place)) from = from->parent;
  answers_.each(*from, place, [&](int slot) { schedule(unit, slot); });
}

void Recalculation::schedule_dependents(int changed, Change change) {
  const Slot& slot = answers_.slot(changed);
  for (const Dependent& dependent : plan_.dependents(slot.place)) {
    if (change == Change::presence && !dependent.gathers) continue;
    Instance* shared = slot.instance;
    while (shared->parent != nullptr && shared->scope != plan_.place(dependent.pivot).scope) shared = shared->parent;
    if (place_of(dependent.unit) == slot.place && kind_of(dependent.unit) == UnitKind::value) {
      // A running total reads its own kind in other instances: only later ones can depend on this one.
      answers_.each(*shared, slot.place, [&](int other) {
        if (other != changed && xpath::precedes(*slot.node, *answers_.slot(other).node))
          schedule(dependent.unit, other);
      });
    } else {
      schedule_below(dependent.unit, *shared);
    }
  }
}

bool Recalculation::set(int id, std::string_view value) {
  if (!answers_.set(id, value)) return false;
  const Slot& slot = answers_.slot(id);
  if (slot.relevant) schedule_dependents(id);
  if (live_actions_)
    for (const form::Action* action : plan_.triggered_by(slot.place)) {
      const int target = plan_.find(action->path);
      Instance* from = slot.instance;
      while (!covers(plan_, from->scope, target)) from = from->parent;
      answers_.each(*from, target, [&](int each) {
        if (done_.insert({action, each}).second) actions_.emplace_back(action, each);
      });
    }
  return true;
}

void Recalculation::grown(Instance& instance) {
  const int repeat = instance.scope;
  // What it inherits, before anything in it is computed.
  Slot& top = answers_.slot(instance.slots.front());
  if (const int above = answers_.parent(top.node->tag); above >= 0 && !answers_.slot(above).relevant)
    show(top.node->tag);
  for (int place = repeat; place < plan_.place(repeat).end; ++place)
    for (int kind = 0; kind < unit_kinds; ++kind)
      if (const int unit = unit_of(place, static_cast<UnitKind>(kind)); plan_.has(unit))
        if (!(place == repeat && kind_of(unit) == UnitKind::count)) schedule_below(unit, instance);
  if (origin_ == Origin::live)
    for (const form::Action* action : plan_.on_new_repeat(repeat)) {
      const int target = plan_.find(action->path);
      if (!covers(plan_, repeat, target)) continue;
      answers_.each(instance, target, [&](int each) { actions_.emplace_back(action, each); });
    }
  moved(repeat, *instance.parent);
}

void Recalculation::moved(int repeat, Instance& parent) {
  structure_changed_ = true;
  if (const int unit = unit_of(repeat, UnitKind::count);
      plan_.has(unit) && !plan_.place(repeat).repeat_control->repeat_count)
    schedule_below(unit, parent);
  for (int place = repeat; place < plan_.place(repeat).end; ++place)
    for (const Dependent& dependent : plan_.dependents(place)) {
      Instance* shared = &parent;
      while (shared->parent != nullptr && !covers(plan_, shared->scope, dependent.pivot)) shared = shared->parent;
      schedule_below(dependent.unit, *shared);
    }
}

void Recalculation::run() {
  std::size_t actions = 0;
  exhausted_ = false;
  do {
    while (!queue_.empty()) {
      const Task task = *queue_.begin();
      queue_.erase(queue_.begin());
      if (answers_.slot(task.slot).node != nullptr) perform(task);
    }
  } while (++actions < max_actions && run_action());
  actions_.clear();
  done_.clear();
}

bool Recalculation::run_action() {
  while (!actions_.empty()) {
    const auto [action, target] = actions_.front();
    actions_.pop_front();
    const Slot& slot = answers_.slot(target);
    if (slot.node == nullptr) continue;
    const form::Bind* bind = plan_.place(slot.place).bind;
    std::string text = action->literal;
    if (action->value) {
      const auto value = evaluate(*action->value, *slot.node, slot.place);
      text = value ? spell(*value, bind == nullptr ? form::DataType::string : bind->type, evaluation_.time_zone())
                   : std::string{};
    }
    if (text.size() <= max_value_bytes) set(target, text);
    wipe(text);
    return true;
  }
  return false;
}

void Recalculation::run_first_load() {
  for (const form::Action& action : plan_.form().actions) {
    const bool loads = std::ranges::any_of(action.events, [](const std::string& event) {
      return event == "odk-instance-first-load" || event == "odk-instance-load" || event == "xforms-ready";
    });
    const int target = plan_.find(action.path);
    if (!loads || target < 0) continue;
    const bool repeats_too = std::ranges::find(action.events, "odk-new-repeat") != action.events.end();
    answers_.each(answers_.root(), target, [&](int each) {
      // An instance that came after the start had its own event.
      if (!(repeats_too && answers_.slot(each).instance->added)) actions_.emplace_back(&action, each);
    });
  }
  run();
  live_actions_ = true;
}

void Recalculation::perform(const Task& task) {
  switch (kind_of(task.unit)) {
    case UnitKind::count:
      return count(task.slot, place_of(task.unit));
    case UnitKind::relevance:
      return relevance(task.slot);
    case UnitKind::value:
      return calculate(task.slot);
    case UnitKind::choices:
      return prune(task.slot);
  }
}

// An expression of a repeat: its context is an instance, and where there is none, one made to measure.
std::optional<xpath::Value> Recalculation::evaluate_in(const form::Expression& expression, Instance& parent,
                                                       int repeat) {
  const bool ghost = answers_.instances(parent, repeat).empty();
  if (ghost && answers_.add(repeat, parent) == nullptr) return std::nullopt;
  auto value = evaluate(expression, *answers_.instances(parent, repeat).front()->node, repeat);
  if (ghost) answers_.remove(*answers_.instances(parent, repeat).front());
  return value;
}

void Recalculation::count(int parent_slot, int repeat) {
  const Place& place = plan_.place(repeat);
  Instance& parent = *answers_.slot(parent_slot).instance;
  if (!place.repeat_control->repeat_count) {
    parent.closed.erase(repeat);
    if (!answers_.instances(parent, repeat).empty()) return;
    const auto relevant = evaluate_in(*place.bind->relevant, parent, repeat);
    if (relevant && !xpath::to_boolean(*relevant)) parent.closed.insert(repeat);
    shown_.push_back(parent_slot);
    return;
  }
  const auto value = evaluate_in(*place.repeat_control->repeat_count, parent, repeat);
  const double number = value ? xpath::to_number(*value) : 0;
  const auto wanted =
      number >= 1 ? static_cast<std::size_t>(std::min(number, static_cast<double>(max_repeat_instances))) : 0;
  if (answers_.instances(parent, repeat).size() > wanted) {
    while (answers_.instances(parent, repeat).size() > wanted)
      answers_.remove(*answers_.instances(parent, repeat).back());
    moved(repeat, parent);
  }
  while (answers_.instances(parent, repeat).size() < wanted) {
    Instance* instance = answers_.add(repeat, parent);
    if (instance == nullptr) break;
    grown(*instance);
  }
}

void Recalculation::relevance(int id) {
  Slot& slot = answers_.slot(id);
  const Place& place = plan_.place(slot.place);
  if (!place.bind || !place.bind->relevant) return;
  bool now = true;
  if (origin_ == Origin::restored && place.volatile_relevance) {
    now = slot.stored_below;
  } else if (const auto value = evaluate(*place.bind->relevant, *slot.node, slot.place)) {
    now = xpath::to_boolean(*value);
  }
  if (now == slot.own_relevant) return;
  slot.own_relevant = now;
  show(id);
}

// Brings what a node and all below it inherit up to date.
void Recalculation::show(int top) {
  std::vector<int> ids{top};
  while (!ids.empty()) {
    const int id = ids.back();
    ids.pop_back();
    const Slot& slot = answers_.slot(id);
    const int above = answers_.parent(id);
    const bool now = slot.own_relevant && (above < 0 || answers_.slot(above).relevant);
    if (now == slot.relevant) continue;
    answers_.show(id, now);
    shown_.push_back(id);
    schedule_dependents(id, !plan_.place(slot.place).leaf || !slot.value.empty() ? Change::value : Change::presence);
    if (now && slot.behind) schedule(unit_of(slot.place, UnitKind::value), id);
    for (const auto& child : slot.node->children())
      if (child->kind() == xpath::NodeKind::element && child->tag >= 0) ids.push_back(child->tag);
  }
}

void Recalculation::calculate(int id) {
  Slot& slot = answers_.slot(id);
  const Place& place = plan_.place(slot.place);
  if (!place.bind || !place.bind->calculate) return;
  if (origin_ == Origin::restored && place.volatile_value) return;
  slot.behind = !slot.relevant;  // nobody sees it: `once` must not read its own hidden value
  if (slot.behind) return;
  const auto value = evaluate(*place.bind->calculate, *slot.node, slot.place);
  std::string text = value ? spell(*value, place.bind->type, evaluation_.time_zone()) : std::string{};
  if (text.size() > max_value_bytes) text.clear();
  set(id, text);
  wipe(text);
}

// Takes chosen choices back that are no longer offered.
void Recalculation::prune(int id) {
  Slot& slot = answers_.slot(id);
  const Place& place = plan_.place(slot.place);
  if (slot.offer) slot.offer->current = false;
  if (slot.value.empty() || (place.bind != nullptr && place.bind->calculate)) return;
  ++work_;
  const Offer& offer = evaluation_.offer(id);
  std::string kept = only_offered(slot.value, offer, place.control->kind);
  set(id, kept);
  wipe(kept);
}

}  // namespace minyi::interview
