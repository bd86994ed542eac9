// What preflight finds in a survey. Codes are stable: scripts and the page beside this header rely on them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minyi::check {

// error: not fit to be fielded. warning: look at it. information: good to know.
enum class Severity { error, warning, information };

enum class Code {
  untranslated,
  no_label,
  same_label,
  long_text,
  few_choices,
  never_asked,
  always_true,
  not_reached,
  reads_later,
  unknown_choice,
  filter_column,
  constraint_impossible,
  constraint_unmet,
  dead_end,
  nothing_offered,
  choice_never_offered,
  unused_list,
  same_name,
  cannot_decline,
  required_unasked,
  unanswerable,
  no_indicator,
  indicator_value,
  indicator_constant,
  cannot_ask,
  personal_data,
  last_saved,
  media_missing,
  media_large,
  not_played,
  too_long,
  endless,
  cannot_start,
};

struct CodeSpec {
  Code code;
  std::string_view name;  // "check.untranslated"
  Severity severity;
  std::string_view meaning;  // one line
};
std::span<const CodeSpec> code_table();
const CodeSpec& spec(Code code);
std::string_view name(Severity severity);

struct Finding {
  Code code;
  std::string path{};      // of the node: "/data/q"; empty: the whole form, or a list
  std::string part{};      // XLSForm's name of the column: "label", "constraint", "relevant" …; empty: the row
  std::string list{};      // the list of choices it is about
  std::string choice{};    // value of the choice in it
  std::string language{};  // name as in the form: "English (en)"
  std::string message{};
  std::string hint{};
};

// Collects findings, so many of each code as somebody still reads.
class Findings {
 public:
  void add(Finding finding);
  // By code, in the order of the table; a last one of a code says how many more there are.
  [[nodiscard]] std::vector<Finding> take() &&;

 private:
  std::map<Code, std::vector<Finding>> findings_{};
  std::map<Code, std::size_t> more_{};
};

}  // namespace minyi::check
