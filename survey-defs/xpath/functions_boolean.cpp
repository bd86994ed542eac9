// Boolean functions (ODK XForms, "Boolean Functions").
#include <array>
#include <cmath>

#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

Result<Item> true_(const Arguments&) { return true; }
Result<Item> false_(const Arguments&) { return false; }

Result<Item> boolean(const Arguments& args) { return args.boolean(0); }

Result<Item> not_(const Arguments& args) {
  MINYI_TRY(const bool value, args.boolean(0));
  return !value;
}

Result<Item> boolean_from_string(const Arguments& args) {
  MINYI_TRY(const std::string text, args.string(0));
  return text == "true" || text == "1";
}

Result<Item> if_(const Arguments& args) {
  MINYI_TRY(const bool condition, args.boolean(0));
  return args.item(condition ? 1 : 2);
}

// The first that is not empty. A number that is none, as of an empty answer, is empty.
Result<Item> coalesce(const Arguments& args) {
  for (std::size_t index = 0; index < args.size(); ++index) {
    MINYI_TRY(const Item item, args.readable(index));
    const auto* number = std::get_if<double>(&item);
    if (number != nullptr && std::isnan(*number)) continue;
    std::string text = item_string(item, args.zone());
    if (!text.empty()) return text;
  }
  return std::string();
}

Result<Item> once(const Arguments& args) {
  MINYI_CHECK(args.spend(weight(*args.frame().node)));
  std::string present = args.frame().node->string_value();
  if (!present.empty()) return present;
  return args.item(0);
}

bool within(double total, double least, double most) {
  return (least == -1 || total >= least) && (most == -1 || total <= most);
}

// checklist(min, max, answer…): how many answers are true; -1 is no bound.
Result<Item> checklist(const Arguments& args) {
  MINYI_TRY(const double least, args.number(0));
  MINYI_TRY(const double most, args.number(1));
  MINYI_TRY(const std::vector<Item> answers, args.spread(2));
  double count = 0;
  for (const Item& answer : answers) count += item_boolean(answer) ? 1 : 0;
  return within(count, least, most);
}

std::vector<Item> spread(const Item& item) {
  const auto* nodes = std::get_if<NodeSet>(&item);
  if (nodes == nullptr) return {item};
  std::vector<Item> all;
  for (const Node* node : *nodes) all.emplace_back(node->string_value());
  return all;
}

// weighted-checklist(min, max, (answer, weight)…): two node-sets pair up node by node.
Result<Item> weighted_checklist(const Arguments& args) {
  MINYI_TRY(const double least, args.number(0));
  MINYI_TRY(const double most, args.number(1));
  double total = 0;
  for (std::size_t index = 2; index + 1 < args.size(); index += 2) {
    MINYI_TRY(const Item answer, args.item(index));
    MINYI_TRY(const Item weight, args.item(index + 1));
    for (const Item* each : {&answer, &weight})
      if (!args.frame().budget.spend_reading(*each)) return too_much_work();
    const auto answers = spread(answer);
    const auto weights = spread(weight);
    if (answers.size() < weights.size()) return false;
    for (std::size_t pair = 0; pair < weights.size(); ++pair)
      if (item_boolean(answers[pair])) total += item_number(weights[pair], args.zone());
  }
  return within(total, least, most);
}

constexpr std::string_view kBoolean = "Boolean Functions";
constexpr auto kTable = std::to_array<Function>({
    {"if", 3, 3, 1, if_, kBoolean},
    {"coalesce", 2, 2, 1, coalesce, kBoolean},
    {"once", 1, 1, 1, once, kBoolean},
    {"true", 0, 0, 1, true_, kBoolean},
    {"false", 0, 0, 1, false_, kBoolean},
    {"boolean", 1, 1, 1, boolean, kBoolean},
    {"boolean-from-string", 1, 1, 1, boolean_from_string, kBoolean},
    {"not", 1, 1, 1, not_, kBoolean},
    {"checklist", 2, kAnyNumber, 1, checklist, kBoolean},
    {"weighted-checklist", 2, kAnyNumber, 2, weighted_checklist, kBoolean},
});

}  // namespace

std::span<const Function> boolean_functions() { return kTable; }

}  // namespace minyi::xpath
