// Pages as they are shown and judged.
#include <algorithm>
#include <array>

#include "minyi/interview/bounds.hpp"
#include "minyi/interview/state.hpp"
#include "minyi/interview/values.hpp"

namespace minyi::interview {

namespace {

bool has_word(const std::vector<std::string>& appearance, std::string_view word) {
  return std::ranges::find(appearance, word) != appearance.end();
}

bool is_row(const QuestionView& question) {
  constexpr std::array<std::string_view, 3> row_words{"likert", "label", "list-nolabel"};
  return question.kind == QuestionKind::select_one &&
         std::ranges::any_of(row_words, [&](std::string_view word) { return has_word(question.appearance, word); });
}

bool same_choices(const QuestionView& first, const QuestionView& second) {
  return std::ranges::equal(first.choices, second.choices, {}, &ChoiceView::value, &ChoiceView::value);
}

std::string_view key(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::required:
      return "required";
    case ProblemKind::constraint:
      return "constraint";
    case ProblemKind::type:
      return "type";
    case ProblemKind::incomplete:
      return "incomplete";
    case ProblemKind::none:
      break;
  }
  return "";
}

}  // namespace

bool Interview::State::holds(const std::optional<form::Expression>& expression, int slot, bool otherwise) const {
  if (!expression) return otherwise;
  const auto value = evaluation.value(*expression, *answers.slot(slot).node);
  return value ? xpath::to_boolean(*value) : otherwise;
}

// XForms 1.0, 6.1.2: what an ancestor forbids is forbidden below it.
bool Interview::State::read_only(int id) const {
  for (; id >= 0; id = answers.parent(id))
    if (const form::Bind* bind = answers.place(answers.slot(id)).bind;
        bind != nullptr && holds(bind->read_only, id, false))
      return true;
  return false;
}

std::string Interview::State::message(ProblemKind kind, int id) const {
  if (kind == ProblemKind::none) return {};
  const form::Bind* bind = answers.place(answers.slot(id)).bind;
  std::string text;
  if (bind != nullptr && kind == ProblemKind::required) text = evaluation.text(bind->required_message, "", id);
  if (bind != nullptr && kind == ProblemKind::constraint) text = evaluation.text(bind->constraint_message, "", id);
  return text.empty() ? std::string(key(kind)) : text;
}

QuestionView Interview::State::view(int id) const {
  const Slot& slot = answers.slot(id);
  const Place& place = answers.place(slot);
  const form::Control& control = *place.control;
  QuestionView view;
  view.path = answers.path(id);
  view.kind = question_kind(place);
  view.appearance = control.appearance;
  view.label = evaluation.text(control.label, "", id);
  constexpr auto plain = Evaluation::Outputs::plain;  // names of files
  view.image = evaluation.text(control.label, "image", id, plain);
  view.big_image = evaluation.text(control.label, "big-image", id, plain);
  view.audio = evaluation.text(control.label, "audio", id, plain);
  view.hint = evaluation.text(control.hint, "", id);
  view.guidance = evaluation.text(control.hint, "guidance", id);
  view.value = slot.value;
  view.required = place.bind != nullptr && holds(place.bind->required, id, false);
  view.read_only = read_only(id);
  if (control.itemset || !control.choices.empty()) {
    const Offer& offer = evaluation.offer(id);
    const auto chosen = words(slot.value);
    view.choices.reserve(offer.items.size());
    for (const Offer::Item& item : offer.items) {
      ChoiceView choice;
      choice.value = item.value;
      choice.label = evaluation.label(item, id);
      choice.image = evaluation.label(item, id, "image", plain);
      choice.chosen = view.kind == QuestionKind::select_one ? item.value == slot.value
                                                            : std::ranges::find(chosen, item.value) != chosen.end();
      view.choices.push_back(std::move(choice));
    }
  }
  if (control.kind == form::ControlKind::range) {
    const form::Range range = control.range.value_or(form::Range{});
    view.range_start = range.start;
    view.range_end = range.end;
    view.range_step = range.step;
  }
  const bool counts = view.kind == QuestionKind::integer || view.kind == QuestionKind::decimal;
  view.may_be_negative =
      counts && (place.bind == nullptr || !place.bind->constraint || !refuses_negatives(*place.bind->constraint));
  view.problem_kind = slot.problem;
  view.problem = message(slot.problem, id);
  return view;
}

