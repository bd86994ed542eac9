#include "minyi/check/search.hpp"

#include <algorithm>

namespace minyi::check {
namespace {

constexpr std::size_t most_work = 4'000'000;        // questions and choices looked at, by all at random
constexpr std::size_t most_aimed_work = 2'000'000;  // and by those with an aim
constexpr std::size_t most_aims = 400;
constexpr std::size_t tries_an_aim = 3;
constexpr int deepest = 12;  // conditions on answers that have conditions themselves

void add_way(const Outline& outline, const Prover& prover, int place, int depth, Wishes& wishes) {
  if (depth > deepest) return;
  for (int at = place; at > 0; at = outline.place(at).parent) {
    const auto* relevant = outline.rule(at, "relevant");
    if (relevant == nullptr) continue;
    const auto outcome = prover.judge(*relevant);
    for (const auto& [answered, value] : outcome.witness) {
      if (!wishes.try_emplace(outline.place(answered).path, value).second) continue;
      if (!value.empty()) add_way(outline, prover, answered, depth + 1, wishes);
    }
  }
}

// One wish for each choice of a question that filters read, so that each is tried once.
std::vector<Wishes> filter_aims(const Outline& outline, const Prover& prover) {
  std::vector<Wishes> aims;
  std::set<int> done;
  for (const auto& rule : outline.rules()) {
    if (rule.part != "choice_filter") continue;
    for (const auto& target : rule.reads) {
      const auto& choices = outline.choices(target.place);
      if (!choices.known || !done.insert(target.place).second) continue;
      auto way = way_to(outline, prover, rule.place);
      way.merge(way_to(outline, prover, target.place));
      for (const auto& value : choices.values) {
        if (aims.size() >= most_aims) return aims;
        way[outline.place(target.place).path] = value;
        aims.push_back(way);
      }
    }
  }
  return aims;
}

}  // namespace

Wishes way_to(const Outline& outline, const Prover& prover, int place) {
  Wishes wishes;
  add_way(outline, prover, place, 0, wishes);
  return wishes;
}

Result<Tally> search(const Outline& outline, const Prover& prover, const Crowd& crowd, std::size_t respondents) {
  const Crowd::Habits habits;
  Tally tally;
  std::size_t number = 0;
  for (; number < respondents && (number == 0 || tally.work < most_work); ++number) {
    MINYI_TRY(auto walk, crowd.walk(number, habits));
    tally.add(std::move(walk));
  }
  const std::size_t enough = tally.work + most_aimed_work;
  const auto pursue = [&](const Wishes& wishes, const std::string& path) -> Result<> {
    for (std::size_t tries = 0; tries < tries_an_aim && tally.work < enough; ++tries) {
      MINYI_TRY(auto walk, crowd.walk(number++, habits, wishes));
      tally.add(std::move(walk));
      if (path.empty() || tally.asked.contains(path)) break;
    }
    return {};
  };
  for (const auto& question : outline.questions()) {
    const auto& path = outline.place(question.place).path;
    if (tally.asked.contains(path)) continue;
    const auto wishes = way_to(outline, prover, question.place);
    if (!wishes.empty()) MINYI_CHECK(pursue(wishes, path));
  }
  for (const auto& wishes : filter_aims(outline, prover)) MINYI_CHECK(pursue(wishes, ""));
  return tally;
}

}  // namespace minyi::check
