#include "minyi/check/invention.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "minyi/check/pattern.hpp"
#include "minyi/check/spelling.hpp"
#include "minyi/xpath/value.hpp"

namespace minyi::check {
namespace {

using interview::QuestionKind;
using interview::QuestionView;

constexpr auto magnitudes = std::to_array<double>({10, 100, 1'000, 10'000, 1'000'000, 1'000'000'000});
// Steps in days: tomorrow, next month, a generation ago.
constexpr auto distances = std::to_array<double>({1, 30, 365, 7'300, 25'000});
// What rules about texts commonly ask for: words, a telephone's number, an identity card's, an address.
constexpr auto words =
    std::to_array<std::string_view>({"路灯", "a word", "13800138000", "11010519491231002X", "a@b.cn", "2026", "A1"});

std::vector<double> numbers_of(const std::vector<std::string>& texts) {
  std::vector<double> numbers;
  for (const auto& text : texts)
    if (const double number = xpath::string_to_number(text); std::isfinite(number)) numbers.push_back(number);
  return numbers;
}

}  // namespace

std::string Inventor::number(const QuestionView& question, const Literals& known,
                             const std::vector<std::string>& peers) {
  const auto near = numbers_of(peers);
  double value = 0;
  if (!near.empty() && chance_.happens(0.4)) {
    value = around(chance_.one_of(near));
  } else if (!known.numbers.empty() && chance_.happens(0.7)) {
    value = around(chance_.one_of(known.numbers));
  } else {
    const double magnitude = magnitudes[chance_.below(magnitudes.size())];
    value = std::floor(chance_.uniform() * magnitude);
  }
  if (question.kind == QuestionKind::integer) return spell(std::floor(value));
  return spell(value + (chance_.happens(0.3) ? 0.5 : 0));
}

// Each draw stands in a statement of its own: compilers order the operands of an expression differently.
double Inventor::around(double number) { return number + static_cast<double>(chance_.below(3)) - 1; }

std::string Inventor::time_of_day() {
  const auto hour = chance_.below(24);
  const auto minute = chance_.below(60);
  return fmt::format("{:02}:{:02}:00.000", hour, minute);
}

std::string Inventor::day(const std::vector<std::string>& peers) {
  if (!peers.empty() && chance_.happens(0.4)) {
    const double there = xpath::to_number(xpath::Value(chance_.one_of(peers)), zone_);
    if (std::isfinite(there)) return spell_day(around(std::ceil(there)));
  }
  const auto now = clock_.now();
  const auto local = now + zone_.offset_at(now);
  const auto today = std::chrono::floor<std::chrono::days>(local).time_since_epoch().count();
  double distance = distances[chance_.below(distances.size())];
  distance *= static_cast<double>(chance_.below(3));
  return spell_day(static_cast<double>(today) + (chance_.happens(0.3) ? distance : -distance));
}

std::string Inventor::text(const Literals& known, const std::vector<std::string>& peers) {
  if (!known.patterns.empty() && chance_.happens(0.7))
    if (auto text = sample(chance_.one_of(known.patterns), chance_)) return *text;
  if (!peers.empty() && chance_.happens(0.2)) return chance_.one_of(peers);
  if (!known.texts.empty() && chance_.happens(0.4)) return chance_.one_of(known.texts);
  if (!known.numbers.empty() && chance_.happens(0.4)) {  // a length
    const double length = around(chance_.one_of(known.numbers));
    return std::string(static_cast<std::size_t>(std::clamp(length, 1.0, 1'000.0)), chance_.happens(0.5) ? 'a' : '1');
  }
  return std::string(words[chance_.below(words.size())]);
}

std::string Inventor::chosen(const QuestionView& question, bool all) {
  std::vector<std::string> values;
  for (const auto& choice : question.choices) values.push_back(choice.value);
  if (values.empty()) return {};
  const auto wanted = all ? values.size() : 1 + chance_.below(std::min<std::size_t>(values.size(), 4));
  std::string joined;
  for (std::size_t at = 0; at < wanted; ++at) {
    std::swap(values[at], values[at + chance_.below(values.size() - at)]);
    joined += (joined.empty() ? "" : " ") + values[at];
  }
  return joined;
}

std::string Inventor::answer(const QuestionView& question, const Literals& known,
                             const std::vector<std::string>& peers) {
  switch (question.kind) {
    case QuestionKind::select_one:
      return question.choices.empty() ? "" : chance_.one_of(question.choices).value;
    case QuestionKind::select_multiple:
      return chosen(question, false);
    case QuestionKind::rank:
      return chosen(question, true);
    case QuestionKind::integer:
    case QuestionKind::decimal:
      return number(question, known, peers);
    case QuestionKind::range: {
      const double span = question.range_end - question.range_start;
      const double steps = question.range_step == 0 ? 0 : std::floor(std::abs(span / question.range_step) + 1e-9);
      const auto step = static_cast<double>(chance_.below(static_cast<std::size_t>(std::min(steps, 1e6)) + 1));
      return spell(question.range_start + step * std::copysign(question.range_step, span));
    }
    case QuestionKind::text:
    case QuestionKind::barcode:
      return text(known, peers);
    case QuestionKind::date:
      return day(peers);
    case QuestionKind::time:
      return time_of_day();
    case QuestionKind::date_time: {
      const auto date = day(peers);
      return date + "T" + time_of_day();
    }
    case QuestionKind::acknowledge:
      return "OK";
    case QuestionKind::note:
    case QuestionKind::unsupported:
      break;
  }
  return {};
}

}  // namespace minyi::check
