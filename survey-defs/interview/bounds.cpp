#include "minyi/interview/bounds.hpp"

#include <algorithm>
#include <optional>

#include "minyi/xpath/ast.hpp"

namespace minyi::interview {
namespace {

using xpath::ast::Chain;
using xpath::ast::Expr;
using xpath::ast::Operator;

bool is_answer(const Expr& expr) {  // "."
  const auto* path = std::get_if<xpath::ast::Path>(&expr.node);
  return path != nullptr && path->start == xpath::ast::Path::Start::context && path->steps.size() == 1 &&
         path->steps.front().axis == xpath::ast::Axis::self && path->steps.front().predicates.empty();
}

std::optional<double> number(const Expr& expr) {
  const auto* found = std::get_if<xpath::ast::Number>(&expr.node);
  return found == nullptr ? std::nullopt : std::optional(found->value);
}

bool from_below(Operator op) { return op == Operator::less || op == Operator::less_equal; }
bool from_above(Operator op) { return op == Operator::greater || op == Operator::greater_equal; }

// `expr` must hold.
bool bounds_below(const Expr& expr) {
  const auto* chain = std::get_if<Chain>(&expr.node);
  if (chain == nullptr || chain->rest.empty()) return false;
  const auto& [op, last] = chain->rest.front();
  if (op == Operator::both)
    return bounds_below(*chain->first) || std::any_of(chain->rest.begin(), chain->rest.end(), [](const auto& operand) {
             return bounds_below(*operand.second);
           });
  if (chain->rest.size() != 1) return false;
  const auto left = number(*chain->first), right = number(*last);
  if (left && is_answer(*last)) return *left >= 0 && (from_below(op) || op == Operator::equal);
  if (right && is_answer(*chain->first)) return *right >= 0 && (from_above(op) || op == Operator::equal);
  return false;
}

}  // namespace

bool refuses_negatives(const xpath::Expression& constraint) { return bounds_below(constraint.tree()); }

}  // namespace minyi::interview
