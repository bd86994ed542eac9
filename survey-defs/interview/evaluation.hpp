// Evaluates the form's expressions over one resident's answers, and finishes texts in his language: labels, hints,
// outputs, choice names. What it shuffles or draws for a screen is drawn from the question's own seed, so that a page
// looks the same each time it is asked for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "minyi/interview/answers.hpp"
#include "minyi/interview/interview.hpp"
#include "minyi/interview/plan.hpp"
#include "minyi/xpath/budget.hpp"
#include "minyi/xpath/evaluate.hpp"

namespace minyi::interview {

class Evaluation final : public xpath::Environment {
 public:
  Evaluation(const Plan& plan, const Surroundings& surroundings, Answers& answers)
      : plan_(plan), surroundings_(surroundings), answers_(answers) {}

  // A text or a list of choices that it asks for is a part of it: all of that has one budget.
  [[nodiscard]] Result<xpath::Value> value(const form::Expression& expression, const xpath::Node& context) const;
  // The same with this slot's seed in place of the surroundings' randomness.
  [[nodiscard]] Result<xpath::Value> steady_value(const form::Expression& expression, const xpath::Node& context,
                                                  int seeded) const;

  // Language
  void speak(std::string_view code);  // unknown codes fall back to the form's default
  [[nodiscard]] const std::string& language() const { return language_; }  // a code, or "" when the form has no itext
  // Forms as in form::TextForms: "" is the text itself.
  // Labels may hold Markdown and HTML of their author's; answers and whatever else an output brings in are escaped.
  // plain: a text that becomes a value.
  enum class Outputs { escaped, plain };
  [[nodiscard]] std::string text(const form::Text& text, std::string_view form, int slot,
                                 Outputs outputs = Outputs::escaped) const;

  // Choices
  const Offer& offer(int slot) const;  // makes it when it is not current
  [[nodiscard]] std::string label(const Offer::Item& item, int slot, std::string_view form = "",
                                  Outputs outputs = Outputs::escaped) const;

  // xpath::Environment
  [[nodiscard]] const Clock& clock() const override { return *surroundings_.clock; }
  [[nodiscard]] const TimeZone& time_zone() const override { return *surroundings_.time_zone; }
  [[nodiscard]] xpath::RandomSource& random() const override {
    return random_ != nullptr ? *random_ : *surroundings_.random;
  }
  [[nodiscard]] const xpath::Node* instance(std::string_view id) const override;
  [[nodiscard]] std::optional<std::string> itext(std::string_view id) const override;
  [[nodiscard]] std::optional<std::string> choice_name(std::string_view value,
                                                       const xpath::Node& question) const override;
  [[nodiscard]] std::string namespace_uri(std::string_view prefix) const override;
  [[nodiscard]] bool is_relevant(const xpath::Node& node) const override;
  [[nodiscard]] bool is_repeated(const xpath::Node& node) const override;

 private:
  [[nodiscard]] const form::TextPieces* pieces(std::string_view id, std::string_view form) const;
  [[nodiscard]] const Slot* slot_of(const xpath::Node& node) const;  // null for a node of no question or group
  [[nodiscard]] std::string render(const form::TextPieces& pieces, const xpath::Node& context, Outputs outputs) const;

  const Plan& plan_;
  const Surroundings& surroundings_;
  Answers& answers_;
  std::string language_{};
  std::string language_name_{}, fallback_name_{};
  mutable xpath::RandomSource* random_ = nullptr;
  mutable int depth_ = 0;                    // texts inside texts
  mutable xpath::Budget* budget_ = nullptr;  // of the evaluation under way
};

}  // namespace minyi::interview
