#include "minyi/check/tally.hpp"

#include <algorithm>
#include <cmath>

namespace minyi::check {

Distribution distribution(std::vector<double> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const auto at = [&](double share) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
    return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
  };
  return {values.front(), at(0.25), at(0.5), at(0.75), at(0.95), values.back()};
}

void Tally::add(Walk walk) {
  ++respondents;
  for (const auto& path : walk.asked) ++asked[path];
  for (auto& [path, values] : walk.offered) offered[path].merge(values);
  for (const auto& path : walk.nothing_offered) ++nothing_offered[path];
  for (auto& [path, labels] : walk.same_labels) same_labels[path].merge(labels);
  switch (walk.end) {
    case Walk::End::left:
      ++left;
      ++left_at[walk.last];
      return;
    case Walk::End::lost:
      ++lost;
      return;
    case Walk::End::dead_end: {
      auto& at = dead_ends[walk.dead_end->path];
      if (at.count++ == 0) at.first = std::move(*walk.dead_end);
      return;
    }
    case Walk::End::finished:
      break;
  }
  ++finished;
  pages.push_back(static_cast<double>(walk.pages));
  questions.push_back(static_cast<double>(walk.questions));
  seconds.push_back(walk.seconds);
  for (const auto& [name, value] : walk.indicators) {
    auto& base = indicators[name];
    base.denominator += value ? 1 : 0;
    base.numerator += value && *value ? 1 : 0;
  }
  if (!walk.indicator_error) return;
  ++indicator_errors;
  if (!indicator_error) indicator_error = std::move(walk.indicator_error);
}

}  // namespace minyi::check
