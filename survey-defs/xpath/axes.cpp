#include "minyi/xpath/axes.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "minyi/xpath/compare.hpp"

namespace minyi::xpath {
namespace {

using ast::NodeTest;
using ast::Step;
using TreeAxis = ast::Axis;

// A step bound to the names as the environment knows them.
class Test {
 public:
  Test(const Step& step, const Environment& environment)
      : step_(step),
        principal_(step.axis == TreeAxis::attribute ? NodeKind::attribute : NodeKind::element),
        uri_(step.prefix.empty() ? std::string() : environment.namespace_uri(step.prefix)) {}

  [[nodiscard]] std::size_t asked() const { return asked_; }
  [[nodiscard]] bool operator()(const Node& node) const {
    ++asked_;
    switch (step_.test) {
      case NodeTest::node:
        return true;
      case NodeTest::text:
        return node.kind() == NodeKind::text;
      case NodeTest::comment:
      case NodeTest::processing_instruction:
        return false;  // the reader drops both
      case NodeTest::any_name:
        return node.kind() == principal_ && (step_.prefix.empty() || in_namespace(node.name()));
      case NodeTest::name:
        return node.kind() == principal_ && node.name().local == step_.local && in_namespace(node.name());
    }
    return false;
  }
  // The one local name that passes, or null.
  [[nodiscard]] const std::string* only_name() const { return step_.test == NodeTest::name ? &step_.local : nullptr; }

 private:
  // A name without prefix also means elements of a default namespace: forms carry one, their expressions do not.
  [[nodiscard]] bool in_namespace(const Name& name) const {
    if (step_.prefix.empty()) return name.uri.empty() || (name.prefix.empty() && principal_ == NodeKind::element);
    return uri_.empty() ? name.prefix == step_.prefix : name.uri == uri_;
  }

