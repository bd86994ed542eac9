#include "minyi/check/respondent.hpp"

#include <algorithm>

#include "minyi/check/chance.hpp"
#include "minyi/check/estimate.hpp"
#include "minyi/check/invention.hpp"
#include "minyi/check/spelling.hpp"

namespace minyi::check {
namespace {

using interview::Move;
using interview::Page;
using interview::ProblemKind;
using interview::QuestionKind;
using interview::QuestionView;

constexpr std::size_t most_moves = 20'000, most_work = 2'000'000;
constexpr std::size_t most_tries = 60;    // of answering a page
constexpr std::size_t most_retreats = 4;  // of going back because a page does not let him on
constexpr std::size_t most_instances = 4;
constexpr double follows_wish = 0.95;

bool can_answer(const QuestionView& question) {
  return !question.read_only && question.kind != QuestionKind::note && question.kind != QuestionKind::unsupported;
}

bool chooses(QuestionKind kind) {
  return kind == QuestionKind::select_one || kind == QuestionKind::select_multiple || kind == QuestionKind::rank;
}

class Way {
 public:
  Way(interview::Interview interview, const std::map<std::string, Literals, std::less<>>& literals, const Clock& clock,
      const TimeZone& zone, Chance& chance, const Crowd::Habits& habits, const Wishes& wishes)
      : interview_(std::move(interview)),
        literals_(literals),
        inventor_(clock, zone, chance),
        chance_(chance),
        habits_(habits),
        wishes_(wishes) {}

  Walk go();

 private:
  enum class Step { on, over, stuck };
  Page look();
  void see(const Page& page);
  void answer(const QuestionView& question);
  void answer_page(const Page& page, bool all);
  bool grow(const Page& page);
  Step turn();
  [[nodiscard]] DeadEnd dead_end() const;
  [[nodiscard]] std::vector<std::string> answers_of(const std::vector<std::string>& paths) const;

