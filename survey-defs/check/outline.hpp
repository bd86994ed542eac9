// A form as its checks look at it: every rule with what it reads, every question in the order it is asked, and the list
// of choices each question draws from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/form/form.hpp"
#include "minyi/interview/plan.hpp"
#include "minyi/interview/references.hpp"
#include "minyi/xpath/ast.hpp"

namespace minyi::check {

// An expression and where it stands.
struct Rule {
  int place = 0;            // a place of the plan
  std::string_view part{};  // XLSForm's name of the column: "relevant", "choice_filter" …
  const form::Expression* expression = nullptr;
  std::vector<interview::Target> reads{};  // places of the form
};

// The list behind a question, whatever its filter lets through.
struct Choices {
  bool known = false;  // false: not a select, or its list comes out of answers or out of a file that is not there
  std::string list{};  // id of the instance; empty for choices that stand in the body
  std::vector<std::string> values{};
  std::vector<const xpath::Node*> items{};         // of the list, one a value; none for choices in the body
  std::vector<const xpath::ast::Expr*> filters{};  // the nodeset's predicates
  std::vector<std::string> sorted{};               // the values once more
  [[nodiscard]] bool has(std::string_view value) const;
};

struct Question {
  const form::Control* control = nullptr;
  int place = 0;
  const form::Control* page = nullptr;  // the group that is shown as one page around it, or null
  bool head = false;                    // of a table: shown over its rows, not asked
};

class Outline {
 public:
  // Errors: those of interview::Plan::make.
  static Result<std::unique_ptr<const Outline>> make(std::shared_ptr<const form::Form> form);

  [[nodiscard]] const form::Form& form() const { return plan_->form(); }
  [[nodiscard]] const interview::Plan& plan() const { return *plan_; }
  [[nodiscard]] const interview::Place& place(int index) const { return plan_->place(index); }
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  [[nodiscard]] const Rule* rule(int place, std::string_view part) const;              // the first such, or null
  [[nodiscard]] const std::vector<Question>& questions() const { return questions_; }  // in the order they are asked
  [[nodiscard]] int order(int place) const;  // index into questions; -1: not a question
  [[nodiscard]] const Choices& choices(int place) const;
  // The places that a plain path reads, as it stands in an expression of `context`. Nothing for a path that is not
  // plain: with predicates, along other axes than child, parent and self, or into a list.
  [[nodiscard]] std::optional<std::vector<interview::Target>> resolve(const xpath::ast::Path& path, int context) const;
  // Answers can come only from residents: nothing computes, presets or sets it.
  [[nodiscard]] bool answered_only(int place) const;

 private:
  explicit Outline(std::unique_ptr<const interview::Plan> plan);
  void add(int place, std::string_view part, const form::Expression* expression);
  void add_rules();
  void walk(const std::vector<form::Control>& controls, const form::Control* page);
  [[nodiscard]] Choices list_of(const form::Control& control) const;

  std::unique_ptr<const interview::Plan> plan_;
  interview::References references_;
  std::vector<Rule> rules_{};
  std::vector<std::vector<std::size_t>> rules_by_place_{};
  std::vector<Question> questions_{};
  std::vector<int> orders_{};
  std::vector<Choices> choices_{};  // by order
  std::vector<bool> targeted_{};    // by place: an action sets it
  Choices none_{};
};

// What the index-th of a question's choices reads: in the body, by itext, or as it stands in the list.
form::Text choice_label(const form::Control& control, const Choices& choices, std::size_t index);

// Every text of the form with the place it belongs to and its part: labels, hints, messages.
struct PlacedText {
  std::string path{};
  std::string_view part{};  // "label", "hint", "constraint_message", "required_message"
  const form::Text* text = nullptr;
};
std::vector<PlacedText> texts(const form::Form& form);

// The node that instance('id')/… of this path goes through, or an empty text.
std::string instance_of(const xpath::ast::Path& path);

}  // namespace minyi::check
