// The expressions inside an expression.
#pragma once

#include "minyi/base/overloaded.hpp"
#include "minyi/xpath/ast.hpp"

namespace minyi::check {

// Calls `visit` for the direct parts of an expression: operands, arguments, predicates.
template <class Visit>
void for_each_part(const xpath::ast::Expr& expr, Visit&& visit) {
  namespace ast = xpath::ast;
  const auto all = [&](const std::vector<ast::ExprPtr>& parts) {
    for (const auto& part : parts) visit(*part);
  };
  std::visit(Overloaded{
                 [&](const ast::Chain& chain) {
                   visit(*chain.first);
                   for (const auto& [op, operand] : chain.rest) visit(*operand);
                 },
                 [&](const ast::Negate& negate) { visit(*negate.operand); },
                 [](const ast::Number&) {},
                 [](const ast::Literal&) {},
                 [&](const ast::Call& call) { all(call.arguments); },
                 [&](const ast::Path& path) {
                   if (path.expression) visit(*path.expression);
                   all(path.predicates);
                   for (const auto& step : path.steps) all(step.predicates);
                 },
             },
             expr.node);
}

// Calls `visit` for an expression and all that is in it, from the outside in.
template <class Visit>
void for_each_within(const xpath::ast::Expr& expr, Visit&& visit) {
  visit(expr);
  for_each_part(expr, [&](const xpath::ast::Expr& part) { for_each_within(part, visit); });
}

// The call that an expression is, or null.
inline const xpath::ast::Call* call_of(const xpath::ast::Expr& expr, std::string_view name) {
  const auto* call = std::get_if<xpath::ast::Call>(&expr.node);
  return call != nullptr && call->name == name ? call : nullptr;
}

}  // namespace minyi::check
