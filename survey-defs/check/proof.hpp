// What an expression can come to, whatever residents answer. Said only where it can be proved: by evaluating it for
// every combination of answers that it can tell apart (domain.hpp). Answers are taken as independent of each other, so
// that more is held possible than is; "never" and "always" stay true.
#pragma once

#include <map>
#include <string>

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
  Prover(const Outline& outline, const Clock& clock, const TimeZone& zone)
      : outline_(outline), clock_(clock), zone_(zone) {}

  // As a condition. A constraint is judged only where there is an answer.
  [[nodiscard]] Outcome judge(const Rule& rule) const;
  // Whether the filters of a select can ever let this item of its list through: false is proved.
  [[nodiscard]] bool may_be_offered(int place, const xpath::Node& item) const;

 private:
  const Outline& outline_;
  const Clock& clock_;
  const TimeZone& zone_;
};

}  // namespace minyi::check
