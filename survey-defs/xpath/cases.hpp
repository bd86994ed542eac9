// Evaluating an expression the way a caller wants to read the result: as a boolean, a number or a text. For command
// lines and conformance suites, which ask for a kind; forms use evaluate().
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "minyi/xpath/evaluate.hpp"

namespace minyi::xpath {

enum class ResultKind { boolean, number, string };
using PlainResult = std::variant<bool, double, std::string>;

// Dates are not strings yet here: the boolean of an unreadable date is false.
Result<PlainResult> evaluate_as(const Expression& expression, ResultKind kind, const Scope& scope);

// One case of a conformance suite, as a line of its file has it.
struct Case {
  std::string xml{};
  std::string context{};  // path of the context node; "/" is the document
  std::string expression{};
  std::string kind{};  // boolean, number, rounded, string, matches
};

// How a case's result is read: rounded is a number, matches a string. Error: argument_invalid for another kind.
Result<ResultKind> result_kind(std::string_view kind);
// Unknown functions are an error only when they are reached, as the suites' engines have it.
Result<PlainResult> evaluate_case(const Case& which, const Environment& environment);

// An environment for expressions outside a form: the machine's clock and zone, no instances, no texts.
class PlainEnvironment final : public Environment {
 public:
  [[nodiscard]] const Clock& clock() const override { return clock_; }
  [[nodiscard]] const TimeZone& time_zone() const override { return zone_; }
  [[nodiscard]] RandomSource& random() const override { return random_; }
  [[nodiscard]] const Node* instance(std::string_view id) const override;
  [[nodiscard]] std::optional<std::string> itext(std::string_view id) const override;
  [[nodiscard]] std::optional<std::string> choice_name(std::string_view value, const Node& question) const override;

 private:
  class MachineRandom final : public RandomSource {
   public:
    double uniform() override;
  };
  SystemClock clock_{};
  SystemTimeZone zone_{};
  mutable MachineRandom random_{};
};

}  // namespace minyi::xpath
