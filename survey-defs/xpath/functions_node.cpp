// Node-set functions (ODK XForms, "Node-set Functions", "Repeat Functions"; names from XPath 1.0, 4.1).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "minyi/xpath/axes.hpp"
#include "minyi/xpath/digest.hpp"
#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

Result<Item> count(const Arguments& args) {
  MINYI_TRY(const NodeSet nodes, args.relevant_nodes(0));
  return static_cast<double>(nodes.size());
}

Result<Item> count_non_empty(const Arguments& args) {
  MINYI_TRY(const NodeSet nodes, args.relevant_nodes(0));
  for (const Node* node : nodes) MINYI_CHECK(args.spend(weight(*node)));
  return static_cast<double>(
      std::count_if(nodes.begin(), nodes.end(), [](const Node* node) { return !node->string_value().empty(); }));
}

Result<Item> last(const Arguments& args) { return static_cast<double>(args.frame().size); }

// position(): in the predicate. position(node): among its siblings of the same name.
Result<Item> position(const Arguments& args) {
  if (!args.has(0)) return static_cast<double>(args.frame().position);
  MINYI_TRY(const NodeSet nodes, args.nodes(0));
  if (nodes.empty()) return std::numeric_limits<double>::quiet_NaN();
  const Node& node = *nodes.front();
  double place = 1;
  if (node.parent() == nullptr || node.kind() == NodeKind::attribute) return place;
  MINYI_CHECK(args.spend(node.parent()->child_index(node)));
  for (const auto& sibling : node.parent()->children()) {
    if (sibling.get() == &node) break;
    if (sibling->kind() == node.kind() && sibling->name().local == node.name().local &&
        sibling->name().uri == node.name().uri)
      ++place;
  }
  return place;
}

Result<Item> instance(const Arguments& args) {
  MINYI_TRY(const std::string id, args.string(0));
  const Node* document = args.environment().instance(id);
  if (document == nullptr)
    return args.error(ErrorCode::xpath_reference, "there is no instance '" + id + "'",
                      "is its file attached to the survey?");
  return Item(NodeSet{document});
}

Result<Item> current(const Arguments& args) { return Item(NodeSet{args.frame().current}); }

// Park and Miller's minimal standard generator, seeded as JavaRosa and Web Forms do.
class ParkMiller {
 public:
  explicit ParkMiller(std::int64_t seed) : state_(seed % kModulus) {
    if (state_ <= 0) state_ += kModulus - 1;
  }
  double uniform() {
    state_ = state_ * 16'807 % kModulus;
    return static_cast<double>(state_ - 1) / static_cast<double>(kModulus - 1);
  }

 private:
  static constexpr std::int64_t kModulus = 2'147'483'647;
  std::int64_t state_;
};

// A number loses its fraction and stays within 64 bits; an empty text is 0; another text is hashed.
std::int64_t seed_of(const Item& item, const TimeZone& zone) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  const double number = item_number(item, zone);
  if (!std::isnan(number)) {
    if (number >= static_cast<double>(most)) return most;
    if (number <= static_cast<double>(least)) return least;
    return static_cast<std::int64_t>(number);
  }
  const bool is_text = std::holds_alternative<std::string>(item) || std::holds_alternative<NodeSet>(item);
  const std::string text = is_text ? item_string(item, zone) : std::string();
  const auto hash = text.empty() ? std::nullopt : hash_of(text, "SHA-256");
  std::uint64_t seed = 0;
  if (hash)
    for (std::size_t index = 0; index < 8; ++index) seed = (seed << 8) | (*hash)[index];
  return static_cast<std::int64_t>(seed);
}

// The "inside-out" shuffle of Fisher and Yates.
template <class Uniform>
NodeSet shuffled(const NodeSet& nodes, Uniform uniform) {
  NodeSet result;
  result.reserve(nodes.size());
  for (std::size_t index = 0; index < nodes.size(); ++index) {
    const auto place = std::min(static_cast<std::size_t>(uniform() * static_cast<double>(index + 1)), index);
    result.push_back(nodes[index]);
    std::swap(result[index], result[place]);
  }
  return result;
}

Result<Item> randomize(const Arguments& args) {
  MINYI_TRY(const NodeSet nodes, args.relevant_nodes(0));
  if (!args.has(1)) return Item(shuffled(nodes, [&] { return args.environment().random().uniform(); }));
  MINYI_TRY(const Item seed, args.item(1));
  ParkMiller generator(seed_of(seed, args.zone()));
  return Item(shuffled(nodes, [&] { return generator.uniform(); }));
}

bool is_inside(const Node* node, const Node* holder) {
  for (node = node->parent(); node != nullptr; node = node->parent())
    if (node == holder) return true;
  return false;
}

void keep_inside(NodeSet& nodes, const Node* holder) {
  std::erase_if(nodes, [&](const Node* node) { return !is_inside(node, holder); });
}

