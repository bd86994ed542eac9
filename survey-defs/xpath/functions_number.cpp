// Number functions (ODK XForms, "Number Functions").
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "minyi/xpath/dates.hpp"
#include "minyi/xpath/functions.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A date stays a moment: days with their fraction as a number, whole days as a text.
Result<Item> number(const Arguments& args) {
  Item value = NodeSet{args.frame().node};
  if (args.has(0)) {
    MINYI_TRY(value, args.item(0));
  }
  if (const auto* nodes = std::get_if<NodeSet>(&value); nodes != nullptr && !nodes->empty())
    MINYI_CHECK(args.spend(weight(*nodes->front())));
  if (const auto* nodes = std::get_if<NodeSet>(&value))
    value = nodes->empty() ? std::string() : nodes->front()->string_value();
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (auto moment = parse_moment(trim(*text), args.zone())) {
      moment->text = Moment::Text::days;
      return *moment;
    }
  }
  return item_number(value, args.zone());
}

// Texts with an exponent are whole here, as other engines read them: 7.9e-12 is 0.
Result<Item> int_(const Arguments& args) {
  MINYI_TRY(const Item value, args.readable(0));
  double number = item_number(value, args.zone());
  if (std::isnan(number)) {
    const std::string text = item_string(value, args.zone());
    const std::string_view digits = trim(text);
    const std::size_t exponent = digits.find_first_of("eE");
    if (exponent != std::string_view::npos && !std::isnan(string_to_number(digits.substr(0, exponent)))) {
      std::string_view power = digits.substr(exponent + 1);
      if (power.starts_with('+')) power.remove_prefix(1);
      if (!power.empty() && power.find_first_not_of("-0123456789") == std::string_view::npos)
        number = string_to_number(digits.substr(0, exponent)) * std::pow(10.0, string_to_number(power));
    }
  }
  return std::trunc(number);
}

// Half goes away from zero; decimals may be negative.
Result<Item> round_(const Arguments& args) {
  MINYI_TRY(const double value, args.number(0));
  double decimals = 0;
  if (args.has(1)) {
    MINYI_TRY(decimals, args.number(1));
  }
  if (std::isnan(value) || std::isnan(decimals)) return kNaN;
  decimals = std::trunc(decimals);
  if (decimals > 300 || !std::isfinite(value)) return value;
  if (decimals < -300) return 0.0;
  const double power = std::pow(10.0, std::abs(decimals));
  const double rounded = decimals < 0 ? std::round(value / power) * power : std::round(value * power) / power;
  return std::isfinite(rounded) ? rounded : value;
}

Result<Item> sum(const Arguments& args) {
  MINYI_TRY(const NodeSet nodes, args.relevant_nodes(0));
  double total = 0;
  for (const Node* node : nodes) MINYI_CHECK(args.spend(weight(*node)));
  for (const Node* node : nodes) total += text_number(node->string_value(), args.zone());
  return total;
}

template <bool largest>
Result<Item> extreme(const Arguments& args) {
  MINYI_TRY(const std::vector<Item> items, args.spread(0));
  double best = kNaN;
  for (const Item& item : items) {
    const double value = item_number(item, args.zone());
    if (std::isnan(value)) return kNaN;
    if (std::isnan(best) || (largest ? value > best : value < best)) best = value;
  }
  return best;
}

template <double (*function)(double)>
Result<Item> unary(const Arguments& args) {
  MINYI_TRY(const double value, args.number(0));
  return function(value);
}

template <double (*function)(double, double)>
Result<Item> binary(const Arguments& args) {
  MINYI_TRY(const double first, args.number(0));
  MINYI_TRY(const double second, args.number(1));
  return function(first, second);
}

double ten_to(double power) { return std::pow(10.0, power); }
Result<Item> pi(const Arguments&) { return std::numbers::pi; }
Result<Item> random(const Arguments& args) { return args.environment().random().uniform(); }

constexpr std::string_view kNumber = "Number Functions";
constexpr auto kTable = std::to_array<Function>({
    {"number", 0, 1, 1, number, kNumber},
    {"random", 0, 0, 1, random, kNumber},
    {"int", 1, 1, 1, int_, kNumber},
    {"sum", 1, 1, 1, sum, kNumber},
    {"max", 1, kAnyNumber, 1, extreme<true>, kNumber},
    {"min", 1, kAnyNumber, 1, extreme<false>, kNumber},
    {"round", 1, 2, 1, round_, kNumber},
    {"floor", 1, 1, 1, unary<std::floor>, "XPath 1.0, 4.4"},
    {"ceiling", 1, 1, 1, unary<std::ceil>, "XPath 1.0, 4.4"},
    {"pow", 2, 2, 1, binary<std::pow>, kNumber},
    {"log", 1, 1, 1, unary<std::log>, kNumber},
    {"log10", 1, 1, 1, unary<std::log10>, kNumber},
    {"abs", 1, 1, 1, unary<std::fabs>, kNumber},
    {"sin", 1, 1, 1, unary<std::sin>, kNumber},
    {"cos", 1, 1, 1, unary<std::cos>, kNumber},
    {"tan", 1, 1, 1, unary<std::tan>, kNumber},
    {"asin", 1, 1, 1, unary<std::asin>, kNumber},
    {"acos", 1, 1, 1, unary<std::acos>, kNumber},
    {"atan", 1, 1, 1, unary<std::atan>, kNumber},
    {"atan2", 2, 2, 1, binary<std::atan2>, kNumber},
    {"sqrt", 1, 1, 1, unary<std::sqrt>, kNumber},
    {"exp", 1, 1, 1, unary<std::exp>, kNumber},
    {"exp10", 1, 1, 1, unary<ten_to>, kNumber},
    {"pi", 0, 0, 1, pi, kNumber},
});

}  // namespace

std::span<const Function> number_functions() { return kTable; }

}  // namespace minyi::xpath
