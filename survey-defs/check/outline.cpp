#include "minyi/check/outline.hpp"

#include <algorithm>

#include "minyi/base/overloaded.hpp"
#include "minyi/interview/pages.hpp"
#include "minyi/interview/values.hpp"

namespace minyi::check {
namespace {

namespace ast = xpath::ast;
using form::ControlKind;

bool is_section(const form::Control& control) {
  return control.kind == ControlKind::group || control.kind == ControlKind::repeat;
}

// The path through an instance that a nodeset is: itself, or what randomize(…) shuffles.
const ast::Path* listed(const ast::Expr& nodeset) {
  if (const auto* path = std::get_if<ast::Path>(&nodeset.node)) return path;
  const auto* call = std::get_if<ast::Call>(&nodeset.node);
  return call != nullptr && call->name == "randomize" && !call->arguments.empty() ? listed(*call->arguments.front())
                                                                                  : nullptr;
}

std::vector<const xpath::Node*> follow(const xpath::Document& document, const ast::Path& path) {
  std::vector<const xpath::Node*> nodes{&document.root()};
  for (const auto& step : path.steps) {
    if (step.axis != ast::Axis::child) return {};
    std::vector<const xpath::Node*> next;
    for (const auto* node : nodes)
      for (const auto& child : node->children())
        if (child->kind() == xpath::NodeKind::element &&
            (step.test != ast::NodeTest::name || child->name().local == step.local))
          next.push_back(child.get());
    nodes = std::move(next);
  }
  return nodes;
}

// What XLSForm's table-list compiles to has a row that carries the heads, and a note for the group's label.
bool heads_table(const form::Control& control, const interview::Place& place, const form::Control* page) {
  if (page == nullptr) return false;
  const auto is_head = [](const form::Control& each) { return each.appears("label"); };
  return is_head(control) || (interview::question_kind(place) == interview::QuestionKind::note &&
                              std::ranges::any_of(page->children, is_head));
}

std::optional<xpath::Axis> simple(ast::Axis axis) {
  switch (axis) {
    case ast::Axis::child:
      return xpath::Axis::child;
    case ast::Axis::parent:
      return xpath::Axis::parent;
    case ast::Axis::self:
      return xpath::Axis::self;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string instance_of(const ast::Path& path) {
  if (path.start != ast::Path::Start::expression || !path.expression) return {};
  const auto* call = std::get_if<ast::Call>(&path.expression->node);
  if (call == nullptr || call->name != "instance" || call->arguments.size() != 1) return {};
  const auto* id = std::get_if<ast::Literal>(&call->arguments.front()->node);
  return id == nullptr ? std::string() : id->text;
}

form::Text choice_label(const form::Control& control, const Choices& choices, std::size_t index) {
  if (!control.itemset) return control.choices[index].label;
  form::Text text;
  const auto* label = choices.items[index]->first_child(control.itemset->label_ref);
  if (label == nullptr) return text;
  if (control.itemset->label_is_itext)
    text.itext_id = label->string_value();
  else if (auto plain = label->string_value(); !plain.empty())
    text.pieces.push_back({std::move(plain), std::nullopt});
  return text;
}

std::vector<PlacedText> texts(const form::Form& form) {
  std::vector<PlacedText> all;
  const auto add = [&](const std::string& path, std::string_view part, const form::Text& text) {
    if (!text.empty()) all.push_back({path, part, &text});
  };
  const auto walk = [&](const auto& self, const std::vector<form::Control>& controls) -> void {
    for (const auto& control : controls) {
      add(control.path, "label", control.label);
      add(control.path, "hint", control.hint);
      self(self, control.children);
    }
  };
  walk(walk, form.body);
  for (const auto& bind : form.binds) {
    add(bind.path, "constraint_message", bind.constraint_message);
    add(bind.path, "required_message", bind.required_message);
  }
  return all;
}

bool Choices::has(std::string_view value) const { return std::ranges::binary_search(sorted, value); }

Result<std::unique_ptr<const Outline>> Outline::make(std::shared_ptr<const form::Form> form) {
  MINYI_TRY(auto plan, interview::Plan::make(std::move(form)));
  return std::unique_ptr<const Outline>(new Outline(std::move(plan)));  // the constructor is private
}

Outline::Outline(std::unique_ptr<const interview::Plan> plan)
    : plan_(std::move(plan)),
      references_(plan_->places()),
      rules_by_place_(plan_->places().size()),
      orders_(plan_->places().size(), -1),
      targeted_(plan_->places().size(), false) {
  walk(form().body, nullptr);
  add_rules();
  for (const auto& action : form().actions)
    if (const int target = plan_->find(action.path); target >= 0) targeted_[static_cast<std::size_t>(target)] = true;
}

void Outline::walk(const std::vector<form::Control>& controls, const form::Control* page) {
  for (const auto& control : controls) {
    if (is_section(control)) {
      walk(control.children, page != nullptr ? page : interview::is_page(control) ? &control : nullptr);
      continue;
    }
    const int place = plan_->find(control.path);
    if (place < 0 || plan_->place(place).control != &control) continue;
    orders_[static_cast<std::size_t>(place)] = static_cast<int>(questions_.size());
    questions_.push_back({&control, place, page, heads_table(control, plan_->place(place), page)});
    choices_.push_back(list_of(control));
    choices_.back().sorted = choices_.back().values;
    std::ranges::sort(choices_.back().sorted);
  }
}

Choices Outline::list_of(const form::Control& control) const {
  Choices choices;
  if (!control.itemset) {
    for (const auto& choice : control.choices) choices.values.push_back(choice.value);
    choices.known = !control.choices.empty();
    return choices;
  }
  const auto* path = listed(control.itemset->nodeset.tree());
  if (path == nullptr) return choices;
  choices.list = instance_of(*path);
  const auto instance = form().instances.find(choices.list);
  if (choices.list.empty() || instance == form().instances.end() || !instance->second.document) return choices;
  for (const auto& step : path->steps)
    for (const auto& predicate : step.predicates) choices.filters.push_back(predicate.get());
  for (const auto* item : follow(*instance->second.document, *path)) {
    const auto* value = item->first_child(control.itemset->value_ref);
    auto text = value == nullptr ? std::string() : value->string_value();
    if (text.empty()) continue;
    choices.values.push_back(std::move(text));
    choices.items.push_back(item);
  }
  choices.known = true;
  return choices;
}

void Outline::add(int place, std::string_view part, const form::Expression* expression) {
  if (expression == nullptr || place < 0) return;
  Rule rule{place, part, expression, {}};
  for (const auto& reference : expression->references())
    for (const auto& target : references_.resolve(reference, place)) rule.reads.push_back(target);
  const auto key = [](const interview::Target& target) { return std::pair{target.place, target.pivot}; };
  std::ranges::sort(rule.reads, {}, key);
  const auto same = [&](const auto& first, const auto& second) { return key(first) == key(second); };
  rule.reads.erase(std::unique(rule.reads.begin(), rule.reads.end(), same), rule.reads.end());
  rules_by_place_[static_cast<std::size_t>(place)].push_back(rules_.size());
  rules_.push_back(std::move(rule));
}

void Outline::add_rules() {
  const auto given = [](const std::optional<form::Expression>& expression) {
    return expression ? &*expression : nullptr;
  };
  for (int index = 0; index < static_cast<int>(plan_->places().size()); ++index) {
    const auto& at = place(index);
    if (at.bind != nullptr) {
      add(index, "relevant", given(at.bind->relevant));
      add(index, "required", given(at.bind->required));
      add(index, "constraint", given(at.bind->constraint));
      add(index, "calculation", given(at.bind->calculate));
      add(index, "read_only", given(at.bind->read_only));
    }
    if (at.repeat_control != nullptr) add(index, "repeat_count", given(at.repeat_control->repeat_count));
    if (at.control != nullptr && at.control->itemset) add(index, "choice_filter", &at.control->itemset->nodeset);
  }
  for (const auto& action : form().actions) add(plan_->find(action.path), "default", given(action.value));
}

const Rule* Outline::rule(int place, std::string_view part) const {
  for (const std::size_t index : rules_by_place_[static_cast<std::size_t>(place)])
    if (rules_[index].part == part) return &rules_[index];
  return nullptr;
}

int Outline::order(int place) const { return orders_[static_cast<std::size_t>(place)]; }

const Choices& Outline::choices(int place) const {
  const int at = order(place);
  return at < 0 ? none_ : choices_[static_cast<std::size_t>(at)];
}

std::optional<std::vector<interview::Target>> Outline::resolve(const ast::Path& path, int context) const {
  xpath::PathReference reference;
  reference.absolute = path.start == ast::Path::Start::root;
  if (path.start == ast::Path::Start::expression) {
    const auto* call = std::get_if<ast::Call>(&path.expression->node);
    if (call == nullptr || call->name != "current" || !path.predicates.empty()) return std::nullopt;
  }
  for (const auto& step : path.steps) {
    const auto axis = simple(step.axis);
    const bool named = step.test == ast::NodeTest::name;
    if (!axis || !step.predicates.empty() || (!named && step.test != ast::NodeTest::node)) return std::nullopt;
    reference.steps.push_back({*axis, step.prefix.empty() ? step.local : step.prefix + ":" + step.local});
  }
  return references_.resolve(reference, context);
}

bool Outline::answered_only(int index) const {
  const auto& at = place(index);
  return at.control != nullptr && !targeted_[static_cast<std::size_t>(index)] &&
         (at.bind == nullptr || (!at.bind->calculate && at.bind->preload.empty())) &&
         (at.source == nullptr || at.source->string_value().empty());
}

}  // namespace minyi::check