  interview::Interview interview_;
  const std::map<std::string, Literals, std::less<>>& literals_;
  Inventor inventor_;
  Chance& chance_;
  const Crowd::Habits& habits_;
  const Wishes& wishes_;
  const Literals nothing_known_{};
  std::map<std::string, std::size_t> added_{};
  std::set<std::string> pages_{}, questions_{};
  Pace pace_{};
  Walk walk_{};
};

Page Way::look() {
  auto page = interview_.page();
  walk_.work += 1 + page.questions.size();
  for (const auto& question : page.questions) walk_.work += question.choices.size();
  return page;
}

void Way::see(const Page& page) {
  walk_.last = without_positions(interview_.place());
  pages_.insert(interview_.place());
  for (const auto& question : page.questions) {
    const auto path = without_positions(question.path);
    walk_.asked.insert(path);
    if (question.kind != QuestionKind::note) questions_.insert(question.path);
    if (!chooses(question.kind)) continue;
    if (question.choices.empty()) walk_.nothing_offered.insert(path);
    auto& offered = walk_.offered[path];
    std::set<std::string_view> labels;
    for (const auto& choice : question.choices) {
      offered.insert(choice.value);
      if (!choice.label.empty() && !labels.insert(choice.label).second && choice.image.empty())
        walk_.same_labels[path].emplace(interview_.language(), choice.label);
    }
  }
}

std::vector<std::string> Way::answers_of(const std::vector<std::string>& paths) const {
  std::vector<std::string> values;
  if (paths.empty()) return values;
  for (const auto& node : interview_.answers())
    if (std::ranges::find(paths, without_positions(node.path)) != paths.end()) values.push_back(node.value);
  return values;
}

void Way::answer(const QuestionView& question) {
  if (!can_answer(question)) return;
  const auto path = without_positions(question.path);
  if (const auto wish = wishes_.find(path); wish != wishes_.end() && chance_.happens(follows_wish))
    if (interview_.answer(question.path, wish->second)) return;
  std::string value;
  const bool wanted = question.required || question.problem_kind == ProblemKind::required;
  if (wanted || !chance_.happens(question.kind == QuestionKind::text ? habits_.writes_nothing : habits_.leaves_open)) {
    const auto known = literals_.find(path);
    const auto& literals = known == literals_.end() ? nothing_known_ : known->second;
    value = inventor_.answer(question, literals, answers_of(literals.peers));
  }
  // What is not a value of the type stays away, as the keys on the screen keep it away.
  (void)interview_.answer(question.path, value);
}

// Answers one after the other: an answer may bring the next question onto the page.
void Way::answer_page(const Page& page, bool all) {
  std::set<std::string> done;
  const auto round = [&](const Page& present) {
    bool fresh = false;
    for (const auto& question : present.questions) {
      if (!done.insert(question.path).second) continue;
      fresh = true;
      if (all || question.problem_kind != ProblemKind::none) answer(question);
    }
    return fresh;
  };
  round(page);
  if (page.questions.size() > 1)
    while (round(look())) continue;
}

DeadEnd Way::dead_end() const {
  DeadEnd end;
  for (const auto& question : interview_.page().questions) {
    if (question.problem_kind == ProblemKind::none) continue;
    end.path = without_positions(question.path);
    end.problem = question.problem_kind;
    end.nothing_offered = chooses(question.kind) && question.choices.empty();
    if (end.nothing_offered) break;
  }
  end.answers = interview_.answers();
  return end;
}

// Goes on from a page, answering until it lets him.
Way::Step Way::turn() {
  for (std::size_t tries = 0; tries < most_tries && walk_.work < most_work; ++tries) {
    answer_page(look(), tries == 0);
    const auto answered = look();
    const auto move = interview_.next();
    if (move == Move::stopped) continue;
    walk_.seconds += pace_.seconds(answered);
    if (move == Move::moved) return Step::on;
    walk_.end = Walk::End::finished;
    return Step::over;
  }
  return Step::stuck;
}

bool Way::grow(const Page& page) {
  if (!page.may_add.empty() && added_[page.may_add] < most_instances && chance_.happens(habits_.adds_another)) {
    ++added_[page.may_add];
    return interview_.add_repeat(page.may_add).has_value();
  }
  return !page.may_remove.empty() && chance_.happens(habits_.takes_out) &&
         interview_.remove_repeat(page.may_remove).has_value();
}

Walk Way::go() {
  const auto& languages = interview_.form().languages;
  std::size_t retreats = 0;
  for (std::size_t move = 0; move < most_moves && walk_.work < most_work; ++move) {
    const auto page = look();
    see(page);
    if (chance_.happens(habits_.leaves)) {
      walk_.end = Walk::End::left;
      break;
    }
    if (languages.size() > 1 && chance_.happens(habits_.changes_language))
      interview_.set_language(chance_.one_of(languages).code);
    if (grow(page)) continue;
    if (!interview_.at_first() && chance_.happens(habits_.goes_back)) {
      interview_.back();
      continue;
    }
    const auto step = turn();
    if (step == Step::over) break;
    if (step == Step::on) continue;
    auto end = dead_end();
    if (end.path.empty()) break;  // out of patience, not of answers
    // Other answers before may help.
    if (retreats++ >= most_retreats || interview_.at_first()) {
      walk_.end = Walk::End::dead_end;
      walk_.dead_end = std::move(end);
      break;
    }
    for (std::size_t back = 0; back <= retreats && !interview_.at_first(); ++back) interview_.back();
  }
  walk_.pages = pages_.size();
  walk_.questions = questions_.size();
  if (walk_.end == Walk::End::finished) {
    if (auto indicators = interview_.indicators())
      walk_.indicators = std::move(*indicators);
    else
      walk_.indicator_error = std::move(indicators).error();
  }
  return std::move(walk_);
}

}  // namespace

Crowd::Crowd(const Outline& outline, std::shared_ptr<const form::Form> form, const Clock& clock, const TimeZone& zone,
             std::uint64_t seed)
    : form_(std::move(form)), clock_(clock), zone_(zone), seed_(seed), literals_(literals(outline)) {}

Result<Walk> Crowd::walk(std::size_t respondent, const Habits& habits, const Wishes& wishes) const {
  Chance chance(seed_ * 0x9E3779B97F4A7C15U + respondent);
  interview::Surroundings surroundings{&clock_, &zone_, &chance, "simulated", {}};
  // A kiosk says where it stands: any of the places that the survey knows.
  for (const auto& bind : form_->binds) {
    if (bind.preload != "property") continue;
    const auto known = literals_.find(bind.path);
    if (known != literals_.end() && !known->second.texts.empty())
      surroundings.properties[bind.preload_parameters] = chance.one_of(known->second.texts);
  }
  const auto& languages = form_->languages;
  auto language = languages.empty() ? form_->default_language : chance.one_of(languages).code;
  MINYI_TRY(auto interview, interview::Interview::start(form_, std::move(surroundings), std::move(language)));
  return Way(std::move(interview), literals_, clock_, zone_, chance, habits, wishes).go();
}

}  // namespace minyi::check
