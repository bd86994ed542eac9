#include "minyi/interview/plan.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "minyi/interview/references.hpp"

namespace minyi::interview {

namespace {

// A form beyond these bounds is a mistake or an attack: a hundred thousand questions, four million arrows between them.
constexpr std::size_t max_places = 200'000;
constexpr std::size_t max_dependents = 4'000'000;

constexpr std::array<std::string_view, 6> language_functions{"jr:choice-name", "choice-name", "jr:itext",
                                                             "itext",          "format-date", "format-date-time"};
constexpr std::array<std::string_view, 7> passing_functions{
    "now", "today", "random", "uuid", "once", "decimal-date-time-now", "randomize"};
constexpr std::array<std::string_view, 7> gathering_functions{"count", "sum", "min", "max", "join", "area", "distance"};

template <std::size_t Size>
bool calls(const form::Expression& expression, const std::array<std::string_view, Size>& names) {
  return std::ranges::any_of(expression.functions(),
                             [&](const std::string& name) { return std::ranges::find(names, name) != names.end(); });
}
template <std::size_t Size>
bool calls(const std::optional<form::Expression>& expression, const std::array<std::string_view, Size>& names) {
  return expression && calls(*expression, names);
}

std::string step_name(const xpath::Name& name) {
  return name.prefix.empty() ? name.local : name.prefix + ":" + name.local;
}

// In document order, but a repeat's template before its instances: it is what knows all that belongs to one.
std::vector<const xpath::Node*> elements_of(const xpath::Node& node) {
  std::vector<const xpath::Node*> elements;
  for (const auto& child : node.children()) {
    if (child->kind() != xpath::NodeKind::element) continue;
    auto place = elements.end();
    if (form::is_template(*child))
      place = std::find_if(elements.begin(), elements.end(),
                           [&](const auto* each) { return each->name().local == child->name().local; });
    elements.insert(place, child.get());
  }
  return elements;
}

}  // namespace

Result<std::unique_ptr<const Plan>> Plan::make(std::shared_ptr<const form::Form> form) {
  std::unique_ptr<Plan> plan{new Plan(std::move(form))};  // the constructor is private
  MINYI_CHECK(plan->chart());
  plan->attach(plan->form_->body);
  plan->measure();
  plan->file_actions();
  MINYI_CHECK(plan->connect());
  MINYI_CHECK(plan->order());
  return std::unique_ptr<const Plan>(std::move(plan));
}

Result<> Plan::chart() {
  const xpath::Node* root = form_->instance.element();
  if (root == nullptr) return fail(ErrorCode::interview_invalid, "the form has no primary instance");
  struct Visit {
    const xpath::Node* node;
    int parent;
  };
  std::vector<Visit> visits{{root, -1}};
  std::vector<std::pair<const xpath::Node*, int>> further;  // instances of a place that is charted already
  while (!visits.empty()) {
    const Visit visit = visits.back();
    visits.pop_back();
    Place place;
    place.name = step_name(visit.node->name());
    place.path = (visit.parent < 0 ? std::string{} : this->place(visit.parent).path) + "/" + place.name;
    place.parent = visit.parent;
    place.source = visit.node;
    place.leaf = !visit.node->has_element_children();
    const int index = static_cast<int>(places_.size());
    if (const auto [known, fresh] = by_path_.emplace(place.path, index); !fresh) {
      further.emplace_back(visit.node, known->second);
      continue;
    }
    if (places_.size() >= max_places) return fail(ErrorCode::form_limit, "the form has too many nodes", place.path);
    if (visit.parent >= 0) places_[static_cast<std::size_t>(visit.parent)].children.push_back(index);
    places_.push_back(std::move(place));
    const auto children = elements_of(*visit.node);
    for (auto it = children.rbegin(); it != children.rend(); ++it) visits.push_back({*it, index});
  }
  for (const std::string& path : form_->repeats)
    if (const int index = find(path); index > 0) places_[static_cast<std::size_t>(index)].repeat = true;
  for (const auto& [node, index] : further)
    if (place(index).repeat && !fits(*node, index))
      return fail(ErrorCode::form_invalid, "the instances of this repeat do not hold the same nodes", place(index).path,
                  "give each, and the template, all nodes of the repeat in one order");
  for (const form::Bind& bind : form_->binds)
    if (const int index = find(bind.path); index >= 0) {
      Place& place = places_[static_cast<std::size_t>(index)];
      place.bind = &bind;
      place.language_value = calls(bind.calculate, language_functions);
      place.volatile_value = place.language_value || calls(bind.calculate, passing_functions);
      place.language_relevance = calls(bind.relevant, language_functions);
      place.volatile_relevance = place.language_relevance || calls(bind.relevant, passing_functions);
    }
  return {};
}

// Whether a further instance holds the places of the one that was charted. Of a repeat in it there may be none.
bool Plan::fits(const xpath::Node& node, int index) const {
  const auto& places = place(index).children;
  auto next = places.begin();
  for (const xpath::Node* child : elements_of(node)) {
    const std::string name = step_name(child->name());
    if (next != places.begin() && place(*std::prev(next)).name == name && place(*std::prev(next)).repeat) --next;
    while (next != places.end() && place(*next).name != name && place(*next).repeat) ++next;
    if (next == places.end() || place(*next).name != name || !fits(*child, *next)) return false;
    ++next;
  }
  return std::all_of(next, places.end(), [&](int each) { return place(each).repeat; });
}

void Plan::attach(const std::vector<form::Control>& controls) {
  for (const form::Control& control : controls) {
    const int index = find(control.path);
    if (index >= 0) {
      Place& place = places_[static_cast<std::size_t>(index)];
      if (control.kind == form::ControlKind::repeat) {
        place.repeat = index > 0;
        place.repeat_control = &control;
      } else if (control.kind != form::ControlKind::group && place.control == nullptr) {
        place.control = &control;
        place.language_choices = control.itemset && calls(control.itemset->nodeset, language_functions);
      }
    }
    attach(control.children);
  }
}

int Plan::find(std::string_view path) const {
  const auto found = by_path_.find(std::string(path));
  return found == by_path_.end() ? -1 : found->second;
}

bool Plan::has(int unit) const {
  const Place& at = place(place_of(unit));
  switch (kind_of(unit)) {
    case UnitKind::count:
      return at.repeat_control != nullptr &&
             (at.repeat_control->repeat_count || (at.bind != nullptr && at.bind->relevant));
    case UnitKind::relevance:
      return at.bind != nullptr && at.bind->relevant.has_value();
    case UnitKind::value:
      return at.bind != nullptr && at.bind->calculate.has_value();
    case UnitKind::choices:
      return at.control != nullptr && at.control->itemset.has_value();
  }
  return false;
}

std::vector<int> Plan::repeats_between(int above, int below) const {
  std::vector<int> repeats;
  for (int scope = below; scope != above && scope > 0; scope = place(place(scope).parent).scope)
    repeats.push_back(scope);
  std::ranges::reverse(repeats);
  return repeats;
}

const std::vector<const form::Action*>& Plan::triggered_by(int place) const {
  const auto found = triggers_.find(place);
  return found == triggers_.end() ? no_actions_ : found->second;
}

const std::vector<const form::Action*>& Plan::on_new_repeat(int place) const {
  const auto found = new_repeats_.find(place);
  return found == new_repeats_.end() ? no_actions_ : found->second;
}

void Plan::measure() {
  scope_sizes_.assign(places_.size(), 0);
  for (std::size_t index = 0; index < places_.size(); ++index) {
    Place& at = places_[index];
    at.scope = at.parent < 0 || at.repeat ? static_cast<int>(index) : place(at.parent).scope;
    at.local = scope_sizes_[static_cast<std::size_t>(at.scope)]++;
    at.end = static_cast<int>(index) + 1;
  }
  for (std::size_t index = places_.size(); index-- > 1;) {
    Place& parent = places_[static_cast<std::size_t>(places_[index].parent)];
    parent.end = std::max(parent.end, places_[index].end);
  }
}

void Plan::file_actions() {
  for (const form::Action& action : form_->actions) {
    const int target = find(action.path);
    if (target < 0) continue;
    for (const std::string& event : action.events) {
      if (event == "xforms-value-changed") {
        if (const int trigger = find(action.trigger); trigger >= 0) triggers_[trigger].push_back(&action);
      } else if (event == "odk-new-repeat") {
        const int repeat = action.repeat.empty() ? place(target).scope : find(action.repeat);
        if (repeat > 0) new_repeats_[repeat].push_back(&action);
      }
    }
  }
}

Result<> Plan::connect() {
  const References references(places_);
  dependents_.resize(places_.size());
  std::size_t count = 0;
  const auto depend = [&](const xpath::PathReference& reference, int unit, bool gathers) {
    const int self = place_of(unit);
    for (const Target& target : references.resolve(reference, self)) {
      // `.` or `../self`: an expression is not its own cause (but that of another instance of its repeat it may be).
      if (target.place == self && place(target.pivot).scope == place(self).scope) continue;
      dependents_[static_cast<std::size_t>(target.place)].push_back({unit, target.pivot, gathers});
      ++count;
    }
  };
  for (int index = 0; index < static_cast<int>(places_.size()); ++index) {
    const Place& at = place(index);
    const auto connect_expression = [&](const form::Expression& expression, UnitKind kind) {
      const bool gathers = kind == UnitKind::choices || calls(expression, gathering_functions);
      for (const auto& reference : expression.references()) depend(reference, unit_of(index, kind), gathers);
    };
    if (at.repeat_control != nullptr && at.repeat_control->repeat_count)
      connect_expression(*at.repeat_control->repeat_count, UnitKind::count);
    else if (has(unit_of(index, UnitKind::count)))
      connect_expression(*at.bind->relevant, UnitKind::count);
    if (at.bind != nullptr && at.bind->relevant) connect_expression(*at.bind->relevant, UnitKind::relevance);
    if (at.bind != nullptr && at.bind->calculate) connect_expression(*at.bind->calculate, UnitKind::value);
    if (at.control != nullptr && at.control->itemset) {
      const form::Itemset& itemset = *at.control->itemset;
      connect_expression(itemset.nodeset, UnitKind::choices);
      for (const auto& reference : itemset.nodeset.references())  // choices out of answers: their names and labels too
        for (const std::string& child : {itemset.value_ref, itemset.label_ref}) {
          if (!reference.instance.empty() || child.empty()) continue;
          xpath::PathReference extended = reference;
          extended.steps.push_back({xpath::Axis::child, child});
          depend(extended, unit_of(index, UnitKind::choices), true);
        }
    }
    if (count > max_dependents)
      return fail(ErrorCode::form_limit, "the form's expressions refer to too many nodes", at.path);
  }
  for (auto& list : dependents_) {
    const auto key = [](const Dependent& dependent) { return std::pair{dependent.unit, dependent.pivot}; };
    std::ranges::sort(list, {}, key);
    const auto same = [&](const Dependent& a, const Dependent& b) { return key(a) == key(b); };
    list.erase(std::unique(list.begin(), list.end(), same), list.end());
  }
  return {};
}

// Kahn's topological sort over counts, relevances and values. Choices come last, in document order: a filter that drops
// a chosen choice acts as the resident does, and two questions may well filter each other.
Result<> Plan::order() {
  const int places = static_cast<int>(places_.size());
  const int units = places * unit_kinds;
  std::vector<std::vector<int>> after(static_cast<std::size_t>(units));
  std::vector<int> waiting(static_cast<std::size_t>(units), 0);
  const auto arrow = [&](int before, int later) {
    after[static_cast<std::size_t>(before)].push_back(later);
    ++waiting[static_cast<std::size_t>(later)];
  };
  for (int index = 0; index < places; ++index) {
    const Place& at = place(index);
    const int relevance = unit_of(index, UnitKind::relevance);
    arrow(relevance, unit_of(index, UnitKind::value));
    if (at.parent >= 0) arrow(unit_of(at.parent, UnitKind::relevance), relevance);
    if (at.repeat) {
      arrow(unit_of(at.parent, UnitKind::relevance), unit_of(index, UnitKind::count));
      arrow(unit_of(index, UnitKind::count), relevance);
    }
    for (const Dependent& dependent : dependents(index)) {
      if (kind_of(dependent.unit) == UnitKind::choices) continue;
      if (place_of(dependent.unit) == index && kind_of(dependent.unit) == UnitKind::value) continue;  // running totals
      arrow(unit_of(index, UnitKind::value), dependent.unit);
    }
  }
  ranks_.assign(static_cast<std::size_t>(units), -1);
  std::vector<int> ready;
  for (int unit = 0; unit < units; ++unit)
    if (waiting[static_cast<std::size_t>(unit)] == 0 && kind_of(unit) != UnitKind::choices) ready.push_back(unit);
  int rank = 0;
  for (std::size_t next = 0; next < ready.size(); ++next) {
    ranks_[static_cast<std::size_t>(ready[next])] = rank++;
    for (const int later : after[static_cast<std::size_t>(ready[next])])
      if (--waiting[static_cast<std::size_t>(later)] == 0) ready.push_back(later);
  }
  for (int index = 0; index < places; ++index)
    ranks_[static_cast<std::size_t>(unit_of(index, UnitKind::choices))] = units + index;
  if (rank == places * (unit_kinds - 1)) return {};

  // Every unit that is left waits for another one that is left: walk back until one comes again.
  std::vector<int> before(static_cast<std::size_t>(units), -1);
  int unit = -1;
  for (int each = 0; each < units; ++each) {
    if (ranks_[static_cast<std::size_t>(each)] >= 0) continue;
    for (const int later : after[static_cast<std::size_t>(each)])
      if (ranks_[static_cast<std::size_t>(later)] < 0) before[static_cast<std::size_t>(later)] = each;
    unit = each;
  }
  std::vector<bool> seen(static_cast<std::size_t>(units), false);
  for (; !seen[static_cast<std::size_t>(unit)]; unit = before[static_cast<std::size_t>(unit)])
    seen[static_cast<std::size_t>(unit)] = true;
  std::vector<std::string> circle{place(place_of(unit)).path};
  for (int each = before[static_cast<std::size_t>(unit)]; each != unit; each = before[static_cast<std::size_t>(each)])
    if (const std::string& path = place(place_of(each)).path; path != circle.back()) circle.push_back(path);
  return fail(ErrorCode::form_cycle,
              fmt::format("expressions depend on each other in a circle: {}", fmt::join(circle, " <- ")),
              circle.front(), "take one of these references out");
}

}  // namespace minyi::interview
