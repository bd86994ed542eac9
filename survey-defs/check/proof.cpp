#include "minyi/check/proof.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "minyi/check/parts.hpp"
#include "minyi/check/usage.hpp"
#include "minyi/xpath/evaluate.hpp"
#include "minyi/xpath/functions.hpp"

namespace minyi::check {
namespace {

namespace ast = xpath::ast;

constexpr std::size_t most_combinations = 5'000;

// What depends on more than the answers: clock, chance, language, the place in a repeat.
constexpr auto moving_functions = std::to_array<std::string_view>(
    {"now", "today", "random", "uuid", "once", "randomize", "jr:choice-name", "choice-name", "jr:itext", "itext",
     "format-date", "format-date-time", "position", "last", "indexed-repeat", "count", "count-non-empty"});

class NoChance final : public xpath::RandomSource {
 public:
  double uniform() override { return 0; }
};

// An absolute path inside a repeat means the reader's own instance: there is one.
void keep_one_instance(xpath::Node& node) {
  std::set<std::string_view> names;
  std::vector<const xpath::Node*> surplus;
  for (const auto& child : node.children()) {
    if (child->kind() != xpath::NodeKind::element) continue;
    if (names.insert(child->name().local).second)
      keep_one_instance(*child);
    else
      surplus.push_back(child.get());
  }
  for (const auto* each : surplus) node.remove_child(*each);
}

// The form's instance, with the answers that are to be tried.
class Trial final : public xpath::Environment {
 public:
  Trial(const Outline& outline, const Clock& clock, const TimeZone& zone)
      : outline_(outline), clock_(clock), zone_(zone), document_(outline.form().instance) {
    keep_one_instance(*document_.element());
  }

  // Null where the instance lacks the node.
  [[nodiscard]] xpath::Node* node(int place) {
    const auto& at = outline_.place(place);
    if (at.parent < 0) return document_.element();
    auto* parent = node(at.parent);
    if (parent == nullptr) return nullptr;
    const auto colon = at.name.find(':');
    return parent->first_child(colon == std::string::npos ? at.name : at.name.substr(colon + 1));
  }
  [[nodiscard]] std::optional<xpath::Value> value(const ast::Expr& expr, const xpath::Node& context) const {
    xpath::Budget budget;
    auto item = xpath::evaluate_item(expr, xpath::Frame{*this, budget, &context, &context});
    if (!item) return std::nullopt;
    return xpath::item_value(std::move(*item), zone_);
  }

  [[nodiscard]] const Clock& clock() const override { return clock_; }
  [[nodiscard]] const TimeZone& time_zone() const override { return zone_; }
  [[nodiscard]] xpath::RandomSource& random() const override { return chance_; }
  [[nodiscard]] const xpath::Node* instance(std::string_view id) const override {
    const auto found = outline_.form().instances.find(id);
    const bool there = found != outline_.form().instances.end() && found->second.document;
    return there ? &found->second.document->root() : nullptr;
  }
  [[nodiscard]] std::optional<std::string> itext(std::string_view) const override { return std::nullopt; }
  [[nodiscard]] std::optional<std::string> choice_name(std::string_view, const xpath::Node&) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::string namespace_uri(std::string_view prefix) const override {
    const auto& known = outline_.form().namespaces;
    const auto found = known.find(std::string(prefix));
    return found == known.end() ? std::string() : found->second;
  }

 private:
  const Outline& outline_;
  const Clock& clock_;
  const TimeZone& zone_;
  xpath::Document document_;
  mutable NoChance chance_{};
};

// Functions that need no argument and depend on nothing; others without one read the node they stand at.
constexpr auto constant_functions = std::to_array<std::string_view>({"true", "false", "pi"});

bool moves(const ast::Expr& expr) {
  bool found = false;
  for_each_within(expr, [&](const ast::Expr& each) {
    const auto* call = std::get_if<ast::Call>(&each.node);
    if (call == nullptr) return;
    const auto among = [&](const auto& names) { return std::ranges::find(names, call->name) != names.end(); };
    const bool empty = call->arguments.empty() && call->name != "current" && !among(constant_functions);
    found = found || empty || among(moving_functions);
  });
  return found;
}

bool reads_nothing(const ast::Expr& expr) {
  bool nothing = true;
  for_each_within(expr,
                  [&](const ast::Expr& each) { nothing = nothing && !std::holds_alternative<ast::Path>(each.node); });
  return nothing;
}

// Judges rule after rule over one instance, which it leaves as it was.
class Judge {
 public:
  Judge(const Outline& outline, const Clock& clock, const TimeZone& zone)
      : outline_(outline), trial_(outline, clock, zone) {}

