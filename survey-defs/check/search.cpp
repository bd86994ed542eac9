#include "minyi/check/search.hpp"

#include <algorithm>

namespace minyi::check {
namespace {

// Work is counted, not timed, so that the same form gets the same crowd on any machine. A choice shown costs some ten
// times what a node passed while looking for another does.
constexpr std::size_t a_choice = 10;
constexpr std::size_t most_work = 30'000'000, most_aimed_work = 20'000'000;  // of those at random, of those with an aim
constexpr std::size_t most_aims = 400;
constexpr std::size_t tries_an_aim = 3;
constexpr int deepest = 12;  // conditions on answers that have conditions themselves

void add_way(const Outline& outline, const Prover& prover, int place, int depth, Wishes& wishes) {
  if (depth > deepest) return;
  for (int at = place; at > 0; at = outline.place(at).parent) {
    const auto* relevant = outline.rule(at, "relevant");
    if (relevant == nullptr) continue;
    const auto& outcome = prover.outcome(*relevant);
    for (const auto& [answered, value] : outcome.witness) {
      // To leave something open is no aim: it happens by itself, and may stand in the way of another condition.
      if (value.empty() || !wishes.try_emplace(outline.place(answered).path, value).second) continue;
      add_way(outline, prover, answered, depth + 1, wishes);
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
  std::size_t number = 0, work = 0;
  const auto send = [&](const Wishes& wishes) -> Result<> {
    MINYI_TRY(auto walk, crowd.walk(number++, habits, wishes));
    work += walk.work * a_choice + walk.pages * outline.plan().places().size();
    tally.add(std::move(walk));
    return {};
  };
  while (number < respondents && (number == 0 || work < most_work)) MINYI_CHECK(send({}));

  const std::size_t enough = work + most_aimed_work;
  for (const auto& question : outline.questions()) {
    const auto& path = outline.place(question.place).path;
    if (tally.asked.contains(path)) continue;
    const auto wishes = way_to(outline, prover, question.place);
    for (std::size_t tries = 0; !wishes.empty() && tries < tries_an_aim && work < enough; ++tries) {
      MINYI_CHECK(send(wishes));
      if (tally.asked.contains(path)) break;
    }
  }
  for (const auto& wishes : filter_aims(outline, prover)) {
    if (work >= enough) break;
    MINYI_CHECK(send(wishes));
  }
  for (auto& [path, ends] : tally.dead_ends) ends.tried = tally.respondents;
  return tally;
}

std::shared_ptr<const form::Form> without_dead_ends(const form::Form& form, const Tally& tally) {
  auto open = std::make_shared<form::Form>(form);
  for (auto& bind : open->binds) {
    if (!tally.dead_ends.contains(bind.path)) continue;
    bind.required.reset();
    bind.constraint.reset();
  }
  return open;
}

}  // namespace minyi::check
