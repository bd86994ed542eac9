// minyi rates --form ID --by site,day [--level community] [--from DAY --to DAY] [--json|--csv] --data DIR
#include <algorithm>

#include <CLI/CLI.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/cli/rates_report.hpp"
#include "minyi/cli/site_levels.hpp"

namespace minyi::cli {
namespace {

struct Options {
  std::string data, form, level, from, to;
  std::vector<std::string> by{"site"};
  bool as_json = false, as_csv = false;
};

bool is_day(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  char end = 0;
  if (text.size() != 10 || text.find_first_not_of("0123456789-") != std::string::npos ||
      std::sscanf(text.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &end) != 3)
    return false;
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)).ok();
}

Result<warehouse::RollupQuery> read_query(const Options& options) {
  warehouse::RollupQuery query{.form = FormId(options.form), .by_site = false};
  for (const std::string& part : options.by) {
    if (part != "site" && part != "day")
      return fail(ErrorCode::argument_invalid, "--by takes site, day or site,day, not " + part);
    (part == "site" ? query.by_site : query.by_day) = true;
  }
  if (!options.level.empty()) {
    query.level = site_level(options.level);
    if (!query.level)
      return fail(ErrorCode::argument_invalid, "no such level: " + options.level, "", std::string(site_level_hint));
    if (!query.by_site) return fail(ErrorCode::argument_invalid, "--level goes with --by site");
  }
  for (const auto& [text, day] : {std::pair{&options.from, &query.from}, std::pair{&options.to, &query.to}}) {
    if (text->empty()) continue;
    if (!is_day(*text)) return fail(ErrorCode::argument_invalid, "not a day: " + *text, "", "write 2026-11-23");
    *day = *text;
  }
  if (query.from && query.to && *query.from > *query.to)
    return fail(ErrorCode::argument_invalid, "--from is after --to");
  return query;
}

// A form that no rollout ever named is a typing error rather than a survey without answers.
Result<> judge_form(const FormId& form, warehouse::Warehouse& warehouse) {
  MINYI_TRY(const auto rollouts, warehouse.rollouts());
  std::string known;
  for (const auto& published : rollouts) {
    const auto rollout = exchange::decode_rollout(published.json);
    if (!rollout) continue;
    for (const auto& one : rollout->forms) {
      if (one.form == form) return {};
      if (known.find(one.form.value()) == std::string::npos) known += (known.empty() ? "" : ", ") + one.form.value();
    }
  }
  return fail(ErrorCode::form_unknown, "no survey of this id was published", form.value(),
              known.empty() ? "publish one with `minyi publish`" : "published: " + known);
}

Result<Exit> print_rates(const Options& options, Console& console) {
  MINYI_TRY(const auto query, read_query(options));
  MINYI_TRY(const auto warehouse, open_warehouse(options.data, Absent::refuse));
  MINYI_TRY(const auto rows, warehouse->rollup(query));
  if (rows.empty()) MINYI_CHECK(judge_form(query.form, *warehouse));
  MINYI_TRY(const auto indicators, warehouse->indicator_names(query.form));
  MINYI_TRY(const auto sites, warehouse->sites());
  const Report report = make_report(query, rows, indicators, sites);
  if (options.as_json)
    print_json(report, console.out);
  else if (options.as_csv)
    print_csv(report, console.out);
  else
    print_table(report, console.out);
  if (rows.empty()) console.err << "No responses yet.\n";
  return Exit::done;
}

}  // namespace

Action declare_rates(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--form", options->form, "The survey's form_id")->required();
  app.add_option("--by", options->by, "site, day or site,day")->delimiter(',')->expected(1, 2);
  app.add_option("--level", options->level, "Add sites up to this level: " + std::string(site_level_hint));
  app.add_option("--from", options->from, "First day, 2026-11-23");
  app.add_option("--to", options->to, "Last day");
  auto* json = app.add_flag("--json", options->as_json, "For tools");
  app.add_flag("--csv", options->as_csv, "For spreadsheets")->excludes(json);
  add_data_option(app, options->data);
  return [options](Console& console) { return print_rates(*options, console); };
}

}  // namespace minyi::cli
