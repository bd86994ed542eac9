// Conditions, constraints and filters: what they can come to, and what they read.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "minyi/check/checks.hpp"
#include "minyi/check/parts.hpp"
#include "minyi/xpath/value.hpp"

namespace minyi::check {
namespace {

namespace ast = xpath::ast;

// Rules that are acted on while the question is asked; a calculation may well wait for what comes later.
constexpr auto immediate = std::to_array<std::string_view>(
    {"relevant", "required", "constraint", "read_only", "choice_filter", "repeat_count"});

// Also of a group: where its first question stands. -1: none.
int first_asked(const Outline& outline, int place) {
  for (int at = place; at < outline.place(place).end; ++at)
    if (outline.order(at) >= 0) return outline.order(at);
  return -1;
}

Finding at(const Outline& outline, const Rule& rule, Code code) {
  return {.code = code, .path = outline.place(rule.place).path, .part = std::string(rule.part)};
}

void check_truth(const Outline& outline, const Prover& prover, const Rule& rule, Findings& findings) {
  const bool condition = rule.part == "relevant";
  if (!condition && rule.part != "constraint") return;
  const auto certainty = prover.outcome(rule).certainty;
  if (certainty == Certainty::never) {
    auto finding = at(outline, rule, condition ? Code::never_asked : Code::constraint_impossible);
    finding.message = condition ? "can never be asked: the condition is false whatever anyone answers"
                                : "can never be answered: no answer satisfies the constraint";
    finding.hint = condition ? "mend the condition, or take the question out" : "mend the constraint";
    findings.add(std::move(finding));
  } else if (certainty == Certainty::always) {
    auto finding = at(outline, rule, Code::always_true);
    finding.message = condition ? "the condition is true whatever anyone answers" : "the constraint refuses no answer";
    finding.hint = condition ? "leave it out, or mend it: 'or' where 'and' is meant is a common slip"
                             : "leave it out, or mend it: 'or' where 'and' is meant is a common slip";
    findings.add(std::move(finding));
  }
}

void check_order(const Outline& outline, const Rule& rule, Findings& findings) {
  if (std::ranges::find(immediate, rule.part) == immediate.end()) return;
  const int own = first_asked(outline, rule.place);
  if (own < 0) return;
  const auto* page = outline.questions()[static_cast<std::size_t>(own)].page;
  for (const auto& target : rule.reads) {
    const int other = outline.order(target.place);
    const bool same_page =
        other >= 0 && page != nullptr && outline.questions()[static_cast<std::size_t>(other)].page == page;
    // In a repeat another instance may have been answered before.
    const bool direct =
        outline.plan().repeats_between(outline.place(target.pivot).scope, outline.place(target.place).scope).empty();
    const bool inside = target.place >= rule.place && target.place < outline.place(rule.place).end;
    if (other <= own || same_page || !direct || (inside && rule.part != "relevant")) continue;
    auto finding = at(outline, rule, Code::reads_later);
    finding.message = "reads " + outline.place(target.place).path + ", which is asked later";
    finding.hint = "when this is asked there is no answer yet; ask that question first";
    findings.add(std::move(finding));
  }
}

class Comparisons {
 public:
  Comparisons(const Outline& outline, const Rule& rule, Findings& findings)
      : outline_(outline), rule_(rule), findings_(findings) {}

  void run() {
    for_each_within(rule_.expression->tree(), [&](const ast::Expr& each) {
      if (const auto* call = call_of(each, "selected"); call != nullptr && call->arguments.size() == 2)
        compare(*call->arguments[0], *call->arguments[1]);
      const auto* chain = std::get_if<ast::Chain>(&each.node);
      if (chain == nullptr || chain->rest.size() != 1) return;
      const auto op = chain->rest.front().first;
      if (op != ast::Operator::equal && op != ast::Operator::unequal) return;
      compare(*chain->first, *chain->rest.front().second);
      compare(*chain->rest.front().second, *chain->first);
    });
  }

 private:
  void compare(const ast::Expr& answer, const ast::Expr& value) {
    const auto* path = std::get_if<ast::Path>(&answer.node);
    const auto targets = path == nullptr ? std::nullopt : outline_.resolve(*path, rule_.place);
    if (!targets || targets->size() != 1) return;
    const int place = targets->front().place;
    const auto* control = outline_.place(place).control;
    const auto& choices = outline_.choices(place);
    if (control == nullptr || !choices.known || choices.values.empty() || !outline_.answered_only(place)) return;
    std::string text;
    if (const auto* literal = std::get_if<ast::Literal>(&value.node))
      text = literal->text;
    else if (const auto* number = std::get_if<ast::Number>(&value.node))
      text = xpath::number_to_string(number->value);
    const bool several = control->kind != form::ControlKind::select_one && text.find(' ') != std::string::npos;
    if (text.empty() || several || has(choices, text) || !said_.insert({place, text}).second) return;
    auto finding = at(outline_, rule_, Code::unknown_choice);
    finding.message =
        fmt::format("compares {} with '{}', which is not one of its choices", outline_.place(place).path, text);
    finding.hint = some(choices);
    findings_.add(std::move(finding));
  }
  // Also 1 for the choice "01".
  static bool has(const Choices& choices, const std::string& text) {
    if (choices.has(text)) return true;
    const double number = xpath::string_to_number(text);
    return number == number && std::ranges::any_of(choices.values, [&](const std::string& value) {
             return xpath::string_to_number(value) == number;
           });
  }
  static std::string some(const Choices& choices) {
    constexpr std::size_t most = 8;
    std::string list;
    for (std::size_t each = 0; each < std::min(most, choices.values.size()); ++each)
      list += (list.empty() ? "they are: " : ", ") + choices.values[each];
    return list + (choices.values.size() > most ? " …" : "");
  }

  const Outline& outline_;
  const Rule& rule_;
  Findings& findings_;
  std::set<std::pair<int, std::string>> said_{};
};

// The columns that a filter reads of each choice; what stands inside paths into other lists is not looked at.
void columns(const ast::Expr& expr, std::set<std::string>& names) {
  const auto* path = std::get_if<ast::Path>(&expr.node);
  if (path == nullptr) {
    for_each_part(expr, [&](const ast::Expr& part) { columns(part, names); });
  } else if (path->start == ast::Path::Start::context && !path->steps.empty() &&
             path->steps.front().axis == ast::Axis::child && path->steps.front().test == ast::NodeTest::name) {
    names.insert(path->steps.front().local);
  }
}

void check_columns(const Outline& outline, const Rule& rule, Findings& findings) {
  const auto& choices = outline.choices(rule.place);
  if (rule.part != "choice_filter" || choices.items.empty()) return;
  std::set<std::string> names;
  for (const auto* filter : choices.filters) columns(*filter, names);
  for (const auto& name : names) {
    if (std::ranges::any_of(choices.items, [&](const auto* item) { return item->first_child(name) != nullptr; }))
      continue;
    auto finding = at(outline, rule, Code::filter_column);
    finding.list = choices.list;
    finding.message =
        fmt::format("the filter reads '{}', a column that no choice of the list '{}' has", name, choices.list);
    finding.hint = "write ${" + name + "} if a question is meant";
    findings.add(std::move(finding));
  }
}

}  // namespace

void check_rules(const Outline& outline, const Prover& prover, Findings& findings) {
  for (const auto& rule : outline.rules()) {
    check_truth(outline, prover, rule, findings);
    check_order(outline, rule, findings);
    Comparisons(outline, rule, findings).run();
    check_columns(outline, rule, findings);
  }
}

}  // namespace minyi::check
