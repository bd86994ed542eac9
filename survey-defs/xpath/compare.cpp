#include "minyi/xpath/compare.hpp"

#include <algorithm>

namespace minyi::xpath {
namespace {

using ast::Operator;

template <class Operand>
bool holds(Operator op, const Operand& left, const Operand& right) {
  switch (op) {
    case Operator::equal:
      return left == right;
    case Operator::unequal:
      return left != right;
    case Operator::less:
      return left < right;
    case Operator::less_equal:
      return left <= right;
    case Operator::greater:
      return left > right;
    default:
      return left >= right;
  }
}

bool is_equality(Operator op) { return op == Operator::equal || op == Operator::unequal; }

Operator mirrored(Operator op) {
  switch (op) {
    case Operator::less:
      return Operator::greater;
    case Operator::less_equal:
      return Operator::greater_equal;
    case Operator::greater:
      return Operator::less;
    case Operator::greater_equal:
      return Operator::less_equal;
    default:
      return op;
  }
}

bool compare_plain(Operator op, const Item& left, const Item& right, const TimeZone& zone) {
  const auto both_or_one = [&]<class Type>() {
    return std::holds_alternative<Type>(left) || std::holds_alternative<Type>(right);
  };
  if (is_equality(op)) {
    if (both_or_one.operator()<bool>()) return holds(op, item_boolean(left), item_boolean(right));
    const auto* first = std::get_if<std::string>(&left);
    const auto* second = std::get_if<std::string>(&right);
    if (first != nullptr && second != nullptr) return holds(op, *first, *second);
  }
  return holds(op, item_number(left, zone), item_number(right, zone));
}

bool compare_nodes(Operator op, const NodeSet& nodes, const Item& value, const TimeZone& zone) {
  if (is_equality(op) && std::holds_alternative<bool>(value)) return holds(op, !nodes.empty(), std::get<bool>(value));
  const auto* text = std::get_if<std::string>(&value);
  if (op == Operator::unequal && text != nullptr)
    return std::any_of(nodes.begin(), nodes.end(), [&](const Node* node) { return node->string_value() != *text; });
  const double number = item_number(value, zone);
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](const Node* node) { return holds(op, text_number(node->string_value(), zone), number); });
}

// Both sides are read once each, not in every pair.
bool compare_sets(Operator op, const NodeSet& left, const NodeSet& right, const TimeZone& zone) {
  if (left.empty() || right.empty()) return false;
  if (op == Operator::unequal) {  // false only where all nodes of both sides say the same
    const std::string text = left.front()->string_value();
    const auto differs = [&](const Node* node) { return node->string_value() != text; };
    return std::any_of(left.begin(), left.end(), differs) || std::any_of(right.begin(), right.end(), differs);
  }
  // One pair satisfies exactly when the extremes do.
  const bool smaller = op == Operator::less || op == Operator::less_equal;
  const auto extreme = [&](const NodeSet& nodes, bool least) {
    double best = std::numeric_limits<double>::quiet_NaN();
    for (const Node* node : nodes) {
      const double number = text_number(node->string_value(), zone);
      if (std::isnan(best) || (least ? number < best : number > best)) best = number;
    }
    return best;
  };
  return holds(op, extreme(left, smaller), extreme(right, !smaller));
}

}  // namespace

Sought::Sought(const Item& value, const TimeZone& zone) : zone_(zone) {
  if (const auto* nodes = std::get_if<NodeSet>(&value)) {
    texts_.reserve(nodes->size());
    for (const Node* node : *nodes) texts_.push_back(node->string_value());
    std::sort(texts_.begin(), texts_.end());
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    texts_.push_back(*text);
  } else {
    number_ = item_number(value, zone);
  }
}

bool Sought::operator()(const Node& node) const {
  std::string joined;
  const std::string* text = node.sole_text();
  if (text == nullptr) text = &(joined = node.string_value());
  if (number_) return text_number(*text, zone_) == *number_;
  if (texts_.size() == 1) return *text == texts_.front();
  return std::binary_search(texts_.begin(), texts_.end(), *text);
}

bool compare(Operator op, const Item& left, const Item& right, const TimeZone& zone) {
  const auto* left_nodes = std::get_if<NodeSet>(&left);
  const auto* right_nodes = std::get_if<NodeSet>(&right);
  const auto* nodes = left_nodes != nullptr ? left_nodes : right_nodes;
  const Item& other = left_nodes != nullptr ? right : left;
  if (op == Operator::equal && nodes != nullptr && !std::holds_alternative<bool>(other)) {
    const Sought sought(other, zone);
    return std::any_of(nodes->begin(), nodes->end(), [&](const Node* node) { return sought(*node); });
  }
  if (left_nodes != nullptr && right_nodes != nullptr) return compare_sets(op, *left_nodes, *right_nodes, zone);
  if (left_nodes != nullptr) return compare_nodes(op, *left_nodes, right, zone);
  if (right_nodes != nullptr) return compare_nodes(mirrored(op), *right_nodes, left, zone);
  return compare_plain(op, left, right, zone);
}

}  // namespace minyi::xpath
