#include "minyi/xpath/functions.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace minyi::xpath {
namespace {

// The families in the order of the specification. Constant data, joined by looking through them in turn.
constexpr auto kFamilies =
    std::to_array<std::span<const Function> (*)()>({string_functions, boolean_functions, number_functions,
                                                    node_functions, date_functions, select_functions, geo_functions});

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

const Function* find_function(std::string_view name) {
  for (const auto& family : kFamilies)
    for (const Function& each : family())
      if (each.name == name) return &each;
  return nullptr;
}

std::vector<const Function*> all_functions() {
  std::vector<const Function*> all;
  for (const auto& family : kFamilies)
    for (const Function& each : family()) all.push_back(&each);
  return all;
}

std::string_view nearest_function(std::string_view name) {
  if (name.size() > 40) return {};
  std::string_view nearest;
  std::size_t least = name.size() <= 4 ? 2 : 3;  // not as near as this is not near
  for (const Function* each : all_functions()) {
    const std::size_t distance = edit_distance(name, each->name);
    if (distance >= least) continue;
    least = distance;
    nearest = each->name;
  }
  return nearest;
}

Result<Item> Arguments::item(std::size_t index) const { return evaluate_item(*call_.arguments[index], frame_); }

Result<bool> Arguments::boolean(std::size_t index) const {
  MINYI_TRY(const Item value, item(index));
  return item_boolean(value);
}

Result<> Arguments::spend(std::size_t steps) const {
  if (!frame_.budget.spend(steps)) return too_much_work();
  return {};
}

Result<Item> Arguments::readable(std::size_t index) const {
  MINYI_TRY(Item value, item(index));
  if (auto* nodes = std::get_if<NodeSet>(&value); nodes != nullptr && nodes->size() > 1) nodes->resize(1);
  if (!frame_.budget.spend_reading(value)) return too_much_work();
  return value;
}

Result<double> Arguments::number(std::size_t index) const {
  MINYI_TRY(const Item value, readable(index));
  return item_number(value, zone());
}

Result<std::string> Arguments::string(std::size_t index) const {
  MINYI_TRY(const Item value, readable(index));
  return item_string(value, zone());
}

Result<NodeSet> Arguments::nodes_anywhere(std::size_t index) const {
  Frame frame = frame_;
  frame.reach = Frame::Reach::whole_tree;
  return Arguments(site_, call_, frame).nodes(index);
}

Result<NodeSet> Arguments::nodes(std::size_t index) const {
  MINYI_TRY(Item value, item(index));
  if (auto* nodes = std::get_if<NodeSet>(&value)) return std::move(*nodes);
  return error(ErrorCode::xpath_type, fmt::format("argument {} must be nodes, and is a value", index + 1),
               "write the path of a question or repeat");
}

Result<NodeSet> Arguments::relevant_nodes(std::size_t index) const {
  MINYI_TRY(NodeSet all, nodes(index));
  std::erase_if(all, [&](const Node* node) { return !environment().is_relevant(*node); });
  return all;
}

Result<std::string> Arguments::string_or_context(std::size_t index) const {
  if (has(index)) return string(index);
  MINYI_CHECK(spend(weight(*frame_.node)));
  return frame_.node->string_value();
}

Result<std::vector<Item>> Arguments::spread(std::size_t from) const {
  std::vector<Item> all;
  for (std::size_t index = from; index < size(); ++index) {
    MINYI_TRY(Item value, item(index));
    if (!frame_.budget.spend_reading(value)) return too_much_work();
    if (const auto* nodes = std::get_if<NodeSet>(&value))
      for (const Node* node : *nodes) {
        if (environment().is_relevant(*node)) all.emplace_back(node->string_value());
      }
    else
      all.push_back(std::move(value));
  }
  return all;
}

tl::unexpected<Error> Arguments::error(ErrorCode code, std::string_view what, std::string hint) const {
  return fail(code, fmt::format("{}(): {}", call_.name, what), fmt::format("column {}", site_.column), std::move(hint));
}

}  // namespace minyi::xpath
