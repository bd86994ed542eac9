// Answers out of thin air: of the question's type, and likely to be what some rule asks for.
#pragma once

#include <map>
#include <string>

#include "minyi/base/clock.hpp"
#include "minyi/check/chance.hpp"
#include "minyi/check/literals.hpp"
#include "minyi/interview/interview.hpp"

namespace minyi::check {

class Inventor {
 public:
  Inventor(const Clock& clock, const TimeZone& zone, Chance& chance) : clock_(clock), zone_(zone), chance_(chance) {}
  // `peers`: present answers of those that the question's own constraint reads. "" where there is nothing to choose.
  [[nodiscard]] std::string answer(const interview::QuestionView& question, const Literals& known,
                                   const std::vector<std::string>& peers);

 private:
  std::string number(const interview::QuestionView& question, const Literals& known,
                     const std::vector<std::string>& peers);
  std::string text(const Literals& known, const std::vector<std::string>& peers);
  double around(double number);
  std::string time_of_day();
  std::string day(const std::vector<std::string>& peers);
  std::string chosen(const interview::QuestionView& question, bool all);

  const Clock& clock_;
  const TimeZone& zone_;
  Chance& chance_;
};

}  // namespace minyi::check
