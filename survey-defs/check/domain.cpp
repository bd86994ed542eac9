#include "minyi/check/domain.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

#include "minyi/base/clock.hpp"
#include "minyi/check/spelling.hpp"
#include "minyi/interview/values.hpp"
#include "minyi/xpath/value.hpp"

namespace minyi::check {
namespace {

using interview::QuestionKind;
using Values = std::vector<std::string>;

constexpr std::size_t most_steps = 200, most_mentions = 6, most_others = 64;
constexpr double longest = 10'000, farthest = 1e12;  // of a text, of a number: beyond that nothing is promised

bool near(const std::set<double>& numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [](double each) { return std::abs(each) <= farthest; });
}

std::set<double> finite(const std::set<double>& numbers) {
  std::set<double> kept;
  for (const double each : numbers)
    if (std::isfinite(each)) kept.insert(each);
  return kept;
}

// The same number in another spelling, for where one spelling is a text that is asked for.
std::string otherwise(const std::string& number) {
  return number.find('.') == std::string::npos ? number + ".0" : number + "0";
}

std::set<double> whole(const std::set<double>& numbers) {
  std::set<double> around{0};
  for (const double each : numbers)
    for (const double near_by : {std::floor(each) - 1, std::floor(each), std::ceil(each), std::ceil(each) + 1})
      around.insert(near_by);
  return around;
}

std::set<double> between(const std::set<double>& numbers) {
  if (numbers.empty()) return {0};
  std::set<double> around{*numbers.begin() - 1, *numbers.rbegin() + 1};
  for (auto it = numbers.begin(); it != numbers.end(); ++it) {
    around.insert(*it);
    if (const auto next = std::next(it); next != numbers.end()) around.insert(*it + (*next - *it) / 2);
  }
  return around;
}

// What is typed or computed: any text.
std::optional<Values> anything(const Usage& usage, const std::set<double>& numbers) {
  if (!usage.counts.empty() || !usage.mentions.empty()) return std::nullopt;
  Values values{""};
  if (!usage.lengths.empty()) {
    const bool only_empty = usage.texts.empty() || (usage.texts.size() == 1 && usage.texts.begin()->empty());
    if (!only_empty || !usage.numbers.empty()) return std::nullopt;
    for (const double length : whole(usage.lengths))
      if (length > longest)
        return std::nullopt;
      else if (length > 0)
        values.emplace_back(static_cast<std::size_t>(length), 'x');
    return values;
  }
  for (const double number : between(numbers)) {
    values.push_back(spell(number));
    values.push_back(otherwise(values.back()));
  }
  std::string other = "x";
  while (usage.texts.contains(other)) other += 'x';
  values.push_back(other);
  values.insert(values.end(), usage.texts.begin(), usage.texts.end());
  return values;
}

std::optional<Values> several(const Choices& choices, const Usage& usage) {
  if (!choices.known || !usage.numbers.empty() || !usage.lengths.empty()) return std::nullopt;
  std::set<std::string> named = usage.mentions;
  for (const auto& text : usage.texts) {
    if (interview::words(text).size() > 1) return std::nullopt;  // the order would matter
    if (!text.empty()) named.insert(text);
  }
  Values mentioned, others;
  for (const auto& value : std::set<std::string>(choices.values.begin(), choices.values.end()))
    (named.contains(value) ? mentioned : others).push_back(value);
  if (mentioned.size() > most_mentions || others.size() > most_others) return std::nullopt;
  Values values;
  for (std::size_t set = 0; set < (std::size_t{1} << mentioned.size()); ++set) {
    std::string chosen;
    const auto add = [&](const std::string& value) { chosen += (chosen.empty() ? "" : " ") + value; };
    for (std::size_t at = 0; at < mentioned.size(); ++at)
      if ((set >> at & 1U) != 0) add(mentioned[at]);
    values.push_back(chosen);
    for (const auto& other : others) {
      add(other);
      values.push_back(chosen);
    }
  }
  return values;
}

}  // namespace

std::optional<Values> exact_domain(const Outline& outline, int index) {
  if (!outline.answered_only(index)) return std::nullopt;
  const auto& place = outline.place(index);
  switch (interview::question_kind(place)) {
    case QuestionKind::select_one: {
      const auto& choices = outline.choices(index);
      if (!choices.known) return std::nullopt;
      Values values{""};
      values.insert(values.end(), choices.values.begin(), choices.values.end());
      std::ranges::sort(values);
      values.erase(std::unique(values.begin(), values.end()), values.end());
      return values;
    }
    case QuestionKind::acknowledge:
      return Values{"", "OK"};
    case QuestionKind::range: {
      const auto range = place.control->range.value_or(form::Range{});
      const double steps = range.step == 0 ? 0 : std::floor(std::abs((range.end - range.start) / range.step) + 1e-9);
      if (!(steps <= static_cast<double>(most_steps))) return std::nullopt;
      const double step = std::copysign(range.step, range.end - range.start);
      Values values{""};
      for (double at = 0; at <= steps; ++at) values.push_back(spell(range.start + at * step));
      return values;
    }
    default:
      return std::nullopt;
  }
}

std::vector<std::string> told_apart(std::vector<std::string> values, const Usage& usage) {
  if (!usage.numbers.empty() || !usage.lengths.empty() || !usage.counts.empty()) return values;
  bool other = false;
  std::erase_if(values, [&](const std::string& value) {
    if (value.empty() || usage.texts.contains(value) || usage.mentions.contains(value)) return false;
    return std::exchange(other, true);  // one stands for all that nothing is asked of
  });
  return values;
}

std::optional<Values> domain(const Outline& outline, int index, const Usage& usage) {
  auto numbers = finite(usage.numbers);
  for (const auto& text : usage.texts)
    if (const double number = xpath::string_to_number(text); std::isfinite(number)) numbers.insert(number);
  if (!near(numbers) || !near(finite(usage.lengths)) || numbers.size() > most_steps) return std::nullopt;
  if (!outline.answered_only(index)) return anything(usage, numbers);
  switch (interview::question_kind(outline.place(index))) {
    case QuestionKind::integer: {
      if (!usage.counts.empty() || !usage.mentions.empty() || !usage.lengths.empty()) return std::nullopt;
      Values values{""};
      for (const double number : whole(numbers)) {
        values.push_back(spell(number));
        if (usage.texts.contains(values.back()) && number >= 0) values.push_back("0" + values.back());
      }
      for (const auto& text : usage.texts)
        if (text.find_first_not_of("0123456789") == std::string::npos) values.push_back(text);
      return values;
    }
    case QuestionKind::date: {
      if (!usage.counts.empty() || !usage.mentions.empty() || !usage.lengths.empty()) return std::nullopt;
      Values values{""};
      for (const double day : whole(whole(numbers))) values.push_back(spell_day(day));
      values.insert(values.end(), usage.texts.begin(), usage.texts.end());
      return values;
    }
    case QuestionKind::select_multiple:
      return several(outline.choices(index), usage);
    case QuestionKind::rank:
    case QuestionKind::unsupported:
    case QuestionKind::note:
      return std::nullopt;
    default:
      return anything(usage, numbers);
  }
}

}  // namespace minyi::check
