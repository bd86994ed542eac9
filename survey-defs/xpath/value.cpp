#include "minyi/xpath/value.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "minyi/base/overloaded.hpp"
#include "minyi/xpath/dates.hpp"
#include "minyi/xpath/item.hpp"
#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::string number_to_string(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  if (number == 0) return "0";     // of negative zero too
  std::array<char, 512> digits{};  // the longest is that of a denormal: a few more than 340
  const auto [end, code] =
      std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
  return {digits.data(), code == std::errc{} ? end : digits.data()};
}

double string_to_number(std::string_view text) {
  text = trim(text);
  std::size_t at = text.starts_with('-') ? 1 : 0;
  std::size_t digits = 0;
  bool point = false;
  for (; at < text.size(); ++at) {
    if (text[at] >= '0' && text[at] <= '9')
      ++digits;
    else if (text[at] == '.' && !point)
      point = true;
    else
      return kNaN;
  }
  if (digits == 0) return kNaN;
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (code == std::errc::result_out_of_range) {
    const bool tiny = text.find_first_not_of("-0.") > text.find('.');
    number = tiny ? 0 : std::numeric_limits<double>::infinity();
    if (text.front() == '-') number = -number;
  }
  return number;
}

double text_number(std::string_view text, const TimeZone& zone) {
  const double plain = string_to_number(text);
  if (!std::isnan(plain) || text.size() < 10) return plain;
  const auto moment = parse_moment(trim(text), zone);
  return moment ? moment->days() : kNaN;
}

bool item_boolean(const Item& item) {
  return std::visit(
      Overloaded{[](bool value) { return value; }, [](double value) { return value != 0 && !std::isnan(value); },
                 [](const std::string& value) { return !value.empty(); },
                 [](const NodeSet& value) { return !value.empty(); },
                 [](const Moment& value) { return value.valid(); }},
      item);
}

double item_number(const Item& item, const TimeZone& zone) {
  return std::visit(Overloaded{[](bool value) { return value ? 1.0 : 0.0; }, [](double value) { return value; },
                               [&](const std::string& value) { return text_number(value, zone); },
                               [&](const NodeSet& value) {
                                 return value.empty() ? kNaN : text_number(value.front()->string_value(), zone);
                               },
                               [](const Moment& value) { return value.days(); }},
                    item);
}

std::string item_string(const Item& item, const TimeZone& zone) {
  return std::visit(
      Overloaded{[](bool value) { return std::string(value ? "true" : "false"); },
                 [](double value) { return number_to_string(value); }, [](const std::string& value) { return value; },
                 [](const NodeSet& value) { return value.empty() ? std::string() : value.front()->string_value(); },
                 [&](const Moment& value) { return moment_text(value, zone); }},
      item);
}

Value item_value(Item item, const TimeZone& zone) {
  return std::visit(Overloaded{[&](Moment& value) -> Value {
                                 if (value.text == Moment::Text::days) return value.days();
                                 return moment_text(value, zone);
                               },
                               [](auto& value) -> Value { return std::move(value); }},
                    item);
}

bool to_boolean(const Value& value) {
  return std::visit([](const auto& each) { return item_boolean(Item(each)); }, value);
}

double to_number(const Value& value) { return to_number(value, SystemTimeZone()); }

double to_number(const Value& value, const TimeZone& zone) {
  return std::visit([&](const auto& each) { return item_number(Item(each), zone); }, value);
}

std::string to_string(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return std::visit([](const auto& each) { return item_string(Item(each), FixedTimeZone(std::chrono::minutes(0))); },
                    value);
}

}  // namespace minyi::xpath