  const Step& step_;
  NodeKind principal_;
  std::string uri_;
  mutable std::size_t asked_ = 0;
};

void add_children(const Node& node, const Test& test, NodeSet& out) {
  if (const std::string* name = test.only_name()) {
    node.each_child(*name, [&](const Node& child) {
      if (test(child)) out.push_back(&child);
    });
    return;
  }
  for (const auto& child : node.children())
    if (test(*child)) out.push_back(child.get());
}

void add_descendants(const Node& node, const Test& test, NodeSet& out) {
  for (const auto& child : node.children()) {
    if (test(*child)) out.push_back(child.get());
    add_descendants(*child, test, out);
  }
}

void add_siblings(const Node& node, bool before, const Test& test, NodeSet& out) {
  if (node.parent() == nullptr || node.kind() == NodeKind::attribute) return;
  const auto siblings = node.parent()->children();
  const std::size_t place = node.parent()->child_index(node);
  const auto some = before ? siblings.first(place) : siblings.subspan(place + 1);
  for (const auto& sibling : some)
    if (test(*sibling)) out.push_back(sibling.get());
}

// What stands after (or before) a node in the tree without holding it or being held by it.
void add_beside(const Node& start, bool before, const Test& test, NodeSet& out) {
  const Node* node = &start;
  if (node->kind() == NodeKind::attribute) {
    node = node->parent();
    if (!before) add_descendants(*node, test, out);  // an attribute stands before its element's children
  }
  std::vector<const Node*> line;
  for (; node->parent() != nullptr; node = node->parent()) line.push_back(node);
  if (before) std::reverse(line.begin(), line.end());  // the outermost ancestor's siblings come first
  for (const Node* each : line) {
    const auto siblings = each->parent()->children();
    const std::size_t place = each->parent()->child_index(*each);
    for (const auto& sibling : before ? siblings.first(place) : siblings.subspan(place + 1)) {
      if (test(*sibling)) out.push_back(sibling.get());
      add_descendants(*sibling, test, out);
    }
  }
}

void add_ancestors(const Node* node, const Test& test, NodeSet& out) {
  const auto start = out.size();
  for (; node != nullptr; node = node->parent())
    if (test(*node)) out.push_back(node);
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(start), out.end());
}

// Nodes of an axis from one node, in document order.
void add_axis(TreeAxis axis, const Node& node, const Test& test, NodeSet& out) {
  switch (axis) {
    case TreeAxis::child:
      add_children(node, test, out);
      break;
    case TreeAxis::parent:
      if (node.parent() != nullptr && test(*node.parent())) out.push_back(node.parent());
      break;
    case TreeAxis::descendant_or_self:
      if (test(node)) out.push_back(&node);
      [[fallthrough]];
    case TreeAxis::descendant:
      add_descendants(node, test, out);
      break;
    case TreeAxis::self:
      if (test(node)) out.push_back(&node);
      break;
    case TreeAxis::attribute:
      for (const auto& attribute : node.attributes())
        if (test(*attribute)) out.push_back(attribute.get());
      break;
    case TreeAxis::ancestor:
      add_ancestors(node.parent(), test, out);
      break;
    case TreeAxis::ancestor_or_self:
      add_ancestors(&node, test, out);
      break;
    case TreeAxis::following_sibling:
      add_siblings(node, false, test, out);
      break;
    case TreeAxis::preceding_sibling:
      add_siblings(node, true, test, out);
      break;
    case TreeAxis::following:
      add_beside(node, false, test, out);
      break;
    case TreeAxis::preceding:
      add_beside(node, true, test, out);
      break;
    case TreeAxis::name_space:
      break;
  }
}

bool counts_backwards(TreeAxis axis) {
  return axis == TreeAxis::ancestor || axis == TreeAxis::ancestor_or_self || axis == TreeAxis::preceding ||
         axis == TreeAxis::preceding_sibling;
}

// "//name" as one step: the same nodes, without visiting each of them as a context. Predicates forbid it, as they count
// among the children of one parent.
bool is_skipping(const Step& step) {
  return step.axis == TreeAxis::descendant_or_self && step.test == NodeTest::node && step.predicates.empty();
}

// "[name = value]", of a value that is the same for each of the nodes: what choice filters are made of.
struct Likeness {
  const Step* child;
  const ast::Expr* value;
};

// Reads neither the context node nor its position, and cannot fail.
bool is_steady(const ast::Expr& expr) {
  if (std::holds_alternative<ast::Literal>(expr.node) || std::holds_alternative<ast::Number>(expr.node)) return true;
  const auto* path = std::get_if<ast::Path>(&expr.node);
  if (path == nullptr || !path->predicates.empty()) return false;
  if (!std::all_of(path->steps.begin(), path->steps.end(), [](const Step& step) { return step.predicates.empty(); }))
    return false;
  if (path->start != ast::Path::Start::expression) return path->start == ast::Path::Start::root;
  const auto* call = std::get_if<ast::Call>(&path->expression->node);
  return call != nullptr && call->name == "current" && call->function != nullptr;
}

const Step* only_child_step(const ast::Expr& expr) {
  const auto* path = std::get_if<ast::Path>(&expr.node);
  if (path == nullptr || path->start != ast::Path::Start::context || path->steps.size() != 1) return nullptr;
  const Step& step = path->steps.front();
  const bool plain = step.axis == TreeAxis::child && step.test == NodeTest::name && step.predicates.empty();
  return plain ? &step : nullptr;
}

std::optional<Likeness> likeness(const ast::Expr& expr) {
  const auto* chain = std::get_if<ast::Chain>(&expr.node);
  if (chain == nullptr || chain->rest.size() != 1 || chain->rest.front().first != ast::Operator::equal)
    return std::nullopt;
  const ast::Expr& left = *chain->first;
  const ast::Expr& right = *chain->rest.front().second;
  if (const Step* child = only_child_step(left); child != nullptr && is_steady(right)) return Likeness{child, &right};
  if (const Step* child = only_child_step(right); child != nullptr && is_steady(left)) return Likeness{child, &left};
  return std::nullopt;
}

// What a predicate consists of, one or several joined by "and"; none when it says anything else.
std::vector<Likeness> likenesses(const ast::Expr& predicate) {
  if (const auto one = likeness(predicate)) return {*one};
  const auto* chain = std::get_if<ast::Chain>(&predicate.node);
  if (chain == nullptr || chain->rest.front().first != ast::Operator::both) return {};
  std::vector<Likeness> all;
  const auto add = [&](const ast::Expr& operand) {
    const auto one = likeness(operand);
    if (one) all.push_back(*one);
    return one.has_value();
  };
  if (!add(*chain->first)) return {};
  for (const auto& [op, operand] : chain->rest)
    if (!add(*operand)) return {};
  return all;
}

// The value is read once, and no node-set is made for a row of the list.
Result<> keep_alike(const Likeness& likeness, NodeSet& nodes, const Frame& frame) {
  MINYI_TRY(const Item value, evaluate_item(*likeness.value, frame));
  const Sought sought(value, frame.environment.time_zone());
  const Test test(*likeness.child, frame.environment);
  std::erase_if(nodes, [&](const Node* node) {
    bool alike = false;
    node->each_child(likeness.child->local,
                     [&](const Node& child) { alike = alike || (test(child) && sought(child)); });
    return !alike;
  });
  return {};
}

}  // namespace

