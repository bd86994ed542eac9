#include "minyi/xlsform/compile.hpp"

#include <algorithm>

#include "minyi/xlsform/emit.hpp"
#include "minyi/xlsform/expressions.hpp"
#include "minyi/xlsform/itemsets.hpp"
#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/strings.hpp"
#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

namespace {

// The row that an element of the XForm came from: the longest path of an element that the place begins with.
Place place_of(const Survey& survey, std::string_view where) {
  Place place{"survey", 0, {}};
  std::size_t longest = 0;
  for_each(static_cast<const Element&>(*survey.root), [&](const Element& element) {
    const auto path = element.path();
    if (element.row == nullptr || path.size() <= longest) return;
    for (auto at = where.find(path); at != std::string_view::npos; at = where.find(path, at + 1)) {
      const auto next = at + path.size() < where.size() ? where[at + path.size()] : ' ';
      if (ncname_length(std::string("_") + next) == 2) continue;  // a longer name
      longest = path.size();
      place = element.row->table().place(*element.row);
      return;
    }
  });
  return place;
}

void misspelt_sheets(const Workbook& workbook, Findings& findings) {
  for (const std::string_view wanted : {"choices", "settings", "entities", "external_choices"}) {
    if (workbook.sheet(wanted) != nullptr) continue;
    std::vector<std::string> others;
    for (const auto& sheet : workbook.sheets)
      if (!sheet.name.starts_with('_')) others.push_back(lower(trim(sheet.name)));
    const auto near = closest(wanted, others);
    if (!near.empty() && near != "survey")
      findings.warning("xlsform.sheet_name", {near, 0, {}}, "the sheet '" + near + "' is left out",
                       "did you mean '" + std::string(wanted) + "'? A '_' before its name silences this");
  }
}

void move_errors(Findings& from, Findings& to) {
  for (auto& error : from.errors) to.errors.push_back(std::move(error));
  from.errors.clear();
}

// Reads the XForm as the kiosk will. What the reader refuses lies in the author's expressions: the rest is checked by
// now.
std::shared_ptr<const form::Form> run_reader(const Survey& survey, const std::string& xform,
                                             const form::FileSource& files, Findings& findings, Findings& faults) {
  auto form = form::read_xform(xform, files);
  if (form) {
    for (const auto& warning : (*form)->warnings) findings.warning("xlsform.form", {}, warning);
    return std::move(*form);
  }
  const auto& error = form.error();
  const auto place = place_of(survey, error.where);
  if (error.code == ErrorCode::file_missing)
    findings.warning("xlsform.file_missing", place, error.message, error.hint);
  else
    faults.error("xlsform." + std::string(code_name(error.code)), place, error.message,
                 error.hint.empty() ? error.where : error.hint);
  return nullptr;
}

}  // namespace

Compiled compile(const Workbook& workbook, const Options& options, const form::FileSource& files) {
  Findings findings;
  Survey survey;
  Compiled out;
  misspelt_sheets(workbook, findings);
  read_settings(workbook, survey, options, findings);
  read_choices(workbook, survey, findings);
  read_entities(workbook, survey, findings);
  read_survey(workbook, survey, findings);
  check_save_to(survey, findings);
  settle_lists(survey);
  const Resolver resolver(*survey.root);
  check_references(survey, resolver, findings);
  Findings faults;  // of expressions
  check_expressions(survey, faults);
  if (options.expressions == Expressions::must_run) move_errors(faults, findings);
  if (!findings.failed()) out.xform = emit_xform(survey, resolver, findings);
  if (!survey.external_table.rows().empty()) out.itemsets = itemsets_csv(survey.external_table);
  if (!findings.failed() && !faults.failed())
    out.form = run_reader(survey, out.xform, WithItemsets(files, out.itemsets), findings, faults);
  if (options.expressions == Expressions::must_run) move_errors(faults, findings);
  for (auto& fault : faults.errors) findings.warnings.push_back(std::move(fault));
  if (findings.failed()) out.xform.clear();
  out.origins = Origins(survey);
  out.errors = std::move(findings.errors);
  out.warnings = std::move(findings.warnings);
  return out;
}

}  // namespace minyi::xlsform
