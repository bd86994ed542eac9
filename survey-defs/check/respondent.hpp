// Random respondents: what a crowd would do with a survey, before anyone stands in front of it. Each goes through the
// real interview as a resident does, page by page: answers at random with an eye to what the survey's rules compare
// with, leaves open what may be left open, turns back now and then, changes the language, adds and takes out instances
// of repeats. The same seed gives the same respondents on any machine.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "minyi/check/literals.hpp"
#include "minyi/check/outline.hpp"
#include "minyi/interview/interview.hpp"

namespace minyi::check {

// A moment that lasts as long as somebody needs to try all answers: what is tried must not depend on when.
class FrozenClock final : public Clock {
 public:
  explicit FrozenClock(Instant instant) : instant_(instant) {}
  [[nodiscard]] Instant now() const override { return instant_; }
  [[nodiscard]] Monotonic monotonic() const override { return {}; }

 private:
  Instant instant_;
};

using Wishes = std::map<std::string, std::string, std::less<>>;  // answers somebody is out to give, by question

// Where one could not go on, whatever was tried.
struct DeadEnd {
  std::string path{};
  interview::ProblemKind problem = interview::ProblemKind::none;
  bool nothing_offered = false;                    // a select without any choice
  std::vector<interview::AnsweredNode> answers{};  // that led there
};

// One respondent's way. Paths are without positions: instances of a repeat count as one.
struct Walk {
  enum class End { finished, left, dead_end, lost };  // lost: so many pages that something must be wrong
  End end = End::lost;
  std::optional<DeadEnd> dead_end{};
  std::size_t pages = 0, questions = 0;  // different ones that were shown
  double seconds = 0;                    // by the model of estimate.hpp
  std::string last{};                    // the first question of the last page
  std::set<std::string> asked{};
  std::map<std::string, std::set<std::string>> offered{};  // values of choices, by question
  std::set<std::string> nothing_offered{};                 // selects that were shown without any choice
  std::map<std::string, std::map<std::string, std::string>>
      same_labels{};                                        // by question, by language: one that two share
  std::map<std::string, std::optional<bool>> indicators{};  // of a finished one
  std::optional<Error> indicator_error{};
  std::size_t work = 0;  // questions and choices looked at: what a search is bounded by
};

class Crowd {
 public:
  struct Habits {
    double leaves_open = 0.1, writes_nothing = 0.5;  // of questions that need no answer: to choose from, to write
    double goes_back = 0.03, changes_language = 0.03, adds_another = 0.5, takes_out = 0.02;
    double leaves = 0;  // of pages: abandonment
  };
  // `clock` and `zone` outlive the crowd.
  Crowd(const Outline& outline, std::shared_ptr<const form::Form> form, const Clock& clock, const TimeZone& zone,
        std::uint64_t seed);
  // The n-th respondent's way. An error when the interview cannot be begun.
  [[nodiscard]] Result<Walk> walk(std::size_t respondent, const Habits& habits, const Wishes& wishes = {}) const;

 private:
  std::shared_ptr<const form::Form> form_;
  const Clock& clock_;
  const TimeZone& zone_;
  std::uint64_t seed_;
  std::map<std::string, Literals, std::less<>> literals_;
};

}  // namespace minyi::check
