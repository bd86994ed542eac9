// What holds for every expression on every tree.
#include <cmath>

#include "survey-defs/xpath/plain.hpp"
#include "survey-defs/xpath/random_expression.hpp"

namespace {

using namespace minyi;
using namespace minyi::xpath;

// Chance and clock begin anew for each evaluation.
Result<Value> evaluated(const Expression& expression, const Document& list, const Node& context) {
  test::Hall hall;
  hall.instances.emplace("list", list);
  hall.prefixes.emplace("orx", "http://openrosa.org/xforms");
  auto value = evaluate(expression, {&hall, &context});
  // Nodes of the list are gone with the hall: their texts and places among the others stand for them.
  if (auto* nodes = value ? std::get_if<NodeSet>(&*value) : nullptr) {
    std::string text = std::to_string(nodes->size());
    for (const Node* node : *nodes) {
      text += ' ' + node->name().local + '=' + node->string_value();
      for (const Node* above = node; above->parent() != nullptr; above = above->parent())
        text += '<' + std::to_string(above->parent()->child_index(*above));
    }
    return text;
  }
  return value;
}

bool same(const Result<Value>& one, const Result<Value>& other) {
  if (!one || !other) return !one && !other && one.error().code == other.error().code;
  const auto* number = std::get_if<double>(&*one);
  const auto* second = std::get_if<double>(&*other);
  if (number != nullptr && second != nullptr && std::isnan(*number) && std::isnan(*second)) return true;
  return *one == *other;
}

std::string shown(const Result<Value>& value) {
  return value ? xpath::to_string(*value) : "error: " + minyi::to_string(value.error());
}

}  // namespace

TEST_CASE("an expression means the same after it was printed and parsed again") {
  test::RandomExpression random(20261125);
  int values = 0;
  for (int round = 0; round < 400; ++round) {
    const Document document = random.document();
    const Document list = random.document();
    const Node& root = *document.element();
    const Node& context = root.children().front()->kind() == NodeKind::element ? *root.children().front() : root;
    for (int each = 0; each < 20; ++each) {
      const std::string text = random.expression(4);
      const auto expression = Expression::parse(text);
      REQUIRE_MESSAGE(expression.has_value(), text);
      const auto again = Expression::parse(expression->print());
      REQUIRE_MESSAGE(again.has_value(), text, " prints as ", expression->print());
      const auto value = evaluated(*expression, list, context);
      const auto reprinted = evaluated(*again, list, context);
      values += value ? 1 : 0;
      CHECK_MESSAGE(same(value, reprinted), text, " is ", shown(value), "; printed as ", again->text(), " it is ",
                    shown(reprinted));
    }
  }
  CHECK(values > 4'000);  // most of them are more than an error
}
