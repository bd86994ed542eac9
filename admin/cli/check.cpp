// minyi check FILE [--json] [--no-screens]
#include <filesystem>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/preflight.hpp"
#include "minyi/cli/screen_check.hpp"
#include "minyi/cli/survey_file.hpp"

namespace minyi::cli {
namespace {

using nlohmann::json;

struct Options {
  std::string file, kiosk;
  bool as_json = false, no_screens = false;
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

ScreenCheck look_at_screens(const Options& options, const SurveyFile& survey) {
  if (options.no_screens || survey.compiled.form == nullptr) return {};
  const auto folder = std::filesystem::path(options.file).parent_path().string();
  return check_screens(survey.compiled.xform, folder.empty() ? "." : folder, options.kiosk);
}

Result<Exit> check(const Options& options, Console& console) {
  MINYI_TRY(const SurveyFile survey, read_survey(options.file));
  const auto& errors = survey.compiled.errors;
  std::vector<xlsform::Finding> warnings = survey.compiled.warnings;
  for (auto& finding : preflight(survey.workbook, survey.compiled.form.get())) warnings.push_back(std::move(finding));
  const auto screens = look_at_screens(options, survey);
  for (const auto& finding : screens.findings)
    warnings.push_back({.code = finding.code, .message = to_string(finding), .hint = finding.hint});

  if (options.as_json) {
    json findings = json::array();
    for (const auto& finding : errors) findings.push_back(to_json("error", finding));
    for (const auto& finding : warnings) findings.push_back(to_json("warning", finding));
    json report = {{"file", options.file}, {"valid", errors.empty()}, {"findings", std::move(findings)}};
    if (!screens.left_out.empty()) report["screens_left_out"] = screens.left_out;
    console.out << report.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  } else {
    for (const auto& finding : errors) console.out << describe(options.file, "error", finding);
    for (const auto& finding : warnings) console.out << describe(options.file, "warning", finding);
    if (!screens.left_out.empty())
      console.err << "minyi: whether the texts fit the screens was not checked: " << screens.left_out << '\n';
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
  app.add_flag("--no-screens", options->no_screens, "Do not try the texts on the kiosk's screens");
  app.add_option("--kiosk", options->kiosk, "The program minyi-kiosk; otherwise the one beside this, or on PATH");
  return [options](Console& console) { return check(*options, console); };
}

}  // namespace minyi::cli
