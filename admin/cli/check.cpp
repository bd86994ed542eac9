// minyi check FILE [--json]
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/preflight.hpp"
#include "minyi/cli/survey_file.hpp"

namespace minyi::cli {
namespace {

using nlohmann::json;

struct Options {
  std::string file;
  bool as_json = false;
};

json to_json(const char* severity, const xlsform::Finding& finding) {
  json object = {{"code", finding.code}, {"severity", severity}, {"message", finding.message}};
  if (!finding.sheet.empty()) object["sheet"] = finding.sheet;
  if (finding.row > 0) object["row"] = finding.row;
  if (!finding.column.empty()) object["column"] = finding.column;
  if (!finding.hint.empty()) object["hint"] = finding.hint;
  if (!finding.excerpt.empty()) object["excerpt"] = finding.excerpt;
  return object;
}

std::string counted(std::size_t number, const char* noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

Result<Exit> check(const Options& options, Console& console) {
  MINYI_TRY(const SurveyFile survey, read_survey(options.file));
  const auto& errors = survey.compiled.errors;
  std::vector<xlsform::Finding> warnings = survey.compiled.warnings;
  for (auto& finding : preflight(survey.workbook, survey.compiled.form.get())) warnings.push_back(std::move(finding));

  if (options.as_json) {
    json findings = json::array();
    for (const auto& finding : errors) findings.push_back(to_json("error", finding));
    for (const auto& finding : warnings) findings.push_back(to_json("warning", finding));
    const json report = {{"file", options.file}, {"valid", errors.empty()}, {"findings", std::move(findings)}};
    console.out << report.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  } else {
    for (const auto& finding : errors) console.out << describe(options.file, "error", finding);
    for (const auto& finding : warnings) console.out << describe(options.file, "warning", finding);
    console.out << options.file << ": " << counted(errors.size(), "error") << ", "
                << counted(warnings.size(), "warning") << '\n';
  }
  return errors.empty() ? Exit::done : Exit::failed;
}

}  // namespace

Action declare_check(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "The survey: .xlsx, .md, .csv, a directory of CSV files, or an XForm (.xml)")
      ->required();
  app.add_flag("--json", options->as_json, "Findings for tools");
  return [options](Console& console) { return check(*options, console); };
}

}  // namespace minyi::cli