// A table has rows only: the row that XLSForm compilers add to carry the column heads is dropped, and a note before the
// rows becomes the group's label.
void Interview::State::shape_table(Page& page, const PageEntry& entry) const {
  std::vector<QuestionView> rows;
  std::vector<const QuestionView*> notes;
  for (const QuestionView& question : page.questions) {
    if (question.kind == QuestionKind::note && rows.empty())
      notes.push_back(&question);
    else if (!(question.kind == QuestionKind::select_one && has_word(question.appearance, "label")))
      rows.push_back(question);
  }
  const bool told = has_word(entry.group->appearance, "table-list");
  const bool fits = !rows.empty() && notes.size() <= 1 && std::ranges::all_of(rows, [&](const QuestionView& row) {
    return (told ? row.kind == QuestionKind::select_one : is_row(row)) && same_choices(row, rows.front());
  });
  if (!fits) return;
  if (!notes.empty()) {
    if (!page.group_label.empty() && page.group_label != notes.front()->label) return;
    page.group_label = notes.front()->label;
    if (page.group_hint.empty()) page.group_hint = notes.front()->hint;
  }
  page.questions = std::move(rows);
  page.table = true;
}

Page Interview::State::view() const {
  Page page;
  const PageEntry* entry = pages.current();
  if (!pages.visible()) return page;
  if (entry->group != nullptr) {
    page.group_label = evaluation.text(entry->group->label, "", entry->group_slot);
    page.group_hint = evaluation.text(entry->group->hint, "", entry->group_slot);
  }
  for (const int slot : entry->questions)
    if (answers.slot(slot).relevant) page.questions.push_back(view(slot));
  if (entry->grows >= 0) page.may_add = answers.path(entry->parent_slot) + "/" + plan->place(entry->grows).name;
  if (const Instance* instance = entry->instance; entry->grows < 0 && instance->parent != nullptr) {
    const form::Control* repeat = plan->place(instance->scope).repeat_control;
    if (repeat != nullptr && !repeat->repeat_fixed && !repeat->repeat_count)
      page.may_remove = answers.path(instance->slots.front());
  }
  if (entry->group != nullptr && entry->grows < 0) shape_table(page, *entry);
  return page;
}

ProblemKind Interview::State::judge(int id) const {
  const Slot& slot = answers.slot(id);
  const Place& place = answers.place(slot);
  const QuestionKind kind = question_kind(place);
  if (!slot.relevant || kind == QuestionKind::note || kind == QuestionKind::unsupported) return ProblemKind::none;
  if (read_only(id)) return ProblemKind::none;
  if (slot.value.empty())
    return place.bind != nullptr && holds(place.bind->required, id, false) ? ProblemKind::required : ProblemKind::none;
  const bool chooses = place.control->itemset || !place.control->choices.empty();
  const Offer* offer = chooses ? &evaluation.offer(id) : nullptr;
  if (!accept(kind, place, offer, slot.value)) return ProblemKind::type;
  // The answer to a rank is the whole list in its order (ODK, "Rank widget"); half of one orders nothing.
  if (kind == QuestionKind::rank && words(slot.value).size() < offer->by_value.size()) return ProblemKind::incomplete;
  if (place.bind != nullptr && !holds(place.bind->constraint, id, true)) return ProblemKind::constraint;
  return ProblemKind::none;
}

bool Interview::State::judge(const PageEntry& entry) {
  bool fine = true;
  for (const int id : entry.questions) {
    answers.slot(id).problem = judge(id);
    if (answers.slot(id).problem != ProblemKind::none) fine = false;
  }
  return fine;
}

void Interview::State::forgive(const PageEntry& entry) {
  for (const int id : entry.questions) answers.slot(id).problem = ProblemKind::none;
}

}  // namespace minyi::interview
