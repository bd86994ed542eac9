// One resident's pass through a form: pages, relevance, constraints, calculation, languages. Holds his answers and
// nothing else; knows no clock, screen or disk of its own. Destroying it wipes the answers.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/base/result.hpp"
#include "minyi/form/form.hpp"
#include "minyi/xpath/evaluate.hpp"

namespace minyi::interview {

// What the interview may ask of the outside.
struct Surroundings {
  const Clock* clock = nullptr;
  const TimeZone* time_zone = nullptr;
  xpath::RandomSource* random = nullptr;
  std::string device_id{};  // metadata `deviceid`: the kiosk's id
  // Values for the form's `site_*` hidden fields or preloads; e.g. {"site", "150921-03"}. Fills nodes of that name
  // whose bind has preload="property" and these parameters.
  std::map<std::string, std::string> properties{};
};

// What is asked on a screen. Texts are in the active language, with outputs filled in; labels, hints and messages may
// hold Markdown and HTML of the form's author, and what an output brought in is escaped so as to be read as itself.
enum class QuestionKind {
  note,
  select_one,
  select_multiple,
  rank,
  integer,
  decimal,
  range,
  text,
  date,
  time,
  date_time,
  acknowledge,
  barcode,
  unsupported
};

struct ChoiceView {
  std::string value;
  std::string label;
  std::string image{};  // as the form writes it: "jr://images/x.png"
  bool chosen = false;
};

// What has to be mended, so that whoever shows it can say so in his own words where the form has none.
enum class ProblemKind {
  none,
  required,    // an answer is needed
  constraint,  // the form's constraint does not hold
  type,        // not a value of the question's type
  incomplete,  // a rank that does not place all of the choices
};

struct QuestionView {
  std::string path;  // of this node, with positions inside repeats: "/data/person[2]/age"
  QuestionKind kind = QuestionKind::note;
  std::vector<std::string> appearance{};
  std::string label{}, hint{}, guidance{}, image{}, big_image{}, audio{};
  bool required = false;
  bool read_only = false;
  std::string value{};  // as stored: "yes", "a b c", "42"
  std::vector<ChoiceView> choices{};
  double range_start = 0, range_end = 0, range_step = 1;
  bool may_be_negative = false;  // a number: no bound that the constraint states in figures forbids it
  // What next() found to mend. `problem` is the form's own message in the active language or, where the form has none,
  // the kind's key ("required", "constraint", "type", "incomplete"); empty when there is nothing to mend.
  ProblemKind problem_kind = ProblemKind::none;
  std::string problem{};
};

// One screen's worth: a question, or the visible questions of a field-list or table-list group.
struct Page {
  std::string group_label{}, group_hint{};  // of the innermost group shown as a page, else of no group
  bool table = false;                       // table-list / likert rows: all rows share one set of choices
  std::vector<QuestionView> questions{};
  // Repeats. A page without questions and with `may_add` asks whether there is another one: add_repeat(may_add) leads
  // to its first question, next() goes on. `may_remove` is the innermost instance this page belongs to, where the
  // resident may take it out again.
  std::string may_add{}, may_remove{};
};

struct Progress {
  std::size_t position = 1;  // 1-based, of the present page among the pages relevant now
  std::size_t total = 1;
};

enum class Move { moved, stopped, finished };  // stopped: a question of this page has a problem

// An answer as the response carries it.
struct AnsweredNode {
  std::string path;  // "/data/person[2]/age"
  std::string value;
};

class Interview {
 public:
  // Starts on the first page. Errors: interview_invalid (no page can be shown; an expression fails at load: names it).
  static Result<Interview> start(std::shared_ptr<const form::Form> form, Surroundings surroundings,
                                 std::string_view language);

  // Puts stored answers back into a form, as the collector does. Unknown paths are an error (interview_invalid).
  // Calculations, relevance and indicators are brought up to date; metadata preloads are not run.
  static Result<Interview> restore(std::shared_ptr<const form::Form> form, Surroundings surroundings,
                                   const std::vector<AnsweredNode>& answers);

  Interview(Interview&&) noexcept;
  Interview& operator=(Interview&&) noexcept;
  ~Interview();

  [[nodiscard]] const form::Form& form() const;
  [[nodiscard]] Page page() const;
  [[nodiscard]] Progress progress() const;
  [[nodiscard]] bool at_first() const;
  [[nodiscard]] bool at_last() const;  // next() would finish

  // Gives a question of any page a value in its stored spelling; "" takes the answer back. Types are enforced (an
  // integer is digits, a choice is one of those offered), constraints are judged by next(). Brings all dependents up to
  // date.
  Result<> answer(std::string_view path, std::string_view value);

  // Judges the page's questions and goes on, or stays with `problem` set on each question that needs mending.
  // finished: everything in the form is in order and the response can be taken.
  Move next();
  void back();

  // Adds an instance of the repeat (when the form lets residents) or removes one.
  Result<> add_repeat(std::string_view repeat_path);
  Result<> remove_repeat(std::string_view instance_path);

  void set_language(std::string_view code);
  [[nodiscard]] const std::string& language() const;

  // Answers of relevant nodes with a value, in document order (calculated and metadata nodes included). Sets `end`
  // metadata.
  [[nodiscard]] std::vector<AnsweredNode> finish();
  // The same without an end: what there is of an unfinished response.
  [[nodiscard]] std::vector<AnsweredNode> answers() const;

  // Indicator name -> 1, 0, or nothing where the response is not in its base (empty or not relevant).
  // Error: interview_invalid when a value is neither 1, 0 nor empty.
  [[nodiscard]] Result<std::map<std::string, std::optional<bool>>> indicators() const;

  // Path of the first question of the present page: where a resident who leaves has left (for the funnel).
  [[nodiscard]] std::string place() const;

 private:
  class State;
  explicit Interview(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace minyi::interview
