#include "minyi/check/finding.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace minyi::check {
namespace {

constexpr std::size_t most_of_a_code = 100;

constexpr auto table = std::to_array<CodeSpec>({
    {Code::cannot_start, "check.cannot_start", Severity::error, "the survey cannot be begun"},
    {Code::never_asked, "check.never_asked", Severity::error, "a condition is false whatever anyone answers"},
    {Code::constraint_impossible, "check.constraint_impossible", Severity::error,
     "no answer at all satisfies a constraint"},
    {Code::dead_end, "check.dead_end", Severity::error, "respondents had to choose where no choice was offered"},
    {Code::required_unasked, "check.required_unasked", Severity::error,
     "an answer is required that a kiosk cannot ask for"},
    {Code::filter_column, "check.filter_column", Severity::error,
     "a choice filter reads a column that no choice of the list has"},
    {Code::indicator_value, "check.indicator_value", Severity::error,
     "an indicator took a value other than 1, 0 and empty"},
    {Code::last_saved, "check.last_saved", Severity::error, "answers of one resident would be shown to the next"},
    {Code::media_missing, "check.media_missing", Severity::error, "a picture or recording is not beside the survey"},
    {Code::endless, "check.endless", Severity::error, "respondents did not come to an end"},
    {Code::untranslated, "check.untranslated", Severity::warning, "a text is missing in one of the survey's languages"},
    {Code::no_label, "check.no_label", Severity::warning, "a question or choice has neither text nor picture"},
    {Code::same_label, "check.same_label", Severity::warning, "two choices that are offered together read the same"},
    {Code::long_text, "check.long_text", Severity::warning, "a question takes long to read"},
    {Code::few_choices, "check.few_choices", Severity::warning, "a question offers fewer than two choices"},
    {Code::not_reached, "check.not_reached", Severity::warning, "no respondent who tried was asked this question"},
    {Code::reads_later, "check.reads_later", Severity::warning, "a rule reads a question that is asked later"},
    {Code::unknown_choice, "check.unknown_choice", Severity::warning,
     "a rule compares an answer with a choice that its question does not have"},
    {Code::constraint_unmet, "check.constraint_unmet", Severity::warning,
     "respondents found no answer that satisfies a constraint"},
    {Code::nothing_offered, "check.nothing_offered", Severity::warning,
     "respondents were shown a question without any choice"},
    {Code::choice_never_offered, "check.choice_never_offered", Severity::warning, "a filter never offers a choice"},
    {Code::unanswerable, "check.unanswerable", Severity::warning, "a required question is read-only and has no value"},
    {Code::no_indicator, "check.no_indicator", Severity::warning,
     "the survey has no indicator, so it gives no rate but turnout"},
    {Code::indicator_constant, "check.indicator_constant", Severity::warning,
     "an indicator has the same value for every respondent"},
    {Code::cannot_ask, "check.cannot_ask", Severity::warning, "a kiosk cannot ask a question of this type"},
    {Code::personal_data, "check.personal_data", Severity::warning,
     "personal data are asked for without a question of consent before"},
    {Code::media_large, "check.media_large", Severity::warning, "a picture or recording is large"},
    {Code::not_played, "check.not_played", Severity::warning, "a kiosk plays no sound or film"},
    {Code::too_long, "check.too_long", Severity::warning, "the survey takes longer than it should"},
    {Code::always_true, "check.always_true", Severity::information, "a condition is true whatever anyone answers"},
    {Code::unused_list, "check.unused_list", Severity::information, "a list of choices is used by no question"},
    {Code::same_name, "check.same_name", Severity::information, "questions in different groups have one name"},
    {Code::cannot_decline, "check.cannot_decline", Severity::information,
     "a required question offers no way to decline"},
});

}  // namespace

std::span<const CodeSpec> code_table() { return table; }

const CodeSpec& spec(Code code) { return *std::ranges::find(table, code, &CodeSpec::code); }

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::information:
      break;
  }
  return "information";
}

void Findings::add(Finding finding) {
  auto& same = findings_[finding.code];
  if (same.size() < most_of_a_code)
    same.push_back(std::move(finding));
  else
    ++more_[finding.code];
}

std::vector<Finding> Findings::take() && {
  std::vector<Finding> all;
  for (const auto& row : table) {
    const auto found = findings_.find(row.code);
    if (found == findings_.end()) continue;
    std::ranges::move(found->second, std::back_inserter(all));
    if (const auto more = more_.find(row.code); more != more_.end())
      all.push_back({.code = row.code, .message = fmt::format("and {} more of this kind", more->second)});
  }
  return all;
}

}  // namespace minyi::check