  Outcome judge(const Rule& rule);

 private:
  struct Variable {
    int place;
    xpath::Node* node;
    std::string before;                              // what the instance holds
    std::optional<std::vector<std::string>> values;  // there once variables() is done
  };
  // A rule's answers with all that has to be tried of each; nothing when no proof can be had.
  std::optional<std::vector<Variable>> variables(const Rule& rule);
  Outcome try_all(const Rule& rule, const std::vector<Variable>& variables, std::size_t combinations);

  const Outline& outline_;
  Trial trial_;
};

std::optional<std::vector<Judge::Variable>> Judge::variables(const Rule& rule) {
  std::vector<Variable> found;
  std::vector<int> all, open;  // open: those whose values depend on how they are used
  for (const auto& target : rule.reads) {
    const auto& place = outline_.place(target.place);
    const int shared = outline_.place(target.pivot).scope;
    if (!place.leaf || !outline_.plan().repeats_between(shared, place.scope).empty()) return std::nullopt;
    auto* node = trial_.node(target.place);
    if (node == nullptr) return std::nullopt;
    if (!all.empty() && all.back() == target.place) continue;
    all.push_back(target.place);
    auto values = exact_domain(outline_, target.place);
    if (!values) open.push_back(target.place);
    found.push_back({target.place, node, node->string_value(), std::move(values)});
  }
  const auto* context = trial_.node(rule.place);
  const auto constant = [&](const ast::Expr& expr) {
    return reads_nothing(expr) ? trial_.value(expr, *context) : std::nullopt;
  };
  auto usages = read_usage(outline_, rule, all, constant);
  if (!usages && open.empty()) return found;
  if (!usages) usages = read_usage(outline_, rule, open, constant);
  if (!usages) return std::nullopt;
  for (auto& variable : found) {
    const auto usage = usages->find(variable.place);
    if (usage == usages->end()) continue;
    variable.values = variable.values ? told_apart(std::move(*variable.values), usage->second)
                                      : domain(outline_, variable.place, usage->second);
    if (!variable.values) return std::nullopt;
  }
  return found;
}

Outcome Judge::judge(const Rule& rule) {
  if (moves(rule.expression->tree()) || trial_.node(rule.place) == nullptr) return {};
  auto found = variables(rule);
  if (!found) return {};
  std::size_t combinations = 1;
  for (auto& variable : *found) {
    if (rule.part == "constraint" && variable.place == rule.place) std::erase(*variable.values, "");
    combinations *= variable.values->size();
    if (combinations > most_combinations) return {};
  }
  auto outcome = try_all(rule, *found, combinations);
  for (const auto& variable : *found) variable.node->set_value(variable.before);
  return outcome;
}

Outcome Judge::try_all(const Rule& rule, const std::vector<Variable>& variables, std::size_t combinations) {
  const auto* context = trial_.node(rule.place);
  bool held = false, failed = false;
  Outcome outcome;
  for (std::size_t combination = 0; combination < combinations && !(held && failed); ++combination) {
    std::size_t rest = combination;
    for (const auto& variable : variables) {
      variable.node->set_value((*variable.values)[rest % variable.values->size()]);
      rest /= variable.values->size();
    }
    const auto value = trial_.value(rule.expression->tree(), *context);
    if (!value) return {};
    if (!xpath::to_boolean(*value)) {
      failed = true;
    } else if (!std::exchange(held, true)) {
      for (const auto& variable : variables) outcome.witness.emplace(variable.place, variable.node->string_value());
    }
  }
  outcome.certainty = held && failed ? Certainty::either : held ? Certainty::always : Certainty::never;
  return outcome;
}

enum class Passing { no, maybe, yes };

// A filter for one item of the list, as far as the item decides it.
class Sieve {
 public:
  Sieve(const Outline& outline, int place, const xpath::Node& item) : outline_(outline), place_(place), item_(item) {}

