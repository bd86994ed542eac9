// Expressions from tokens: XPath 1.0's grammar by precedence climbing, with a bound on nesting.
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "minyi/xpath/ast.hpp"
#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/lexer.hpp"
#include "minyi/xpath/references.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

using namespace ast;
using Kind = Token::Kind;

constexpr std::size_t kMostBytes = 1u << 20;
constexpr std::size_t kMostNesting = 150;
constexpr int kLowestLevel = 1;
constexpr int kUnionLevel = 8;

struct OperatorRow {
  std::string_view spelling;
  Operator op;
  int level;
};

constexpr auto kOperators = std::to_array<OperatorRow>({
    {"or", Operator::either, 1},
    {"and", Operator::both, 2},
    {"=", Operator::equal, 3},
    {"!=", Operator::unequal, 3},
    {"<", Operator::less, 4},
    {"<=", Operator::less_equal, 4},
    {">", Operator::greater, 4},
    {">=", Operator::greater_equal, 4},
    {"+", Operator::plus, 5},
    {"-", Operator::minus, 5},
    {"*", Operator::times, 6},
    {"div", Operator::divide, 6},
    {"mod", Operator::modulo, 6},
    {"|", Operator::unite, kUnionLevel},
});

const OperatorRow& row(Operator op) {
  for (const auto& each : kOperators)
    if (each.op == op) return each;
  return kOperators.front();
}

struct AxisRow {
  std::string_view spelling;
  ast::Axis axis;
};

constexpr auto kAxes = std::to_array<AxisRow>({
    {"child", ast::Axis::child},
    {"parent", ast::Axis::parent},
    {"self", ast::Axis::self},
    {"descendant", ast::Axis::descendant},
    {"descendant-or-self", ast::Axis::descendant_or_self},
    {"ancestor", ast::Axis::ancestor},
    {"ancestor-or-self", ast::Axis::ancestor_or_self},
    {"attribute", ast::Axis::attribute},
    {"following", ast::Axis::following},
    {"following-sibling", ast::Axis::following_sibling},
    {"preceding", ast::Axis::preceding},
    {"preceding-sibling", ast::Axis::preceding_sibling},
    {"namespace", ast::Axis::name_space},
});

constexpr auto kNodeTypes = std::to_array<std::pair<std::string_view, NodeTest>>({
    {"node", NodeTest::node},
    {"text", NodeTest::text},
    {"comment", NodeTest::comment},
    {"processing-instruction", NodeTest::processing_instruction},
});

const NodeTest* node_type(std::string_view name) {
  for (const auto& [spelled, test] : kNodeTypes)
    if (spelled == name) return &test;
  return nullptr;
}

std::string plural(std::size_t count) { return count == 1 ? "1 argument" : fmt::format("{} arguments", count); }

class Parser {
 public:
  Parser(std::span<const Token> tokens, CallCheck check, std::size_t depth)
      : tokens_(tokens), check_(check), depth_(depth) {}

  Result<ExprPtr> run() {
    MINYI_TRY(ExprPtr expr, expression());
    if (now().kind != Kind::end) return unexpected(closing_hint());
    return expr;
  }

 private:
  [[nodiscard]] const Token& now() const { return tokens_[at_]; }
  [[nodiscard]] const Token& after(std::size_t count) const {
    return tokens_[std::min(at_ + count, tokens_.size() - 1)];
  }
  const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool take_if(std::string_view symbol) {
    if (!now().is(symbol)) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] static tl::unexpected<Error> error(std::size_t column, std::string message, std::string hint = {},
                                                   ErrorCode code = ErrorCode::xpath_syntax) {
    return fail(code, std::move(message), fmt::format("column {}", column), std::move(hint));
  }
  [[nodiscard]] tl::unexpected<Error> unexpected(std::string_view expected) const {
    return error(now().column, fmt::format("{} is expected instead of {}", expected, described(now())));
  }
  [[nodiscard]] std::string_view closing_hint() const { return "an operator or the end of the expression"; }

  template <class Node>
  [[nodiscard]] static ExprPtr make(Node node, std::size_t column) {
    return std::make_unique<const Expr>(Expr{std::move(node), column});
  }

  Result<ExprPtr> expression() {
    if (++depth_ > kMostNesting)
      return error(now().column, fmt::format("the expression is nested deeper than {} levels", kMostNesting),
                   "move a part of it to a calculate row of its own");
    auto expr = chain(kLowestLevel);
    --depth_;
    return expr;
  }

  [[nodiscard]] const OperatorRow* now_operator() const {
    if (now().kind != Kind::oper) return nullptr;
    const auto* found = std::find_if(kOperators.begin(), kOperators.end(),
                                     [&](const OperatorRow& each) { return each.spelling == now().text; });
    return found == kOperators.end() ? nullptr : found;
  }

  // What stands on either side of an operator of that level.
  Result<ExprPtr> operand(int level) {
    if (level < 6) return chain(level + 1);
    return level == 6 ? negation() : path();
  }

