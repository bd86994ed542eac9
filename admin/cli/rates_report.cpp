#include "minyi/cli/rates_report.hpp"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "minyi/cli/csv.hpp"
#include "minyi/cli/table.hpp"

namespace minyi::cli {
namespace {

using nlohmann::json;

// The figure's parts as text, empty where there is none to show.
struct Parts {
  std::string numerator, denominator, value, low, high;
};

Parts parts_of(const Figure& figure, const char* number_format) {
  const rates::Rate& rate = figure.rate;
  if (rate.suppressed) return {};
  Parts parts;
  parts.numerator = std::to_string(rate.numerator);
  if (figure.base_unknown) return parts;
  parts.denominator = std::to_string(rate.denominator);
  const auto written = [&](double number) { return fmt::format(fmt::runtime(number_format), number); };
  if (rate.value) parts.value = written(*rate.value);
  if (rate.interval) {
    parts.low = written(rate.interval->low);
    parts.high = written(rate.interval->high);
  }
  return parts;
}

std::string percent(double share) { return fmt::format("{:.1f}%", share * 100); }

std::vector<std::string> table_cells(const Figure& figure) {
  const rates::Rate& rate = figure.rate;
  if (rate.suppressed) return {figure.name, "withheld", "", "", ""};
  const std::string numerator = std::to_string(rate.numerator);
  if (figure.base_unknown) return {figure.name, "unknown", "", numerator, "?"};
  return {figure.name, rate.value ? percent(*rate.value) : "",
          rate.interval ? percent(rate.interval->low) + " – " + percent(rate.interval->high) : "", numerator,
          std::to_string(rate.denominator)};
}

json to_json(const Figure& figure) {
  const rates::Rate& rate = figure.rate;
  const bool counted = !rate.suppressed;
  return {{"numerator", counted ? json(rate.numerator) : json()},
          {"denominator", counted && !figure.base_unknown ? json(rate.denominator) : json()},
          {"value", counted && rate.value ? json(*rate.value) : json()},
          {"low", counted && rate.interval ? json(rate.interval->low) : json()},
          {"high", counted && rate.interval ? json(rate.interval->high) : json()},
          {"suppressed", rate.suppressed}};
}

}  // namespace

Report make_report(const warehouse::RollupQuery& query, const std::vector<warehouse::RollupRow>& rows,
                   const std::vector<std::string>& indicators, const std::vector<warehouse::Site>& sites) {
  std::map<SiteId, std::string> names;
  for (const auto& site : sites) names[site.code] = site.name;
  Report report{.form = query.form, .by_site = query.by_site, .by_day = query.by_day};
  for (const auto& row : rows) {
    ReportRow line{.day = row.day, .completed = row.completed, .partial = row.partial};
    if (query.by_site) {
      line.site = row.site.value();
      line.site_name = names[row.site];
    }
    for (const std::string& name : indicators) {
      const auto found = row.indicators.find(name);
      const auto [numerator, denominator] =
          found == row.indicators.end() ? std::pair<std::uint64_t, std::uint64_t>{} : found->second;
      line.figures.push_back({name, rates::make_rate(numerator, denominator)});
    }
    Figure turnout{.name = "turnout", .base_unknown = !row.eligible};
    turnout.rate =
        row.eligible ? rates::make_rate(row.completed, *row.eligible) : rates::Rate{.numerator = row.completed};
    line.figures.push_back(std::move(turnout));
    report.rows.push_back(std::move(line));
  }
  return report;
}

void print_table(const Report& report, std::ostream& out) {
  std::vector<Table::Column> columns;
  if (report.by_site) columns.insert(columns.end(), {{"site"}, {"name"}});
  if (report.by_day) columns.push_back({"day"});
  columns.insert(columns.end(), {{"rate"},
                                 {"value", Align::right},
                                 {"95% interval", Align::right},
                                 {"numerator", Align::right},
                                 {"denominator", Align::right}});
  Table table(std::move(columns));
  bool withheld = false;
  for (const ReportRow& row : report.rows) {
    for (const Figure& figure : row.figures) {
      std::vector<std::string> cells;
      if (report.by_site) cells.insert(cells.end(), {row.site, row.site_name});
      if (report.by_day) cells.push_back(row.day);
      for (std::string& cell : table_cells(figure)) cells.push_back(std::move(cell));
      table.add(std::move(cells));
      withheld = withheld || figure.rate.suppressed;
    }
  }
  table.print(out);
  if (withheld)
    out << "withheld: the denominator is under " << rates::default_suppression_threshold
        << ", and the figure could point at a person\n";
}

void print_json(const Report& report, std::ostream& out) {
  json rows = json::array();
  for (const ReportRow& row : report.rows) {
    json line = {{"completed", row.completed}, {"partial", row.partial}};
    if (report.by_site) {
      line["site"] = row.site;
      line["site_name"] = row.site_name;
    }
    if (report.by_day) line["day"] = row.day;
    for (const Figure& figure : row.figures) line["rates"][figure.name] = to_json(figure);
    rows.push_back(std::move(line));
  }
  json by = json::array();
  if (report.by_site) by.push_back("site");
  if (report.by_day) by.push_back("day");
  const json whole = {{"form", report.form.value()}, {"by", std::move(by)}, {"rows", std::move(rows)}};
  out << whole.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

void print_csv(const Report& report, std::ostream& out) {
  std::vector<std::string> header;
  if (report.by_site) header.insert(header.end(), {"site", "site_name"});
  if (report.by_day) header.emplace_back("day");
  header.insert(header.end(), {"rate", "numerator", "denominator", "value", "low", "high", "suppressed"});
  out << csv_line(header);
  for (const ReportRow& row : report.rows) {
    for (const Figure& figure : row.figures) {
      std::vector<std::string> fields;
      if (report.by_site) fields.insert(fields.end(), {csv_text(row.site), csv_text(row.site_name)});
      if (report.by_day) fields.push_back(row.day);
      const Parts parts = parts_of(figure, "{:.6f}");
      fields.insert(fields.end(), {csv_text(figure.name), parts.numerator, parts.denominator, parts.value, parts.low,
                                   parts.high, figure.rate.suppressed ? "true" : "false"});
      out << csv_line(fields);
    }
  }
}

}  // namespace minyi::cli
