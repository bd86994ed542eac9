// The canonical spelling of a tree: abbreviated paths, one blank around operators, parentheses only where needed.
#include "minyi/xpath/references.hpp"
#include "minyi/xpath/value.hpp"

namespace minyi::xpath {
namespace {

using namespace ast;

class Printer {
 public:
  std::string out{};

  void expression(const Expr& expr) {
    std::visit([&](const auto& node) { print(node); }, expr.node);
  }

 private:
  static int level_of(const Expr& expr) {
    if (const auto* chain = std::get_if<Chain>(&expr.node)) return level(chain->rest.front().first);
    return std::holds_alternative<Negate>(expr.node) ? kNegateLevel : kPrimaryLevel;
  }

  // "/ or x" would be a path to an element "or" (XPath 1.0, 3.7).
  static bool is_root(const Expr& expr) {
    const auto* path = std::get_if<Path>(&expr.node);
    return path != nullptr && path->start == Path::Start::root && path->steps.empty();
  }

  void operand(const Expr& expr, int least) {
    const bool wrapped = level_of(expr) < least || is_root(expr);
    if (wrapped) out += '(';
    expression(expr);
    if (wrapped) out += ')';
  }

  void print(const Chain& node) {
    const int least = level(node.rest.front().first) + 1;
    operand(*node.first, least);
    for (const auto& [op, each] : node.rest) {
      out += ' ';
      out += spelling(op);
      out += ' ';
      operand(*each, least);
    }
  }

  void print(const Negate& node) {
    out.append(node.count, '-');
    operand(*node.operand, kNegateLevel + 1);
  }

  void print(const Number& node) { out += number_to_string(node.value); }

  void print(const Literal& node) {
    const char quote = node.text.find('\'') == std::string::npos ? '\'' : '"';
    out += quote + node.text + quote;
  }

  void print(const Call& node) {
    out += node.name + '(';
    for (std::size_t index = 0; index < node.arguments.size(); ++index) {
      if (index > 0) out += ", ";
      expression(*node.arguments[index]);
    }
    out += ')';
  }

  void predicates(const std::vector<ExprPtr>& all) {
    for (const auto& each : all) {
      out += '[';
      expression(*each);
      out += ']';
    }
  }

  // A start in parentheses unless it is a call or a plain value: "(a | b)/c", and "(a)[1]" is not "a[1]".
  void print(const Path& node) {
    if (node.start == Path::Start::root) out += '/';
    if (node.start == Path::Start::expression) {
      const auto& start = node.expression->node;
      const bool bare = !std::holds_alternative<Path>(start) && level_of(*node.expression) == kPrimaryLevel;
      if (!bare) out += '(';
      expression(*node.expression);
      if (!bare) out += ')';
      predicates(node.predicates);
      if (!node.steps.empty()) out += '/';
    }
    bool skipped = false;  // the step before; two slashes stand for one skipped step only
    for (std::size_t index = 0; index < node.steps.size(); ++index) {
      const ast::Step& step = node.steps[index];
      const bool skips = !skipped && step.axis == ast::Axis::descendant_or_self && step.test == NodeTest::node &&
                         step.predicates.empty() && index + 1 < node.steps.size() &&
                         (index > 0 || node.start != Path::Start::context);
      if (!skips) print(step);
      skipped = skips;
      // A step that is skipped leaves the slash before it and the slash after it: "//".
      if (index + 1 < node.steps.size()) out += '/';
    }
  }

  void print(const ast::Step& step) {
    const bool plain = step.test == NodeTest::node && step.predicates.empty();
    if (plain && step.axis == ast::Axis::self) {
      out += '.';
      return;
    }
    if (plain && step.axis == ast::Axis::parent) {
      out += "..";
      return;
    }
    if (step.axis == ast::Axis::attribute) {
      out += '@';
    } else if (step.axis != ast::Axis::child) {
      out += spelling(step.axis);
      out += "::";
    }
    switch (step.test) {
      case NodeTest::any_name:
        out += step.prefix.empty() ? "*" : step.prefix + ":*";
        break;
      case NodeTest::name:
        out += step.prefix.empty() ? step.local : step.prefix + ":" + step.local;
        break;
      case NodeTest::node:
        out += "node()";
        break;
      case NodeTest::text:
        out += "text()";
        break;
      case NodeTest::comment:
        out += "comment()";
        break;
      case NodeTest::processing_instruction:
        out += "processing-instruction(";
        if (!step.local.empty()) print(Literal{step.local});
        out += ')';
        break;
    }
    predicates(step.predicates);
  }
};

}  // namespace

std::string print_expression(const Expr& expr) {
  Printer printer;
  printer.expression(expr);
  return std::move(printer.out);
}

}  // namespace minyi::xpath