  // As far as operators bind at least as tightly as those of `lowest`; a run of one level is one node. Climbs from the
  // tightest level and not down through all of them, since a form's nesting is as deep as its author likes.
  Result<ExprPtr> chain(int lowest) {
    const std::size_t column = now().column;
    MINYI_TRY(ExprPtr left, lowest < kUnionLevel ? negation() : path());
    const OperatorRow* found = now_operator();
    while (found != nullptr && found->level >= lowest) {
      const int level = found->level;
      Chain made;
      made.first = std::move(left);
      for (; found != nullptr && found->level == level; found = now_operator()) {
        take();
        MINYI_TRY(ExprPtr next, operand(level));
        made.rest.emplace_back(found->op, std::move(next));
      }
      left = make(std::move(made), column);
    }
    return left;
  }

  Result<ExprPtr> negation() {
    const std::size_t column = now().column;
    Negate negate{0, nullptr};
    for (; now().kind == Kind::oper && now().text == "-"; take()) ++negate.count;
    MINYI_TRY(ExprPtr inner, chain(kUnionLevel));
    if (negate.count == 0) return inner;
    negate.operand = std::move(inner);
    return make(std::move(negate), column);
  }

  [[nodiscard]] bool at_call() const {
    return now().kind == Kind::name && after(1).is("(") && node_type(now().text) == nullptr;
  }
  [[nodiscard]] bool at_step() const {
    return now().kind == Kind::name || now().is("*") || now().is("@") || now().is(".") || now().is("..");
  }

  Result<ExprPtr> path() {
    const std::size_t column = now().column;
    Path made;
    if (now().kind == Kind::number || now().kind == Kind::literal || now().is("(") || at_call()) {
      MINYI_TRY(ExprPtr start, primary());
      MINYI_TRY(made.predicates, predicates());
      const bool continues = now().is("/") || now().is("//");
      if (made.predicates.empty() && !continues) return start;
      made.start = Path::Start::expression;
      made.expression = std::move(start);
      if (!continues) return make(std::move(made), column);
      if (take().text == "//") made.steps.push_back(any_depth());
      MINYI_CHECK(steps(made.steps));
      return make(std::move(made), column);
    }
    if (now().is("/") || now().is("//")) {
      made.start = Path::Start::root;
      const bool any = take().text == "//";
      if (any) made.steps.push_back(any_depth());
      if (!any && !at_step()) return make(std::move(made), column);
    } else if (!at_step()) {
      return unexpected("a value, a path or a function");
    }
    MINYI_CHECK(steps(made.steps));
    return make(std::move(made), column);
  }

  static ast::Step any_depth() { return {ast::Axis::descendant_or_self, NodeTest::node}; }

  Result<> steps(std::vector<ast::Step>& into) {
    while (true) {
      MINYI_TRY(ast::Step next, step());
      into.push_back(std::move(next));
      if (now().is("//"))
        into.push_back(any_depth());
      else if (!now().is("/"))
        return {};
      take();
    }
  }

  Result<ast::Step> step() {
    if (take_if(".")) return ast::Step{ast::Axis::self, NodeTest::node};
    if (take_if("..")) return ast::Step{ast::Axis::parent, NodeTest::node};
    ast::Step made;
    if (take_if("@")) {
      made.axis = ast::Axis::attribute;
    } else if (now().kind == Kind::name && after(1).is("::")) {
      const auto* found =
          std::find_if(kAxes.begin(), kAxes.end(), [&](const AxisRow& each) { return each.spelling == now().text; });
      if (found == kAxes.end())
        return error(now().column, fmt::format("\"{}\" is not an axis", now().text), "for example child, parent, self");
      made.axis = found->axis;
      take();
      take();
    }
    MINYI_CHECK(node_test(made));
    MINYI_TRY(made.predicates, predicates());
    return made;
  }

  Result<> node_test(ast::Step& made) {
    if (take_if("*")) {
      made.test = NodeTest::any_name;
      return {};
    }
    if (now().kind != Kind::name) return unexpected("the name of a node");
    if (after(1).is("(")) {
      const NodeTest* type = node_type(now().text);
      if (type == nullptr)
        return error(now().column, fmt::format("a function, {}(), cannot be a step of a path", now().text),
                     "only node() and text() can");
      take();
      take();
      made.test = *type;
      if (*type == NodeTest::processing_instruction && now().kind == Kind::literal) made.local = take().text;
      if (!take_if(")")) return unexpected("\")\"");
      return {};
    }
    const std::string_view name = take().text;
    const std::size_t colon = name.find(':');
    made.test = name.ends_with(":*") ? NodeTest::any_name : NodeTest::name;
    if (colon != std::string_view::npos) made.prefix = name.substr(0, colon);
    if (made.test == NodeTest::name) made.local = colon == std::string_view::npos ? name : name.substr(colon + 1);
    return {};
  }

