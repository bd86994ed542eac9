#include "minyi/flow/present.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "minyi/base/file_name.hpp"
#include "minyi/base/markup.hpp"
#include "minyi/flow/words.hpp"
#include "minyi/form/needed_files.hpp"

namespace minyi::kiosk::flow {
namespace {

constexpr std::size_t seconds_a_question = 7;

Kind kind_of(const interview::QuestionView& view) {
  using From = interview::QuestionKind;
  if (view.read_only) return Kind::note;
  switch (view.kind) {
    case From::note:
      return Kind::note;
    case From::select_one:
      return Kind::choose_one;
    case From::select_multiple:
      return Kind::choose_many;
    case From::rank:
      return Kind::rank;
    case From::integer:
      return Kind::integer;
    case From::decimal:
      return Kind::decimal;
    case From::range:
      return Kind::range;
    case From::text:
    case From::barcode:  // there is no scanner: what stands beneath the bars is typed
      return Kind::text;
    case From::date:
    case From::time:
    case From::date_time:
      return Kind::moment;
    case From::acknowledge:
      return Kind::acknowledge;
    case From::unsupported:
      break;
  }
  return Kind::unsupported;
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 3> looking_up{"minimal", "autocomplete", "search"};

// The file beside the form that a text names; empty for what can be no such file.
std::string file_of(std::string_view uri) {
  auto name = form::file_name(uri);
  return is_plain_file_name(name) ? name : std::string{};
}

// Of "columns-3"; 0 for any other word, and for "columns", which leaves the number to the screen.
std::size_t columns_in(const std::vector<std::string>& appearance) {
  constexpr std::string_view prefix = "columns-";
  std::size_t columns = 0;
  for (const auto& word : appearance)
    if (word.starts_with(prefix)) std::from_chars(word.data() + prefix.size(), word.data() + word.size(), columns);
  return columns;
}

std::string type_problem(const interview::QuestionView& view, const LanguageWords& words) {
  return std::string(is_moment(view.kind) ? words.problem_moment : words.problem_type);
}

std::string problem_of(const interview::QuestionView& view, const LanguageWords& words) {
  using interview::ProblemKind;
  switch (view.problem_kind) {
    case ProblemKind::none:
      return {};
    case ProblemKind::type:
      return type_problem(view, words);
    case ProblemKind::incomplete:
      return std::string(words.problem_rank);
    case ProblemKind::required:
    case ProblemKind::constraint:
      break;
  }
  const bool required = view.problem_kind == ProblemKind::required;
  if (view.problem != (required ? "required" : "constraint")) return view.problem;  // the form's own message
  return std::string(required ? words.problem_required : words.problem_constraint);
}

void append_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

// What is only to be read has its value among its words; where it is one of the choices, by its label.
void tell_value(Question& question, const interview::QuestionView& view) {
  std::string labels;
  for (const auto& choice : view.choices)
    if (choice.chosen) append_line(labels, choice.label);
  append_line(question.hint, view.choices.empty() ? escape_markup(shown_moment(view.kind, view.value)) : labels);
}

void offer_choices(Question& question, const interview::QuestionView& view, const LanguageWords& words) {
  for (const auto& choice : view.choices)
    question.choices.push_back({choice.value, choice.label, choice.chosen, 0, file_of(choice.image)});
  if (question.kind != Kind::rank) return;
  std::size_t placed = 0;
  for (std::size_t at = 0; at < view.value.size();) {
    const auto end = std::min(view.value.find(' ', at), view.value.size());
    for (auto& choice : question.choices)
      if (view.value.compare(at, end - at, choice.value) == 0) choice.place = ++placed;
    at = end + 1;
  }
  question.count = fmt::format(fmt::runtime(words.placed), placed, question.choices.size());
}

Question question_of(const interview::QuestionView& view, const Drafts& drafts, const LanguageWords& words,
                     const Outlook& outlook) {
  Question question;
  question.id = view.path;
  question.kind = kind_of(view);
  question.label = view.label;
  question.hint = view.hint;
  question.image = file_of(view.image);
  question.big_image = file_of(view.big_image);
  if (view.read_only) {
    tell_value(question, view);
    return question;
  }
  if (question.kind == Kind::unsupported) append_line(question.hint, words.unsupported);
  const auto draft = drafts.texts.find(view.path);
  const bool drafted = draft != drafts.texts.end();
  question.value = drafted ? draft->second : shown_moment(view.kind, view.value);
  question.required = view.required && question.kind != Kind::unsupported;
  offer_choices(question, view, words);
  question.range_start = view.range_start;
  question.range_end = view.range_end;
  question.range_step = view.range_step;
  question.quick_scale = has(view.appearance, "likert");
  question.looked_up = std::any_of(looking_up.begin(), looking_up.end(),
                                   [&](std::string_view word) { return has(view.appearance, word); });
  question.columns = columns_in(view.appearance);
  question.may_be_negative = view.may_be_negative;
  question.figures_only = question.kind == Kind::text && has(view.appearance, "numbers");
  question.grouped = has(view.appearance, "thousands-sep");
  if (question.kind == Kind::moment) {
    question.parts = parts_of(view, words);
    question.now = present_moment(view, outlook);
    question.now_key = view.kind == interview::QuestionKind::date ? words.today : words.now;
  }
  question.problem = drafted && drafts.judged ? type_problem(view, words) : problem_of(view, words);
  return question;
}

Question another_question(const interview::Page& page, const Drafts& drafts, const LanguageWords& words) {
  Question question;
  question.id = another_id;
  question.kind = Kind::choose_one;
  question.label = page.group_label.empty() ? std::string(words.another) : page.group_label;
  question.hint = page.group_label.empty() ? "" : words.another;
  question.required = true;
  question.choices = {{std::string(another_yes), std::string(words.another_yes), drafts.another == another_yes},
                      {std::string(another_no), std::string(words.another_no), drafts.another == another_no}};
  if (drafts.judged && drafts.another.empty()) question.problem = words.problem_required;
  return question;
}

std::size_t count_questions(const std::vector<form::Control>& controls) {
  std::size_t count = 0;
  for (const auto& control : controls) {
    if (control.kind == form::ControlKind::group || control.kind == form::ControlKind::repeat)
      count += count_questions(control.children);
    else if (!control.appears("label"))  // the heading row of a table asks nothing
      ++count;
  }
  return count;
}

}  // namespace

Words frame_words(std::string_view language) {
  const auto& from = words_for(language);
  Words words;
  words.next = from.next;
  words.back = from.back;
  words.finish = from.finish;
  words.start_over = from.start_over;
  words.more_time = from.more_time;
  words.required_mark = "*";
  words.choose_one = from.choose_one;
  words.choose_many = from.choose_many;
  words.text_size = from.text_size;
  words.contrast = from.contrast;
  words.language = from.language;
  words.delete_key = from.delete_key;
  words.done_key = from.done_key;
  words.space_key = from.space_key;
  words.clear_key = from.clear_key;
  words.list_index = from.list_index;
  words.remove = from.remove;
  words.really_remove = from.really_remove;
  words.rank = from.rank;
  return words;
}

std::vector<LanguageOption> language_options(const form::Form& form) {
  std::vector<LanguageOption> options;
  for (const auto& language : form.languages)
    options.push_back({language.code, language.label, direction_of(language.code, language.label)});
  if (options.empty()) options.push_back({form.default_language, form.title, Direction::horizontal});
  return options;
}

Size size_of(const form::Form& form) {
  std::size_t notes = 0;
  for (const auto& bind : form.binds) {
    const auto* control = form.control(bind.path);
    if (control != nullptr && control->kind == form::ControlKind::input && bind.read_only) ++notes;
  }
  const auto asked = count_questions(form.body);
  Size size;
  size.questions = asked > notes ? asked - notes : asked;
  size.minutes = std::max<std::size_t>(1, (size.questions * seconds_a_question + 30) / 60);
  return size;
}

QuestionScreen question_screen(const interview::Interview& interview, const Drafts& drafts, const Outlook& outlook) {
  const auto page = interview.page();
  const auto progress = interview.progress();
  const auto& words = words_for(interview.language());
  QuestionScreen screen;
  screen.group_label = page.group_label;
  screen.group_hint = page.group_hint;
  screen.table = page.table;
  for (const auto& view : page.questions) screen.questions.push_back(question_of(view, drafts, words, outlook));
  if (page.questions.empty() && !page.may_add.empty())
    screen.questions.push_back(another_question(page, drafts, words));
  screen.position = progress.position;
  screen.total = progress.total;
  screen.can_go_back = !interview.at_first();
  screen.may_remove = !page.may_remove.empty();
  screen.last = interview.at_last();
  return screen;
}

}  // namespace minyi::kiosk::flow
