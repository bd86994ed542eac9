#include "minyi/screens/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace minyi::kiosk::screens {
namespace {

constexpr double most_buttons = 11;

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

double steps_in(const flow::Question& question) {
  const double step = std::abs(question.range_step);
  if (!(step > 0)) return 0;
  return std::floor(std::abs(question.range_end - question.range_start) / step + 1e-9);
}

std::string value_at(const flow::Question& question, double index) {
  const double direction = question.range_end >= question.range_start ? 1 : -1;
  return spell(question.range_start + direction * std::abs(question.range_step) * index);
}

}  // namespace

std::string spell(double number) { return fmt::format("{:.10g}", number == 0 ? 0.0 : number); }

std::string grouped(std::string_view figures) {
  const auto whole = std::min(figures.find('.'), figures.size());
  std::string text;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const bool digit_before = i > 0 && figures[i - 1] != '-';
    if (i < whole && digit_before && (whole - i) % 3 == 0) text += ',';
    text += figures[i];
  }
  return text;
}

bool same_number(std::string_view a, std::string_view b) {
  const auto first = number_of(a), second = number_of(b);
  return first && second && std::abs(*first - *second) < 1e-9;
}

bool range_is_short(const flow::Question& question) { return steps_in(question) + 1 <= most_buttons; }

std::vector<std::string> range_values(const flow::Question& question) {
  std::vector<std::string> values;
  for (double i = 0; i <= steps_in(question) && i < most_buttons; ++i) values.push_back(value_at(question, i));
  return values;
}

std::string step_range(const flow::Question& question, int steps) {
  const auto present = number_of(question.value);
  if (!present) return value_at(question, 0);
  const double step = std::abs(question.range_step);
  const double index = step > 0 ? std::round(std::abs(*present - question.range_start) / step) : 0;
  return value_at(question, std::clamp(index + steps, 0.0, steps_in(question)));
}

}  // namespace minyi::kiosk::screens
