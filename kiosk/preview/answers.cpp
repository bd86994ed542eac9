#include "minyi/preview/answers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace minyi::kiosk::preview {
namespace {

constexpr std::array usual_integers{"1", "30", "2", "10", "0", "5", "60", "18", "100", "2000"};
constexpr std::array usual_decimals{"1.5", "0.5", "10", "36.6", "100"};
constexpr std::array usual_texts{"示例", "a", "13800138000", "150102199001011234", "name@example.org"};
constexpr std::size_t most_literals = 200;

void add(std::vector<std::string>& to, std::string value) {
  if (to.size() < most_literals && std::find(to.begin(), to.end(), value) == to.end()) to.push_back(std::move(value));
}

struct Literals {
  std::vector<std::string> numbers, words;
};

// The numbers and quoted words of an expression.
void collect(const std::optional<form::Expression>& expression, Literals& literals) {
  if (!expression) return;
  const auto& text = expression->text();
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\'' || c == '"') {
      const auto end = std::min(text.find(c, at + 1), text.size());
      if (end > at + 1) add(literals.words, text.substr(at + 1, end - at - 1));
      at = end + 1;
    } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
      const auto end = std::min(text.find_first_not_of("0123456789.", at), text.size());
      add(literals.numbers, text.substr(at, end - at));
      at = end;
    } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {  // q1 is a name, not the number 1
      at = std::min(text.find_first_of(" ()[]=<>!+*,|/'\"", at), text.size());
    } else {
      ++at;
    }
  }
}

std::size_t draw(std::size_t count, std::mt19937_64& random) { return static_cast<std::size_t>(random() % count); }

std::size_t pick(std::size_t count, Habit habit, std::size_t attempt, std::mt19937_64& random) {
  if (habit == Habit::any) return draw(count, random);
  return habit == Habit::last ? count - 1 - attempt % count : attempt % count;
}

std::string several(const std::vector<flow::Choice>& choices, Habit habit, std::size_t attempt,
                    std::mt19937_64& random) {
  if (habit == Habit::first || habit == Habit::last || attempt > 2)
    return choices[pick(choices.size(), habit, attempt, random)].value;
  std::string chosen;
  for (const auto& choice : choices)
    if (habit == Habit::all ? attempt == 0 || &choice != &choices.back() : draw(2, random) == 1)
      chosen += (chosen.empty() ? "" : " ") + choice.value;
  return chosen.empty() ? choices.front().value : chosen;
}

std::string stepped(const flow::Question& question, Habit habit, std::size_t attempt, std::mt19937_64& random) {
  const double span = question.range_end - question.range_start;
  const double steps = question.range_step == 0 ? 0 : std::floor(std::abs(span / question.range_step) + 1e-9);
  const auto count = static_cast<std::size_t>(std::min(steps, 1e6)) + 1;
  const auto step = static_cast<double>(pick(count, habit, attempt, random)) * std::abs(question.range_step);
  return fmt::format("{}", question.range_start + (span < 0 ? -step : step));
}

}  // namespace

Answers::Answers(const form::Form& form) {
  Literals literals;
  for (const auto& bind : form.binds)
    for (const auto* expression : {&bind.constraint, &bind.relevant, &bind.calculate}) collect(*expression, literals);
  for (const char* number : usual_integers) add(integers_, number);
  for (const char* number : usual_decimals) add(decimals_, number);
  for (const char* word : usual_texts) add(texts_, word);
  for (const auto& number : literals.numbers) {
    const double value = std::strtod(number.c_str(), nullptr);
    add(decimals_, number);
    for (const double near : {value, value + 1, value - 1})
      if (std::abs(near) < 1e12) add(integers_, fmt::format("{:.0f}", near));
    add(texts_, number);
  }
  for (auto& word : literals.words) add(texts_, std::move(word));
}

std::string Answers::value(const flow::Question& question, Habit habit, std::size_t attempt,
                           std::mt19937_64& random) const {
  const auto one_of = [&](const std::vector<std::string>& values) {
    return values[pick(values.size(), habit == Habit::last || habit == Habit::all ? Habit::first : habit, attempt,
                       random)];
  };
  switch (question.kind) {
    case flow::Kind::choose_one:
      return question.choices.empty() ? ""
                                      : question.choices[pick(question.choices.size(), habit, attempt, random)].value;
    case flow::Kind::choose_many:
      return question.choices.empty() ? "" : several(question.choices, habit, attempt, random);
    case flow::Kind::integer:
      return one_of(integers_);
    case flow::Kind::decimal:
      return one_of(decimals_);
    case flow::Kind::text:
      return one_of(texts_);
    case flow::Kind::range:
      return stepped(question, habit, attempt, random);
    case flow::Kind::acknowledge:
      return "OK";
    case flow::Kind::note:
    case flow::Kind::unsupported:
      return "";
  }
  return "";
}

}  // namespace minyi::kiosk::preview
