// Functions on choices (ODK XForms, "Select Functions").
#include <algorithm>
#include <array>
#include <cmath>

#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

Result<Item> selected(const Arguments& args) {
  MINYI_TRY(const std::string list, args.string(0));
  MINYI_TRY(const std::string value, args.string(1));
  const std::string_view wanted = trim(value);
  const auto items = split_blanks(list);
  if (wanted.empty()) return items.empty();  // nothing is selected, and nothing is asked for
  return std::find(items.begin(), items.end(), wanted) != items.end();
}

Result<Item> selected_at(const Arguments& args) {
  MINYI_TRY(const std::string list, args.string(0));
  MINYI_TRY(const double index, args.number(1));
  const auto items = split_blanks(list);
  if (!(std::trunc(index) >= 0 && std::trunc(index) < static_cast<double>(items.size()))) return std::string();
  return std::string(items[static_cast<std::size_t>(index)]);
}

Result<Item> count_selected(const Arguments& args) {
  MINYI_TRY(const std::string list, args.string(0));
  return static_cast<double>(split_blanks(list).size());
}

// jr:choice-name(value, question): the question as a path, or, as most forms write it, as a path in quotes.
Result<Item> choice_name(const Arguments& args) {
  MINYI_TRY(const std::string value, args.string(0));
  NodeSet question;
  if (args.call().quoted) {
    MINYI_TRY(Item item, evaluate_item(*args.call().quoted, args.frame()));
    if (auto* nodes = std::get_if<NodeSet>(&item)) question = std::move(*nodes);
  } else {
    MINYI_TRY(question, args.nodes(1));
  }
  if (question.empty()) return std::string();
  return args.environment().choice_name(value, *question.front()).value_or(std::string());
}

constexpr std::string_view kSelect = "Select Functions";
constexpr auto kTable = std::to_array<Function>({
    {"selected", 2, 2, 1, selected, kSelect},
    {"selected-at", 2, 2, 1, selected_at, kSelect},
    {"count-selected", 1, 1, 1, count_selected, kSelect},
    {"jr:choice-name", 2, 2, 1, choice_name, kSelect},
});

}  // namespace

std::span<const Function> select_functions() { return kTable; }

}  // namespace minyi::xpath