// indexed-repeat(node, repeat, index, …): the node inside the repeats picked, which may be named in any order.
Result<Item> indexed_repeat(const Arguments& args) {
  struct Level {
    NodeSet repeats;
    double index;
  };
  std::vector<Level> levels;
  for (std::size_t at = 1; at + 1 < args.size(); at += 2) {
    MINYI_TRY(NodeSet repeats, args.nodes_anywhere(at));
    MINYI_TRY(const double index, args.number(at + 1));
    if (repeats.empty() || std::isnan(index)) return Item(NodeSet{});
    levels.push_back({std::move(repeats), index});
  }
  std::stable_sort(levels.begin(), levels.end(), [](const Level& a, const Level& b) {  // outermost first
    const auto depth = [](const Node* node) {
      int steps = 0;
      for (; node != nullptr; node = node->parent()) ++steps;
      return steps;
    };
    return depth(a.repeats.front()) < depth(b.repeats.front());
  });
  const Node* holder = nullptr;
  for (Level& level : levels) {
    MINYI_CHECK(args.spend(level.repeats.size()));
    if (holder != nullptr) keep_inside(level.repeats, holder);
    if (!(level.index >= 1 && level.index <= static_cast<double>(level.repeats.size()))) return Item(NodeSet{});
    holder = level.repeats[static_cast<std::size_t>(level.index) - 1];
  }
  MINYI_TRY(NodeSet nodes, args.nodes_anywhere(0));
  MINYI_CHECK(args.spend(nodes.size()));
  keep_inside(nodes, holder);
  return Item(std::move(nodes));
}

template <std::string (*part)(const Name&)>
Result<Item> name_part(const Arguments& args) {
  NodeSet nodes{args.frame().node};
  if (args.has(0)) {
    MINYI_TRY(nodes, args.nodes(0));
  }
  return nodes.empty() ? std::string() : part(nodes.front()->name());
}

std::string qualified(const Name& name) { return name.prefix.empty() ? name.local : name.prefix + ':' + name.local; }
std::string local(const Name& name) { return name.local; }
std::string uri(const Name& name) { return name.uri; }

void find_ids(const Node& node, const std::vector<std::string_view>& ids, NodeSet& out) {
  for (const auto& child : node.children()) {
    if (child->kind() != NodeKind::element) continue;
    const Node* id = child->attribute("id");
    if (id == nullptr) id = child->attribute("id", "http://www.w3.org/XML/1998/namespace");
    if (id != nullptr) {
      const std::string value = id->string_value();
      if (std::find(ids.begin(), ids.end(), value) != ids.end()) out.push_back(child.get());
    }
    find_ids(*child, ids, out);
  }
}

// Without a DTD no attribute is declared an ID; "id" and "xml:id" are taken for one, as documents on the web do.
Result<Item> id(const Arguments& args) {
  MINYI_TRY(const std::vector<Item> items, args.spread(0));
  std::string all;
  for (const Item& item : items) all += item_string(item, args.zone()) + ' ';
  NodeSet nodes;
  const Node& root = *root_of(*args.frame().current);
  const auto ids = split_blanks(all);
  MINYI_CHECK(args.spend(weight(root) * (1 + ids.size())));
  find_ids(root, ids, nodes);
  return Item(std::move(nodes));
}

// Whether the nearest xml:lang is the language asked for, or a kind of it: "mn-Mong" is lang('mn').
Result<Item> lang(const Arguments& args) {
  MINYI_TRY(const std::string wanted, args.string(0));
  for (const Node* node = args.frame().node; node != nullptr; node = node->parent()) {
    const Node* attribute = node->attribute("lang", "http://www.w3.org/XML/1998/namespace");
    if (attribute == nullptr) continue;
    const std::string found = attribute->string_value();
    const auto same = [](char a, char b) {
      const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
      return lower(a) == lower(b);
    };
    if (found.size() < wanted.size() || !std::equal(wanted.begin(), wanted.end(), found.begin(), same)) return false;
    return found.size() == wanted.size() || found[wanted.size()] == '-';
  }
  return false;
}

constexpr std::string_view kNodes = "Node-set Functions";
constexpr std::string_view kXPath = "XPath 1.0, 4.1";
constexpr auto kTable = std::to_array<Function>({
    {"count", 1, 1, 1, count, kNodes},
    {"count-non-empty", 1, 1, 1, count_non_empty, kNodes},
    {"position", 0, 1, 1, position, kNodes},
    {"last", 0, 0, 1, last, kXPath},
    {"instance", 1, 1, 1, instance, kNodes},
    {"current", 0, 0, 1, current, kNodes},
    {"randomize", 1, 2, 1, randomize, kNodes},
    {"indexed-repeat", 3, 7, 2, indexed_repeat, "Repeat Functions"},
    {"name", 0, 1, 1, name_part<qualified>, kXPath},
    {"local-name", 0, 1, 1, name_part<local>, kXPath},
    {"namespace-uri", 0, 1, 1, name_part<uri>, kXPath},
    {"id", 1, 1, 1, id, kXPath},
    {"lang", 1, 1, 1, lang, "XPath 1.0, 4.3"},
});

}  // namespace

std::span<const Function> node_functions() { return kTable; }

}  // namespace minyi::xpath