  Result<std::vector<ExprPtr>> predicates() {
    std::vector<ExprPtr> all;
    while (take_if("[")) {
      MINYI_TRY(ExprPtr predicate, expression());
      if (!take_if("]")) return unexpected("\"]\"");
      all.push_back(std::move(predicate));
    }
    return all;
  }

  Result<ExprPtr> primary() {
    const Token& token = now();
    if (token.kind == Kind::literal) return make(Literal{std::string(take().text)}, token.column);
    if (token.kind == Kind::number) {
      const double value = string_to_number(take().text);
      if (!std::isfinite(value)) return error(token.column, "this number is too large");
      return make(Number{value}, token.column);
    }
    if (!take_if("(")) return call();
    MINYI_TRY(ExprPtr inner, expression());
    if (!take_if(")")) return unexpected("\")\"");
    return inner;
  }

  Result<ExprPtr> call() {
    const Token& name = take();
    take();  // (
    Call made{std::string(name.text)};
    if (!now().is(")")) {
      do {
        MINYI_TRY(ExprPtr argument, expression());
        made.arguments.push_back(std::move(argument));
      } while (take_if(","));
    }
    if (!take_if(")")) return unexpected(made.arguments.empty() ? "\")\"" : "\",\" or \")\"");
    MINYI_CHECK(bind(made, name));
    return make(std::move(made), name.column);
  }

  Result<> bind(Call& made, const Token& name) {
    const Function* function = find_function(made.name);
    std::string hint;
    if (function == nullptr) {
      made.problem = fmt::format("there is no function {}()", made.name);
      const std::string_view near = nearest_function(made.name);
      if (!near.empty()) hint = fmt::format("did you mean {}()?", near);
    } else if (const std::string expected = arity_problem(*function, made.arguments.size()); !expected.empty()) {
      made.problem = fmt::format("{}() takes {}, not {}", made.name, expected, made.arguments.size());
    } else {
      made.function = function;
      return quoted_path(made);
    }
    if (check_ == CallCheck::parsing) return error(name.column, made.problem, hint, ErrorCode::xpath_function);
    return {};
  }

  static std::string arity_problem(const Function& function, std::size_t count) {
    if (count >= function.least && count <= function.most && (count - function.least) % function.stride == 0) return {};
    if (function.stride == 2)
      return function.most == kAnyNumber
                 ? fmt::format("{} and then pairs", plural(function.least))
                 : fmt::format("{}, then up to {} pairs", plural(function.least), (function.most - function.least) / 2);
    if (function.most == kAnyNumber) return fmt::format("at least {}", plural(function.least));
    if (function.least == function.most) return plural(function.least);
    return fmt::format("{} to {}", function.least, plural(function.most));
  }

  // jr:choice-name(value, '/path/of/question'): the path is written as a text, and read once, here.
  Result<> quoted_path(Call& made) {
    if (made.name != "jr:choice-name") return {};
    const auto* literal = std::get_if<Literal>(&made.arguments[1]->node);
    if (literal == nullptr) return {};
    const std::size_t column = made.arguments[1]->column + 1;
    auto tokens = split_tokens(literal->text);
    if (!tokens) return error(column, tokens.error().message, tokens.error().hint);
    auto inner = Parser(*tokens, check_, depth_ + 1).run();
    if (!inner) return error(column, inner.error().message, inner.error().hint, inner.error().code);
    made.quoted = std::move(*inner);
    return {};
  }

  std::span<const Token> tokens_;
  CallCheck check_;
  std::size_t depth_;
  std::size_t at_ = 0;
};

}  // namespace

int ast::level(Operator op) { return row(op).level; }
std::string_view ast::spelling(Operator op) { return row(op).spelling; }

std::string_view ast::spelling(Axis axis) {
  for (const auto& each : kAxes)
    if (each.axis == axis) return each.spelling;
  return {};
}

Result<Expression> Expression::parse(std::string_view text, CallCheck check) {
  if (text.size() > kMostBytes)
    return fail(ErrorCode::xpath_syntax, fmt::format("the expression has more than {} bytes", kMostBytes), "column 1");
  if (const auto bad = first_malformed(text); bad != std::string_view::npos)
    return fail(ErrorCode::xpath_syntax, "this is not UTF-8 text",
                fmt::format("column {}", count_characters(text.substr(0, bad)) + 1));
  MINYI_TRY(const std::vector<Token> tokens, split_tokens(text));
  MINYI_TRY(ast::ExprPtr tree, Parser(tokens, check, 0).run());
  Expression expression;
  expression.text_ = text;
  expression.tree_ = std::move(tree);
  expression.references_ = std::make_shared<const std::vector<PathReference>>(collect_references(*expression.tree_));
  return expression;
}

std::string Expression::print() const { return print_expression(*tree_); }
std::vector<std::string> Expression::functions() const { return collect_functions(*tree_); }

}  // namespace minyi::xpath