  Passing pass(const ast::Expr& expr) const {
    if (const auto* chain = std::get_if<ast::Chain>(&expr.node)) return pass(*chain);
    const auto* call = std::get_if<ast::Call>(&expr.node);
    if (call == nullptr) return Passing::maybe;
    if (call->name == "true" && call->arguments.empty()) return Passing::yes;
    if (call->name == "false" && call->arguments.empty()) return Passing::no;
    if (call->name == "selected" && call->arguments.size() == 2)
      return can_be(*call->arguments[0], *call->arguments[1]);
    return Passing::maybe;
  }

 private:
  Passing pass(const ast::Chain& chain) const {
    const auto op = chain.rest.front().first;
    if (op == ast::Operator::equal && chain.rest.size() == 1) {
      const auto& other = *chain.rest.front().second;
      return std::min(can_be(*chain.first, other), can_be(other, *chain.first));
    }
    if (op != ast::Operator::both && op != ast::Operator::either) return Passing::maybe;
    auto result = pass(*chain.first);
    for (const auto& [each, operand] : chain.rest)
      result = op == ast::Operator::both ? std::min(result, pass(*operand)) : std::max(result, pass(*operand));
    return result;
  }
  // An answer equal to a column or a literal.
  Passing can_be(const ast::Expr& answer, const ast::Expr& wanted) const {
    const auto text = known(wanted);
    if (!text) return Passing::maybe;
    if (const auto own = known(answer)) return *own == *text ? Passing::yes : Passing::no;
    const auto* path = std::get_if<ast::Path>(&answer.node);
    const auto targets = path == nullptr ? std::nullopt : outline_.resolve(*path, place_);
    if (!targets || targets->size() != 1) return Passing::maybe;
    const int place = targets->front().place;
    const auto* control = outline_.place(place).control;
    const bool chosen = control != nullptr && (control->kind == form::ControlKind::select_one ||
                                               control->kind == form::ControlKind::select_multiple);
    const auto& choices = outline_.choices(place);
    if (!chosen || !choices.known || !outline_.answered_only(place) || text->empty()) return Passing::maybe;
    return choices.has(*text) ? Passing::maybe : Passing::no;
  }
  [[nodiscard]] std::optional<std::string> known(const ast::Expr& expr) const {
    if (const auto* literal = std::get_if<ast::Literal>(&expr.node)) return literal->text;
    const auto* path = std::get_if<ast::Path>(&expr.node);
    if (path == nullptr || path->start != ast::Path::Start::context || path->steps.size() != 1) return std::nullopt;
    const auto& step = path->steps.front();
    if (step.axis != ast::Axis::child || step.test != ast::NodeTest::name || !step.predicates.empty())
      return std::nullopt;
    const auto* column = item_.first_child(step.local);
    return column == nullptr ? std::nullopt : std::optional(column->string_value());
  }

  const Outline& outline_;
  int place_;
  const xpath::Node& item_;
};

}  // namespace

Prover::Prover(const Outline& outline, const Clock& clock, const TimeZone& zone)
    : outline_(outline), outcomes_(outline.rules().size()) {
  Judge judge(outline, clock, zone);
  for (std::size_t at = 0; at < outcomes_.size(); ++at) {
    const auto& rule = outline.rules()[at];
    if (rule.part == "relevant" || rule.part == "constraint") outcomes_[at] = judge.judge(rule);
  }
}

const Outcome& Prover::outcome(const Rule& rule) const {
  return outcomes_[static_cast<std::size_t>(&rule - outline_.rules().data())];
}

bool Prover::may_be_offered(int place, const xpath::Node& item) const {
  const Sieve sieve(outline_, place, item);
  const auto& filters = outline_.choices(place).filters;
  return std::none_of(filters.begin(), filters.end(),
                      [&](const ast::Expr* filter) { return sieve.pass(*filter) == Passing::no; });
}

}  // namespace minyi::check
