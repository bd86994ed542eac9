// minyi simulate FILE [-n N] [--seed S] [--date DAY] [--leave SHARE] [--json]
#include <array>
#include <charconv>

#include <CLI/CLI.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/simulation_report.hpp"
#include "minyi/cli/survey_file.hpp"

namespace minyi::cli {
namespace {

struct Options {
  std::string file, date;
  std::size_t number = 1'000;
  std::uint64_t seed = 1;
  double leave = 0;
  bool as_json = false;
};

constexpr auto noon = std::chrono::hours(12);

// Noon of that day; of today where none is given.
Result<Instant> moment_of(const std::string& date, const Console& console) {
  const auto now = console.clock.now();
  const auto offset = console.time_zone.offset_at(now);
  if (date.empty()) return Instant(std::chrono::floor<std::chrono::days>(now + offset)) + noon - offset;
  int year = 0;
  unsigned month = 0, day = 0;
  const auto read = [&](std::size_t at, std::size_t length, auto& number) {
    const auto* begin = date.data() + at;
    return std::from_chars(begin, begin + length, number).ptr == begin + length;
  };
  const bool written =
      date.size() == 10 && date[4] == '-' && date[7] == '-' && read(0, 4, year) && read(5, 2, month) && read(8, 2, day);
  const std::chrono::year_month_day parts{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  if (!written || !parts.ok())
    return fail(ErrorCode::argument_invalid, "not a day: " + date, "--date", "write it as 2026-11-23");
  const auto local = Instant(std::chrono::sys_days(parts)) + noon;
  return local - console.time_zone.offset_at(local);
}

Result<Exit> simulate(const Options& options, Console& console) {
  MINYI_TRY(const SurveyFile survey, read_survey(options.file));
  const auto& form = survey.compiled.form;
  if (form == nullptr) {
    for (const auto& finding : survey.compiled.errors) console.err << describe(options.file, "error", finding);
    for (const auto& finding : survey.compiled.warnings) console.err << describe(options.file, "warning", finding);
    return Exit::failed;
  }
  MINYI_TRY(const Instant moment, moment_of(options.date, console));
  MINYI_TRY(const auto outline, check::Outline::make(form));
  const check::FrozenClock clock(moment);
  const check::Crowd crowd(*outline, form, clock, console.time_zone, options.seed);
  const check::Crowd::Habits habits{.leaves = options.leave};
  Simulation simulation{options.file, iso_date(moment, console.time_zone.offset_at(moment)), options.seed, {}};
  for (std::size_t respondent = 0; respondent < options.number; ++respondent) {
    MINYI_TRY(auto walk, crowd.walk(respondent, habits));
    simulation.tally.add(std::move(walk));
  }
  if (options.as_json)
    print_json(simulation, *outline, console.out);
  else
    print_text(simulation, *outline, console.out);
  return Exit::done;
}

}  // namespace

Action declare_simulate(CLI::App& app) {
  constexpr std::size_t most = 1'000'000;
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "The survey: .xlsx, .md, .csv, a directory of CSV files, or an XForm (.xml)")
      ->required();
  app.add_option("-n,--number", options->number, "How many residents")
      ->check(CLI::Range(std::size_t{1}, most))
      ->capture_default_str();
  app.add_option("--seed", options->seed, "The same seed and date give the same residents")->capture_default_str();
  app.add_option("--date", options->date, "The day they come, as 2026-11-23; today otherwise");
  app.add_option("--leave", options->leave, "How likely one leaves at each page, 0 to 1")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_flag("--json", options->as_json, "Figures for tools");
  return [options](Console& console) { return simulate(*options, console); };
}

}  // namespace minyi::cli
