// minyi check FILE [--json] [--strict] [--minutes N] [--no-screens]
#include <CLI/CLI.hpp>

#include "minyi/check/preflight.hpp"
#include "minyi/cli/check_report.hpp"
#include "minyi/cli/command.hpp"
#include "minyi/cli/screen_check.hpp"

namespace minyi::cli {
namespace {

struct Options {
  std::string file, kiosk;
  bool as_json = false, strict = false, no_screens = false;
  double minutes = check::Terms().minutes;
};

ScreenCheck look_at_screens(const Options& options, const SurveyFile& survey) {
  if (options.no_screens || survey.compiled.form == nullptr) return {};
  return check_screens(survey.compiled.xform, survey.files.directory(), options.kiosk);
}

Result<Exit> check_survey(const Options& options, Console& console) {
  MINYI_TRY(const SurveyFile survey, read_survey(options.file));
  CheckReport report{options.file, {}, {}};
  add(report, survey.compiled);
  if (survey.compiled.form != nullptr) {
    const check::Terms terms{.minutes = options.minutes};
    add(report, check::preflight(survey.compiled.form, survey.files, console.clock, console.time_zone, terms),
        survey.compiled.origins);
    add(report, look_at_screens(options, survey), survey.compiled);
  }
  sort(report);
  if (options.as_json)
    print_json(report, console.out);
  else
    print_text(report, console.out);
  if (!report.screens_left_out.empty() && !options.as_json)
    console.err << "minyi: whether the texts fit the screens was not checked: " << report.screens_left_out << '\n';
  const bool failed =
      report.count(check::Severity::error) > 0 || (options.strict && report.count(check::Severity::warning) > 0);
  return failed ? Exit::failed : Exit::done;
}

}  // namespace

Action declare_check(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "The survey: .xlsx, .md, .csv, a directory of CSV files, or an XForm (.xml)")
      ->required();
  app.add_flag("--json", options->as_json, "Findings for tools");
  app.add_flag("--strict", options->strict, "Exit with 1 on warnings, too");
  app.add_option("--minutes", options->minutes, "How long the survey may take")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--no-screens", options->no_screens, "Do not try the texts on the kiosk's screens");
  app.add_option("--kiosk", options->kiosk, "The program minyi-kiosk; otherwise the one beside this, or on PATH");
  return [options](Console& console) { return check_survey(*options, console); };
}

}  // namespace minyi::cli