const Node* root_of(const Node& node) {
  const Node* root = &node;
  while (root->parent() != nullptr) root = root->parent();
  return root;
}

void sort_by_document(NodeSet& nodes) {
  const auto before = [](const Node* a, const Node* b) { return precedes(*a, *b); };
  const auto out_of_order = [&](const Node* a, const Node* b) { return a == b || !precedes(*a, *b); };
  if (std::adjacent_find(nodes.begin(), nodes.end(), out_of_order) == nodes.end()) return;
  std::sort(nodes.begin(), nodes.end(), before);
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

Result<> filter(const ast::Expr& predicate, NodeSet& nodes, const Frame& frame) {
  if (const auto* number = std::get_if<ast::Number>(&predicate.node)) {  // item[3] needs no look at the others
    const bool inside = number->value >= 1 && number->value <= static_cast<double>(nodes.size()) &&
                        number->value == std::floor(number->value);
    nodes = inside ? NodeSet{nodes[static_cast<std::size_t>(number->value) - 1]} : NodeSet{};
    return {};
  }
  if (const auto parts = likenesses(predicate); !parts.empty()) {
    for (const Likeness& part : parts) MINYI_CHECK(keep_alike(part, nodes, frame));
    return {};
  }
  NodeSet kept;
  const std::size_t size = nodes.size();
  for (std::size_t index = 0; index < size; ++index) {
    const Frame inner{frame.environment, frame.budget, nodes[index], frame.current, index + 1, size, frame.reach};
    MINYI_TRY(const Item item, evaluate_item(predicate, inner));
    const auto* number = std::get_if<double>(&item);
    if (number != nullptr ? *number == static_cast<double>(index + 1) : item_boolean(item))
      kept.push_back(nodes[index]);
  }
  nodes = std::move(kept);
  return {};
}

Result<NodeSet> walk_from_root(std::span<const Step> steps, const Frame& frame) {
  const Node* start = root_of(*frame.current);
  std::size_t passed = 0;
  if (frame.reach == Frame::Reach::own_instance) {
    std::vector<const Node*> line;  // from the innermost repeat around the context up to the root element
    for (const Node* node = frame.current; node->parent() != nullptr; node = node->parent())
      if (!line.empty() || frame.environment.is_repeated(*node)) line.push_back(node);
    std::reverse(line.begin(), line.end());
    for (std::size_t at = 0; at < line.size() && at + 1 < steps.size(); ++at) {
      const Step& step = steps[at];
      const bool follows = step.axis == TreeAxis::child && step.test == NodeTest::name && step.predicates.empty() &&
                           Test(step, frame.environment)(*line[at]);
      if (!follows) break;
      if (!frame.environment.is_repeated(*line[at])) continue;
      start = line[at];
      passed = at + 1;
    }
  }
  return walk(steps.subspan(passed), {start}, frame);
}

Result<NodeSet> walk(std::span<const Step> steps, NodeSet from, const Frame& frame) {
  for (std::size_t index = 0; index < steps.size(); ++index) {
    const Step* step = &steps[index];
    TreeAxis axis = step->axis;
    if (is_skipping(*step) && index + 1 < steps.size() && steps[index + 1].axis == TreeAxis::child &&
        steps[index + 1].predicates.empty()) {
      step = &steps[++index];
      axis = TreeAxis::descendant;
    }
    const Test test(*step, frame.environment);
    NodeSet reached;
    for (const Node* node : from) {
      const std::size_t asked = test.asked();
      NodeSet candidates;
      NodeSet& found = step->predicates.empty() ? reached : candidates;
      add_axis(axis, *node, test, found);
      if (!frame.budget.spend(test.asked() - asked)) return too_much_work();
      if (step->predicates.empty()) continue;
      if (counts_backwards(axis)) std::reverse(candidates.begin(), candidates.end());
      for (const auto& predicate : step->predicates) MINYI_CHECK(filter(*predicate, candidates, frame));
      if (counts_backwards(axis)) std::reverse(candidates.begin(), candidates.end());
      reached.insert(reached.end(), candidates.begin(), candidates.end());
    }
    if (from.size() > 1) sort_by_document(reached);
    from = std::move(reached);
  }
  return from;
}

}  // namespace minyi::xpath
