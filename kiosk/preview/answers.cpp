#include "minyi/preview/answers.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "minyi/check/literals.hpp"
#include "minyi/check/pattern.hpp"
#include "minyi/preview/paths.hpp"

namespace minyi::kiosk::preview {
namespace {

constexpr std::array usual_integers{"1", "30", "2", "10", "0", "5", "60", "18", "100", "2000"};
constexpr std::array usual_decimals{"1.5", "0.5", "10", "36.6", "100"};
constexpr std::array usual_texts{"示例", "a", "13800138000", "150102199001011234", "name@example.org"};
constexpr double most_number = 1e12;  // beyond it nobody types

void add(std::vector<std::string>& to, std::string value) {
  if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(std::move(value));
}

std::size_t pick(std::size_t count, Habit habit, std::size_t attempt, check::Chance& chance) {
  if (habit == Habit::any) return chance.below(count);
  return habit == Habit::last ? count - 1 - attempt % count : attempt % count;
}

std::string several(const std::vector<flow::Choice>& choices, Habit habit, std::size_t attempt, check::Chance& chance) {
  if (habit == Habit::first || habit == Habit::last || attempt > 2)
    return choices[pick(choices.size(), habit, attempt, chance)].value;
  std::string chosen;
  for (const auto& choice : choices)
    if (habit == Habit::all ? attempt == 0 || &choice != &choices.back() : chance.happens(0.5))
      chosen += (chosen.empty() ? "" : " ") + choice.value;
  return chosen.empty() ? choices.front().value : chosen;
}

std::string stepped(const flow::Question& question, Habit habit, std::size_t attempt, check::Chance& chance) {
  const double span = question.range_end - question.range_start;
  const double steps = question.range_step == 0 ? 0 : std::floor(std::abs(span / question.range_step) + 1e-9);
  const auto count = static_cast<std::size_t>(std::min(steps, 1e6)) + 1;
  const auto step = static_cast<double>(pick(count, habit, attempt, chance)) * std::abs(question.range_step);
  return fmt::format("{}", question.range_start + (span < 0 ? -step : step));
}

std::string in_order(const std::vector<flow::Choice>& choices, Habit habit) {
  std::vector<std::string> order;
  order.reserve(choices.size());
  for (const auto& choice : choices) order.push_back(choice.value);
  if (habit == Habit::last) std::reverse(order.begin(), order.end());
  return fmt::format("{}", fmt::join(order, " "));
}

// Now, then further and further away on either side.
std::string moment(const flow::Question& question, std::size_t attempt) {
  using namespace std::chrono;
  constexpr std::array days_away{0, -1, 1, -7, 7, -31, 31, -366, 366, -366 * 20, -366 * 40, -366 * 70};
  constexpr std::array times{"09:00", "18:30", "00:00", "23:59", "12:00"};
  const bool dated = question.now.find('-') != std::string::npos;
  if (!dated) return attempt == 0 ? question.now : times[attempt % times.size()];
  std::string text = question.now;
  const auto figure = [&](std::size_t at, std::size_t length) { return std::stoi(question.now.substr(at, length)); };
  const year_month_day from{year{figure(0, 4)}, month{static_cast<unsigned>(figure(5, 2))},
                            day{static_cast<unsigned>(figure(8, 2))}};
  const year_month_day there{sys_days{from} + days{days_away[attempt % days_away.size()]}};
  const auto asked = question.parts.size() % 3;  // of a date alone: its year, its year and month, or (0) all of it
  const bool only_date = question.now.find('T') == std::string::npos;
  const auto spelled = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(there.year()),
                                   only_date && asked == 1 ? 1 : static_cast<unsigned>(there.month()),
                                   only_date && asked != 0 ? 1 : static_cast<unsigned>(there.day()));
  return text.replace(0, spelled.size(), spelled);
}

}  // namespace

Answers::Answers(const std::shared_ptr<const form::Form>& form) {
  for (const char* number : usual_integers) add(usual_.integers, number);
  for (const char* number : usual_decimals) add(usual_.decimals, number);
  for (const char* text : usual_texts) add(usual_.texts, text);
  const auto outline = check::Outline::make(form);
  if (!outline) return;  // nor can the form be begun
  check::Chance chance(0);
  for (const auto& [path, literals] : check::literals(**outline)) {
    auto& typed = known_[path];
    for (const double number : literals.numbers) {
      if (std::abs(number) > most_number) continue;
      add(typed.decimals, fmt::format("{}", number));
      for (const double near : {number, number + 1, number - 1}) add(typed.integers, fmt::format("{:.0f}", near));
    }
    for (const auto& pattern : literals.patterns)
      if (auto text = check::sample(pattern, chance)) add(typed.texts, std::move(*text));
    for (const auto& text : literals.texts) add(typed.texts, text);
    for (const auto& number : usual_.integers) add(typed.integers, number);
    for (const auto& number : usual_.decimals) add(typed.decimals, number);
    for (const auto& text : usual_.texts) add(typed.texts, text);
  }
}

std::string Answers::value(const flow::Question& question, Habit habit, std::size_t attempt,
                           check::Chance& chance) const {
  const auto rules = known_.find(path_of(question.id));
  const auto& typed = rules == known_.end() ? usual_ : rules->second;
  const auto one_of = [&](const std::vector<std::string>& values) {
    return values[pick(values.size(), habit == Habit::last || habit == Habit::all ? Habit::first : habit, attempt,
                       chance)];
  };
  switch (question.kind) {
    case flow::Kind::choose_one:
      return question.choices.empty() ? ""
                                      : question.choices[pick(question.choices.size(), habit, attempt, chance)].value;
    case flow::Kind::choose_many:
      return question.choices.empty() ? "" : several(question.choices, habit, attempt, chance);
    case flow::Kind::rank:
      return in_order(question.choices, habit);
    case flow::Kind::moment:
      return moment(question, attempt);
    case flow::Kind::integer:
      return one_of(typed.integers);
    case flow::Kind::decimal:
      return one_of(typed.decimals);
    case flow::Kind::text:
      return one_of(typed.texts);
    case flow::Kind::range:
      return stepped(question, habit, attempt, chance);
    case flow::Kind::acknowledge:
      return "OK";
    case flow::Kind::note:
    case flow::Kind::unsupported:
      return "";
  }
  return "";
}

}  // namespace minyi::kiosk::preview
