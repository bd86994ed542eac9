// Evaluation of operators and predicates. Paths are in axes.cpp, functions in functions_*.cpp.
#include "minyi/xpath/evaluate.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "minyi/xpath/axes.hpp"
#include "minyi/xpath/compare.hpp"
#include "minyi/xpath/functions.hpp"

namespace minyi::xpath {
namespace {

using namespace ast;

constexpr auto kMonths =
    std::to_array<std::string_view>({"January", "February", "March", "April", "May", "June", "July", "August",
                                     "September", "October", "November", "December"});
constexpr auto kDays =
    std::to_array<std::string_view>({"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"});

template <std::size_t Count>
std::string english(const std::array<std::string_view, Count>& names, int index, bool abbreviated) {
  if (index < 0 || static_cast<std::size_t>(index) >= Count) return {};
  return std::string(names[static_cast<std::size_t>(index)].substr(0, abbreviated ? 3 : std::string_view::npos));
}

double calculate(Operator op, double left, double right) {
  switch (op) {
    case Operator::plus:
      return left + right;
    case Operator::minus:
      return left - right;
    case Operator::times:
      return left * right;
    case Operator::divide:
      return left / right;
    default:
      return std::fmod(left, right);  // sign of the dividend, as XPath has it
  }
}

class Evaluator {
 public:
  Evaluator(const Expr& site, const Frame& frame) : site_(site), frame_(frame) {}

  Result<Item> operator()(const Number& node) const { return node.value; }
  Result<Item> operator()(const Literal& node) const { return node.text; }

  Result<Item> operator()(const Negate& node) const {
    MINYI_TRY(const double value, number(*node.operand));
    return node.count % 2 == 0 ? value : -value;
  }

  Result<Item> operator()(const Chain& node) const {
    switch (node.rest.front().first) {
      case Operator::either:
        return logical(node, true);
      case Operator::both:
        return logical(node, false);
      case Operator::unite:
        return united(node);
      default:
        break;
    }
    MINYI_TRY(Item left, evaluate_item(*node.first, frame_));
    for (const auto& [op, operand] : node.rest) {
      MINYI_TRY(Item right, evaluate_item(*operand, frame_));
      if (!frame_.budget.spend_reading(left) || !frame_.budget.spend_reading(right)) return too_much_work();
      if (level(op) <= 4)
        left = compare(op, left, right, zone());
      else
        left = calculate(op, item_number(left, zone()), item_number(right, zone()));
    }
    return left;
  }

  Result<Item> operator()(const Call& node) const {
    if (node.function == nullptr) return error(ErrorCode::xpath_function, node.problem);
    return node.function->implementation(Arguments(site_, node, frame_));
  }

  Result<Item> operator()(const Path& node) const {
    NodeSet nodes;
    switch (node.start) {
      case Path::Start::root: {
        MINYI_TRY(NodeSet reached, walk_from_root(node.steps, frame_));
        return Item(std::move(reached));
      }
      case Path::Start::context:
        nodes = {frame_.node};
        break;
      case Path::Start::expression: {
        MINYI_TRY(Item start, evaluate_item(*node.expression, frame_));
        auto* set = std::get_if<NodeSet>(&start);
        if (set == nullptr)
          return error(ErrorCode::xpath_type, "only nodes can be followed by \"/\" or \"[…]\", and this is a value");
        nodes = std::move(*set);
        for (const auto& predicate : node.predicates) MINYI_CHECK(filter(*predicate, nodes, frame_));
        break;
      }
    }
    MINYI_TRY(NodeSet reached, walk(node.steps, std::move(nodes), frame_));
    return Item(std::move(reached));
  }

 private:
  [[nodiscard]] const TimeZone& zone() const { return frame_.environment.time_zone(); }
  [[nodiscard]] tl::unexpected<Error> error(ErrorCode code, std::string message) const {
    return fail(code, std::move(message), fmt::format("column {}", site_.column));
  }

  [[nodiscard]] Result<double> number(const Expr& expr) const {
    MINYI_TRY(const Item item, evaluate_item(expr, frame_));
    if (!frame_.budget.spend_reading(item)) return too_much_work();
    return item_number(item, zone());
  }

  // `or` stops at the first true, `and` at the first false: what stands behind is not evaluated.
  [[nodiscard]] Result<Item> logical(const Chain& node, bool decisive) const {
    MINYI_TRY(const Item first, evaluate_item(*node.first, frame_));
    if (item_boolean(first) == decisive) return decisive;
    for (const auto& [op, operand] : node.rest) {
      MINYI_TRY(const Item next, evaluate_item(*operand, frame_));
      if (item_boolean(next) == decisive) return decisive;
    }
    return !decisive;
  }

  [[nodiscard]] Result<Item> united(const Chain& node) const {
    NodeSet all;
    const auto add = [&](const Expr& expr) -> Result<> {
      MINYI_TRY(const Item item, evaluate_item(expr, frame_));
      const auto* nodes = std::get_if<NodeSet>(&item);
      if (nodes == nullptr) return error(ErrorCode::xpath_type, "\"|\" joins nodes, and this is a value");
      all.insert(all.end(), nodes->begin(), nodes->end());
      return {};
    };
    MINYI_CHECK(add(*node.first));
    for (const auto& [op, operand] : node.rest) MINYI_CHECK(add(*operand));
    sort_by_document(all);
    return Item(std::move(all));
  }

  const Expr& site_;
  const Frame& frame_;
};

}  // namespace

Result<Item> evaluate_item(const Expr& expr, const Frame& frame) {
  if (!frame.budget.spend(1)) return too_much_work();
  return std::visit(Evaluator(expr, frame), expr.node);
}

Result<Item> evaluate_item(const Expression& expression, const Scope& scope) {
  if (scope.environment == nullptr || scope.context == nullptr)
    return fail(ErrorCode::internal, "an expression is evaluated without an environment or a context node");
  Budget own;
  const Frame frame{*scope.environment, scope.budget != nullptr ? *scope.budget : own,
                    scope.context,      scope.current != nullptr ? scope.current : scope.context,
                    scope.position,     scope.size};
  return evaluate_item(expression.tree(), frame);
}

Result<Value> evaluate(const Expression& expression, const Scope& scope) {
  MINYI_TRY(Item item, evaluate_item(expression, scope));
  return item_value(std::move(item), scope.environment->time_zone());
}

std::string Environment::month_name(int index, bool abbreviated) const { return english(kMonths, index, abbreviated); }
std::string Environment::day_name(int index, bool abbreviated) const { return english(kDays, index, abbreviated); }
std::string Environment::namespace_uri(std::string_view) const { return {}; }
bool Environment::is_relevant(const Node&) const { return true; }
bool Environment::is_repeated(const Node&) const { return false; }

}  // namespace minyi::xpath
