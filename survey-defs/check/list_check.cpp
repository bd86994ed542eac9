// Lists of choices, and names.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "minyi/check/checks.hpp"

namespace minyi::check {
namespace {

std::string joined(const std::vector<std::string>& values) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t at = 0; at < std::min(most, values.size()); ++at) text += (at == 0 ? "" : ", ") + values[at];
  return text + (values.size() > most ? fmt::format(" and {} more", values.size() - most) : "");
}

void check_number(const Outline& outline, const Question& question, Findings& findings) {
  const auto& choices = outline.choices(question.place);
  if (!choices.known || !choices.filters.empty() || choices.values.size() >= 2) return;
  findings.add({.code = Code::few_choices,
                .path = question.control->path,
                .part = "type",
                .list = choices.list,
                .message = choices.values.empty() ? "offers no choice" : "offers one choice only",
                .hint = "a question asks for a decision: two choices at least, or a note"});
}

// A list may serve several questions: a choice is idle when none of them can offer it.
void check_offers(const Outline& outline, const Prover& prover, Findings& findings) {
  std::map<std::string, std::vector<int>> users;
  for (const auto& question : outline.questions())
    if (const auto& choices = outline.choices(question.place); choices.known && !choices.list.empty())
      users[choices.list].push_back(question.place);
  for (const auto& [list, places] : users) {
    const auto whole = [&](int place) { return outline.choices(place).filters.empty(); };
    if (std::ranges::any_of(places, whole)) continue;
    const auto& first = outline.choices(places.front());
    std::vector<std::string> idle;
    for (std::size_t at = 0; at < first.items.size(); ++at)
      if (std::ranges::none_of(places, [&](int place) { return prover.may_be_offered(place, *first.items[at]); }))
        idle.push_back(first.values[at]);
    if (idle.empty()) continue;
    const bool one = idle.size() == 1;
    findings.add({.code = Code::choice_never_offered,
                  .path = one ? "" : outline.place(places.front()).path,
                  .part = one ? "" : "choice_filter",
                  .list = list,
                  .choice = one ? idle.front() : "",
                  .message = fmt::format("can never be offered, whatever anyone answers: {}", joined(idle)),
                  .hint = "the filter compares it with what no choice of the other question is; mend the column"});
  }
}

void mentioned(const form::Expression& expression, std::set<std::string>& instances) {
  for (const auto& reference : expression.references())
    for (const auto* each = &reference; each != nullptr; each = each->base.get())
      if (!each->instance.empty()) instances.insert(each->instance);
}
void mentioned(const form::TextPieces& pieces, std::set<std::string>& instances) {
  for (const auto& piece : pieces)
    if (piece.output) mentioned(*piece.output, instances);
}

// Labels of a range's steps come from a list, of which the form keeps the steps only.
bool labels_a_range(const Outline& outline, const form::SecondaryInstance& instance) {
  const auto* root = instance.document->element();
  return std::ranges::any_of(outline.questions(), [&](const Question& question) {
    if (!question.control->range || question.control->range->ticks.empty() || root == nullptr) return false;
    const auto& ticks = question.control->range->ticks;
    std::vector<std::string> values;
    for (const auto& item : root->children())
      if (const auto* name = item->first_child("name")) values.push_back(name->string_value());
    return std::ranges::equal(ticks, values, {}, &form::Choice::value);
  });
}

void check_use(const Outline& outline, Findings& findings) {
  std::set<std::string> used;
  for (const auto& rule : outline.rules()) mentioned(*rule.expression, used);
  for (const auto& text : texts(outline.form())) mentioned(text.text->pieces, used);
  for (const auto& [id, languages] : outline.form().itext.texts)
    for (const auto& [language, forms] : languages)
      for (const auto& [form, pieces] : forms) mentioned(pieces, used);
  for (const auto& [id, instance] : outline.form().instances) {
    if (!instance.source.empty() || !instance.document || used.contains(id) || labels_a_range(outline, instance))
      continue;
    findings.add({.code = Code::unused_list,
                  .list = id,
                  .message = "no question uses the list '" + id + "'",
                  .hint = "take it out, or name it in a question's type"});
  }
}

void check_names(const Outline& outline, Findings& findings) {
  std::map<std::string, std::vector<std::string>> paths;
  for (const auto& question : outline.questions())
    if (!question.head) paths[outline.place(question.place).name].push_back(question.control->path);
  for (const auto& [name, all] : paths) {
    if (all.size() < 2) continue;
    findings.add({.code = Code::same_name,
                  .path = all.back(),
                  .part = "name",
                  .message = fmt::format("{} questions are named '{}': {}", all.size(), name, joined(all)),
                  .hint = "columns of exported answers are easier to tell apart with names of their own"});
  }
}

}  // namespace

void check_lists(const Outline& outline, const Prover& prover, Findings& findings) {
  for (const auto& question : outline.questions()) check_number(outline, question, findings);
  check_offers(outline, prover, findings);
  check_use(outline, findings);
  check_names(outline, findings);
}

}  // namespace minyi::check
