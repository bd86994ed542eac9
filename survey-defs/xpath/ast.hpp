// The tree of an expression. Chains of one precedence level are flat ("1 + 2 - 3" is one node), so that neither a long
// expression nor its destruction recurses deeply; nesting is bounded by the parser.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "minyi/xpath/expression.hpp"

namespace minyi::xpath {
struct Function;  // a row of the function table, functions.hpp
}

namespace minyi::xpath::ast {

using ExprPtr = std::unique_ptr<const Expr>;

enum class Operator {
  either,
  both,
  equal,
  unequal,
  less,
  less_equal,
  greater,
  greater_equal,
  plus,
  minus,
  times,
  divide,
  modulo,
  unite,
};

// How tightly an operator binds; a larger level binds tighter. Unary minus stands between `times` and `unite`.
int level(Operator op);
std::string_view spelling(Operator op);
inline constexpr int kNegateLevel = 7;
inline constexpr int kPrimaryLevel = 9;

struct Chain {  // first (op operand)*, all operators of one level, from left to right
  ExprPtr first;
  std::vector<std::pair<Operator, ExprPtr>> rest;
};

struct Negate {
  std::size_t count = 1;  // of minus signs
  ExprPtr operand;
};

struct Number {
  double value = 0;
};

struct Literal {
  std::string text;
};

struct Call {
  std::string name;
  const Function* function = nullptr;  // null: a call that fails when it is reached, `problem` says why
  std::vector<ExprPtr> arguments{};
  ExprPtr quoted{};  // the path inside jr:choice-name's second argument, where that is a text
  std::string problem{};
};

// All axes of XPath 1.0. `name_space` finds nothing: the tree resolves namespaces while it is read.
enum class Axis {
  child,
  parent,
  self,
  descendant,
  descendant_or_self,
  ancestor,
  ancestor_or_self,
  attribute,
  following,
  following_sibling,
  preceding,
  preceding_sibling,
  name_space,
};
std::string_view spelling(Axis axis);

enum class NodeTest { name, any_name, node, text, comment, processing_instruction };

struct Step {
  Axis axis = Axis::child;
  NodeTest test = NodeTest::node;
  std::string prefix{};  // of a name test, also of "prefix:*"
  std::string local{};   // of a name test; the target of processing-instruction('target')
  std::vector<ExprPtr> predicates{};
};

struct Path {
  enum class Start { context, root, expression };
  Start start = Start::context;
  ExprPtr expression{};               // where it starts, for Start::expression
  std::vector<ExprPtr> predicates{};  // on that start
  std::vector<Step> steps{};
};

struct Expr {
  std::variant<Chain, Negate, Number, Literal, Call, Path> node;
  std::size_t column = 1;  // in characters, 1-based
};

}  // namespace minyi::xpath::ast
