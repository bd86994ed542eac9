#include "minyi/xpath/references.hpp"

#include <optional>
#include <set>

#include "minyi/xpath/functions.hpp"

namespace minyi::xpath {
namespace {

using namespace ast;
using References = std::vector<PathReference>;
using Base = std::shared_ptr<const PathReference>;

// The axes a reference knows. The two that reach across the tree become "anywhere in the tree": a dependency too many
// costs a recalculation, one too few a wrong answer.
std::optional<xpath::Axis> reference_axis(ast::Axis axis) {
  switch (axis) {
    case ast::Axis::child:
      return xpath::Axis::child;
    case ast::Axis::parent:
      return xpath::Axis::parent;
    case ast::Axis::self:
      return xpath::Axis::self;
    case ast::Axis::descendant:
      return xpath::Axis::descendant;
    case ast::Axis::descendant_or_self:
      return xpath::Axis::descendant_or_self;
    case ast::Axis::ancestor:
      return xpath::Axis::ancestor;
    case ast::Axis::ancestor_or_self:
      return xpath::Axis::ancestor_or_self;
    case ast::Axis::attribute:
    case ast::Axis::name_space:
      return xpath::Axis::attribute;
    case ast::Axis::following_sibling:
      return xpath::Axis::following_sibling;
    case ast::Axis::preceding_sibling:
      return xpath::Axis::preceding_sibling;
    case ast::Axis::following:
    case ast::Axis::preceding:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string step_name(const ast::Step& step) {
  const std::string prefix = step.prefix.empty() ? "" : step.prefix + ":";
  if (step.test == NodeTest::name) return prefix + step.local;
  return step.test == NodeTest::any_name ? prefix + "*" : "";
}

class Collector {
 public:
  References found{};

  // Records the paths below, and hands back those whose nodes the expression itself may return: a path that goes on
  // from there is recorded with its further steps instead.
  References walk(const Expr& expr, const Base& base) {
    return std::visit([&](const auto& node) { return walk(node, base); }, expr.node);
  }
  void keep(References references) {
    for (auto& each : references) found.push_back(std::move(each));
  }

 private:
  References walk(const Number&, const Base&) { return {}; }
  References walk(const Literal&, const Base&) { return {}; }
  References walk(const Negate& node, const Base& base) {
    keep(walk(*node.operand, base));
    return {};
  }

  References walk(const Chain& node, const Base& base) {
    References results = walk(*node.first, base);
    for (const auto& [op, operand] : node.rest)
      for (auto& each : walk(*operand, base)) results.push_back(std::move(each));
    if (node.rest.front().first == Operator::unite) return results;
    keep(std::move(results));
    return {};
  }

  References walk(const Call& node, const Base& base) {
    if (node.name == "current") return {PathReference{.base = base, .from_current = true}};
    if (node.name == "instance" && node.arguments.size() == 1)
      if (const auto* id = std::get_if<Literal>(&node.arguments[0]->node)) return {PathReference{.instance = id->text}};
    References results;
    for (std::size_t index = 0; index < node.arguments.size(); ++index) {
      References paths = walk(*node.arguments[index], base);
      if (node.name == "indexed-repeat" && (index == 0 || index % 2 == 1))
        for (auto& path : paths)
          for (auto& step : path.steps) step.chosen = true;
      if (!passes_on(node, index)) {
        keep(std::move(paths));
        continue;
      }
      for (auto& each : paths) results.push_back(std::move(each));
    }
    if (node.quoted) keep(walk(*node.quoted, base));
    if (node.name == "pulldata" && !node.arguments.empty())
      if (const auto* id = std::get_if<Literal>(&node.arguments[0]->node)) keep({PathReference{.instance = id->text}});
    return results;
  }

  // Whether the nodes of an argument may be those that the call returns.
  static bool passes_on(const Call& node, std::size_t index) {
    if (node.name == "if") return index > 0;
    return index == 0 && (node.name == "randomize" || node.name == "indexed-repeat");
  }

  References walk(const Path& node, const Base& base) {
    References starts;
    switch (node.start) {
      case Path::Start::root:
        starts.push_back({.absolute = true});
        break;
      case Path::Start::context:
        starts.push_back({.base = base});
        break;
      case Path::Start::expression:
        starts = walk(*node.expression, base);
        break;
    }
    for (const auto& predicate : node.predicates) inside(*predicate, starts);
    for (const auto& step : node.steps) {
      for (auto& start : starts) advance(start, step);
      for (const auto& predicate : step.predicates) inside(*predicate, starts);
      if (!step.predicates.empty()) choose(starts);
    }
    return starts;
  }

  static void choose(References& references) {
    for (auto& each : references)
      if (!each.steps.empty()) each.steps.back().chosen = true;
  }

  void inside(const Expr& predicate, const References& owners) {
    for (const auto& owner : owners) keep(walk(predicate, std::make_shared<const PathReference>(owner)));
  }

  static void advance(PathReference& reference, const ast::Step& step) {
    if (step.axis == ast::Axis::self && step.test == NodeTest::node) return;
    const auto axis = reference_axis(step.axis);
    if (!axis) {
      if (reference.instance.empty()) reference = {.absolute = true};
      reference.steps = {{xpath::Axis::descendant, step_name(step), false}};
      return;
    }
    reference.steps.push_back({*axis, step_name(step), false});
  }
};

class FunctionNames {
 public:
  std::set<std::string> names{};

  void walk(const Expr& expr) {
    std::visit([&](const auto& node) { walk(node); }, expr.node);
  }

 private:
  void walk(const Number&) {}
  void walk(const Literal&) {}
  void walk(const Negate& node) { walk(*node.operand); }
  void walk(const Chain& node) {
    walk(*node.first);
    for (const auto& [op, operand] : node.rest) walk(*operand);
  }
  void walk(const Call& node) {
    names.insert(node.name);
    for (const auto& argument : node.arguments) walk(*argument);
    if (node.quoted) walk(*node.quoted);
  }
  void walk(const Path& node) {
    if (node.expression) walk(*node.expression);
    for (const auto& predicate : node.predicates) walk(*predicate);
    for (const auto& step : node.steps)
      for (const auto& predicate : step.predicates) walk(*predicate);
  }
};

}  // namespace

std::vector<PathReference> collect_references(const Expr& expr) {
  Collector collector;
  collector.keep(collector.walk(expr, nullptr));
  return std::move(collector.found);
}

std::vector<std::string> collect_functions(const Expr& expr) {
  FunctionNames functions;
  functions.walk(expr);
  return {functions.names.begin(), functions.names.end()};
}

}  // namespace minyi::xpath
