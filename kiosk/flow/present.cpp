#include "minyi/flow/present.hpp"

#include <algorithm>

#include "minyi/flow/words.hpp"

namespace minyi::kiosk::flow {
namespace {

constexpr std::size_t seconds_a_question = 7;

Kind kind_of(interview::QuestionKind kind) {
  using From = interview::QuestionKind;
  switch (kind) {
    case From::note:
      return Kind::note;
    case From::select_one:
      return Kind::choose_one;
    case From::select_multiple:
      return Kind::choose_many;
    case From::integer:
      return Kind::integer;
    case From::decimal:
      return Kind::decimal;
    case From::range:
      return Kind::range;
    case From::text:
      return Kind::text;
    case From::acknowledge:
      return Kind::acknowledge;
    default:
      return Kind::unsupported;
  }
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string problem_of(const interview::QuestionView& view, const LanguageWords& words) {
  using interview::ProblemKind;
  if (view.problem_kind == ProblemKind::none) return {};
  if (view.problem_kind == ProblemKind::type) return std::string(words.problem_type);
  const bool required = view.problem_kind == ProblemKind::required;
  if (view.problem != (required ? "required" : "constraint")) return view.problem;  // the form's own message
  return std::string(required ? words.problem_required : words.problem_constraint);
}

Question question_of(const interview::QuestionView& view, const Drafts& drafts, const LanguageWords& words) {
  Question question;
  question.id = view.path;
  question.kind = kind_of(view.kind);
  question.label = view.label;
  question.hint = view.hint;
  const auto draft = drafts.texts.find(view.path);
  const bool drafted = draft != drafts.texts.end();
  question.value = drafted ? draft->second : view.value;
  question.required = view.required;
  for (const auto& choice : view.choices) question.choices.push_back({choice.value, choice.label, choice.chosen});
  question.range_start = view.range_start;
  question.range_end = view.range_end;
  question.range_step = view.range_step;
  question.quick_scale = has(view.appearance, "likert");
  question.problem = drafted && drafts.judged ? std::string(words.problem_type) : problem_of(view, words);
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

QuestionScreen question_screen(const interview::Interview& interview, const Drafts& drafts) {
  const auto page = interview.page();
  const auto progress = interview.progress();
  const auto& words = words_for(interview.language());
  QuestionScreen screen;
  screen.group_label = page.group_label;
  screen.group_hint = page.group_hint;
  screen.table = page.table;
  for (const auto& view : page.questions) screen.questions.push_back(question_of(view, drafts, words));
  if (page.questions.empty() && !page.may_add.empty())
    screen.questions.push_back(another_question(page, drafts, words));
  screen.position = progress.position;
  screen.total = progress.total;
  screen.can_go_back = !interview.at_first();
  screen.last = interview.at_last();
  return screen;
}

}  // namespace minyi::kiosk::flow
