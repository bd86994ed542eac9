// What an expression can come to, whatever residents answer. Said only where it can be proved: by evaluating it for
// every combination of answers that it can tell apart (domain.hpp). Answers are taken as independent of each other, so
// that more is held possible than is; "never" and "always" stay true.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/check/outline.hpp"

namespace minyi::check {

enum class Certainty {
  unknown,  // nothing is proved
  never,    // false for all answers
  always,   // true for all answers
  either,   // both happen, as far as this can tell
};

struct Outcome {
  Certainty certainty = Certainty::unknown;
  std::map<int, std::string> witness{};  // answers by place for which it is true; empty unless always or either
};

class Prover {
 public:
  // Judges all conditions (relevant) and constraints of the outline, which must outlive it.
  Prover(const Outline& outline, const Clock& clock, const TimeZone& zone);

  // Of a rule of the outline; unknown for one that is neither condition nor constraint. A constraint is judged only
  // where there is an answer.
  [[nodiscard]] const Outcome& outcome(const Rule& rule) const;
  // Whether the filters of a select can ever let this item of its list through: false is proved.
  [[nodiscard]] bool may_be_offered(int place, const xpath::Node& item) const;

 private:
  const Outline& outline_;
  std::vector<Outcome> outcomes_{};  // by rule
};

}  // namespace minyi::check
