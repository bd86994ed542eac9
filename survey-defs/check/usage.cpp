#include "minyi/check/usage.hpp"

#include <algorithm>
#include <cmath>

#include "minyi/base/overloaded.hpp"

namespace minyi::check {
namespace {

namespace ast = xpath::ast;

bool is_equality(ast::Operator op) { return op == ast::Operator::equal || op == ast::Operator::unequal; }
bool is_comparison(ast::Operator op) {
  return is_equality(op) || op == ast::Operator::less || op == ast::Operator::less_equal ||
         op == ast::Operator::greater || op == ast::Operator::greater_equal;
}

class Reading {
 public:
  Reading(const Outline& outline, const Rule& rule, const std::vector<int>& places, const Constant& constant)
      : outline_(outline), rule_(rule), places_(places), constant_(constant) {}

  // False when one of the places is used otherwise than Usage can say.
  bool read(const ast::Expr& expr);
  std::map<int, Usage> usages{};

 private:
  struct Term {
    int place;
    std::set<double> Usage::*numbers;  // what it is compared with goes here
  };
  [[nodiscard]] std::optional<int> wanted(const ast::Expr& expr) const;
  [[nodiscard]] std::optional<Term> term(const ast::Expr& expr) const;
  bool compare(ast::Operator op, const ast::Expr& left, const ast::Expr& right);
  bool note(const Term& term, ast::Operator op, const ast::Expr& other);
  bool read_all(const std::vector<ast::ExprPtr>& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](const auto& part) { return read(*part); });
  }

  const Outline& outline_;
  const Rule& rule_;
  const std::vector<int>& places_;
  const Constant& constant_;
};

// The place that a plain path reads, where it is one of those asked for.
std::optional<int> Reading::wanted(const ast::Expr& expr) const {
  const auto* path = std::get_if<ast::Path>(&expr.node);
  if (path == nullptr) return std::nullopt;
  const auto targets = outline_.resolve(*path, rule_.place);
  if (!targets || targets->size() != 1) return std::nullopt;
  const int place = targets->front().place;
  return std::ranges::binary_search(places_, place) ? std::optional(place) : std::nullopt;
}

std::optional<Reading::Term> Reading::term(const ast::Expr& expr) const {
  if (const auto place = wanted(expr)) return Term{*place, &Usage::numbers};
  const auto* call = std::get_if<ast::Call>(&expr.node);
  if (call == nullptr || call->arguments.size() != 1) return std::nullopt;
  const auto place = wanted(*call->arguments.front());
  if (!place) return std::nullopt;
  if (call->name == "number") return Term{*place, &Usage::numbers};
  if (call->name == "string-length") return Term{*place, &Usage::lengths};
  if (call->name == "count-selected") return Term{*place, &Usage::counts};
  return std::nullopt;
}

bool Reading::note(const Term& term, ast::Operator op, const ast::Expr& other) {
  const auto value = constant_(other);
  if (!value || std::holds_alternative<xpath::NodeSet>(*value)) return false;
  auto& usage = usages[term.place];
  const auto* text = std::get_if<std::string>(&*value);
  if (text != nullptr && is_equality(op) && term.numbers == &Usage::numbers)
    usage.texts.insert(*text);
  else if (const double number = xpath::to_number(*value); !std::isnan(number))
    (usage.*term.numbers).insert(number);
  return true;
}

bool Reading::compare(ast::Operator op, const ast::Expr& left, const ast::Expr& right) {
  const auto first = term(left), second = term(right);
  if (first && note(*first, op, right)) return true;
  if (second && note(*second, op, left)) return true;
  return read(left) && read(right);
}

bool Reading::read(const ast::Expr& expr) {
  return std::visit(Overloaded{
                        [&](const ast::Chain& chain) {
                          if (chain.rest.size() == 1 && is_comparison(chain.rest.front().first))
                            return compare(chain.rest.front().first, *chain.first, *chain.rest.front().second);
                          return read(*chain.first) &&
                                 std::all_of(chain.rest.begin(), chain.rest.end(),
                                             [&](const auto& part) { return read(*part.second); });
                        },
                        [&](const ast::Negate& negate) { return read(*negate.operand); },
                        [&](const ast::Number&) { return true; },
                        [&](const ast::Literal&) { return true; },
                        [&](const ast::Call& call) {
                          if (call.name == "selected" && call.arguments.size() == 2)
                            if (const auto place = wanted(*call.arguments[0])) {
                              const auto value = constant_(*call.arguments[1]);
                              if (!value) return false;
                              usages[*place].mentions.insert(xpath::to_string(*value));
                              return true;
                            }
                          return read_all(call.arguments);
                        },
                        [&](const ast::Path& path) {
                          const auto targets = outline_.resolve(path, rule_.place);
                          return targets && std::none_of(targets->begin(), targets->end(), [&](const auto& target) {
                                   return std::ranges::binary_search(places_, target.place);
                                 });
                        },
                    },
                    expr.node);
}

}  // namespace

std::optional<std::map<int, Usage>> read_usage(const Outline& outline, const Rule& rule, const std::vector<int>& places,
                                               const Constant& constant) {
  Reading reading(outline, rule, places, constant);
  if (!reading.read(rule.expression->tree())) return std::nullopt;
  for (const int place : places) reading.usages.try_emplace(place);
  return std::move(reading.usages);
}

}  // namespace minyi::check
