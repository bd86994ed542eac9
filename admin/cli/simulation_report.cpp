#include "minyi/cli/simulation_report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "minyi/cli/table.hpp"

namespace minyi::cli {
namespace {

using check::Distribution;
using nlohmann::json;

struct Length {
  const char* name;
  std::vector<double> check::Tally::*values;
  double unit;       // one of what is printed, in what is counted
  const char* spec;  // of a figure
};
constexpr auto lengths = std::to_array<Length>({{"pages", &check::Tally::pages, 1, "{:.0f}"},
                                                {"questions", &check::Tally::questions, 1, "{:.0f}"},
                                                {"minutes", &check::Tally::seconds, 60, "{:.1f}"}});

struct Quantile {
  const char* name;  // for people
  const char* key;   // for tools
  double Distribution::*value;
};
constexpr auto quantiles = std::to_array<Quantile>({{"least", "least", &Distribution::least},
                                                    {"25 %", "lower_quartile", &Distribution::lower_quartile},
                                                    {"median", "median", &Distribution::median},
                                                    {"75 %", "upper_quartile", &Distribution::upper_quartile},
                                                    {"95 %", "percentile_95", &Distribution::percentile_95},
                                                    {"most", "most", &Distribution::most}});

std::string share(std::size_t part, std::size_t whole) {
  return fmt::format("{:.1f} %", whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// Values of a question's list that nobody was offered. A list with a filter serves as many as see it.
std::vector<std::string> never_offered(const Simulation& simulation, const check::Choices& choices,
                                       const std::string& path) {
  const auto offered = simulation.tally.offered.find(path);
  std::vector<std::string> values;
  if (offered == simulation.tally.offered.end()) return values;
  for (const auto& value : choices.values)
    if (!offered->second.contains(value)) values.push_back(value);
  return values;
}

std::string ending(const check::DeadEnd& end) {
  if (end.nothing_offered) return "an answer is required, and no choice is offered";
  switch (end.problem) {
    case interview::ProblemKind::required:
      return "an answer is required";
    case interview::ProblemKind::constraint:
      return "no answer tried satisfies the constraint";
    default:
      return "no answer tried is taken";
  }
}

json to_json(const Distribution& distribution) {
  json object;
  for (const auto& quantile : quantiles) object[quantile.key] = distribution.*quantile.value;
  return object;
}

}  // namespace

void print_text(const Simulation& simulation, const check::Outline& outline, std::ostream& out) {
  const auto& tally = simulation.tally;
  out << simulation.file << ": " << tally.respondents << " random residents on " << simulation.date << ", seed "
      << simulation.seed << "\n\n";
  std::size_t stuck = 0;
  for (const auto& [path, ends] : tally.dead_ends) stuck += ends.count;
  Table ends({{"", Align::left}, {"residents", Align::right}, {"", Align::right}});
  ends.add({"finished", std::to_string(tally.finished), share(tally.finished, tally.respondents)});
  ends.add({"left", std::to_string(tally.left), share(tally.left, tally.respondents)});
  ends.add({"could not go on", std::to_string(stuck), share(stuck, tally.respondents)});
  if (tally.lost > 0) ends.add({"did not end", std::to_string(tally.lost), share(tally.lost, tally.respondents)});
  ends.print(out);

  out << "\nof those who finished\n";
  std::vector<Table::Column> columns{{"", Align::left}};
  for (const auto& quantile : quantiles) columns.push_back({quantile.name, Align::right});
  Table spread(std::move(columns));
  for (const auto& length : lengths) {
    const auto distribution = check::distribution(tally.*length.values);
    std::vector<std::string> cells{length.name};
    for (const auto& quantile : quantiles)
      cells.push_back(fmt::format(fmt::runtime(length.spec), distribution.*quantile.value / length.unit));
    spread.add(std::move(cells));
  }
  spread.print(out);

  out << '\n';
  Table asked({{"question", Align::left},
               {"asked", Align::right},
               {"", Align::right},
               {"left here", Align::right},
               {"never offered", Align::left}});
  for (const auto& question : outline.questions()) {
    const auto& path = outline.place(question.place).path;
    if (question.head) continue;
    const auto count = tally.asked.contains(path) ? tally.asked.at(path) : 0;
    const auto left = tally.left_at.contains(path) ? tally.left_at.at(path) : 0;
    const auto idle = never_offered(simulation, outline.choices(question.place), path);
    constexpr std::size_t most = 5;
    std::string names;
    for (std::size_t at = 0; at < std::min(most, idle.size()); ++at) names += (at == 0 ? "" : ", ") + idle[at];
    if (idle.size() > most) names += fmt::format(" and {} more", idle.size() - most);
    asked.add(
        {path, std::to_string(count), share(count, tally.respondents), left == 0 ? "" : std::to_string(left), names});
  }
  asked.print(out);

  if (!tally.indicators.empty()) {
    out << '\n';
    Table rates({{"indicator", Align::left}, {"numerator", Align::right}, {"denominator", Align::right}});
    for (const auto& [name, base] : tally.indicators)
      rates.add({name, std::to_string(base.numerator), std::to_string(base.denominator)});
    rates.print(out);
  }
  if (tally.indicator_error)
    out << '\n'
        << tally.indicator_errors << " responses have no indicators: " << to_string(*tally.indicator_error) << '\n';
  for (const auto& [path, at] : tally.dead_ends) {
    out << "\ndead end for " << at.count << " at " << path << ": " << ending(at.first) << ". One had answered:\n";
    for (const auto& answer : at.first.answers) out << "  " << answer.path << " = " << answer.value << '\n';
  }
}

void print_json(const Simulation& simulation, const check::Outline& outline, std::ostream& out) {
  const auto& tally = simulation.tally;
  json object = {{"file", simulation.file},        {"date", simulation.date},    {"seed", simulation.seed},
                 {"residents", tally.respondents}, {"finished", tally.finished}, {"left", tally.left},
                 {"endless", tally.lost}};
  for (const auto& length : lengths)
    object["length"][length.values == &check::Tally::seconds ? "seconds" : length.name] =
        to_json(check::distribution(tally.*length.values));
  object["questions"] = json::array();
  for (const auto& question : outline.questions()) {
    const auto& path = outline.place(question.place).path;
    if (question.head) continue;
    object["questions"].push_back(
        {{"path", path},
         {"asked", tally.asked.contains(path) ? tally.asked.at(path) : 0},
         {"left", tally.left_at.contains(path) ? tally.left_at.at(path) : 0},
         {"never_offered", never_offered(simulation, outline.choices(question.place), path)}});
  }
  object["indicators"] = json::object();
  for (const auto& [name, base] : tally.indicators)
    object["indicators"][name] = {{"numerator", base.numerator}, {"denominator", base.denominator}};
  object["dead_ends"] = json::array();
  for (const auto& [path, at] : tally.dead_ends) {
    json answers = json::object();
    for (const auto& answer : at.first.answers) answers[answer.path] = answer.value;
    object["dead_ends"].push_back(
        {{"path", path}, {"count", at.count}, {"problem", ending(at.first)}, {"answers", std::move(answers)}});
  }
  out << object.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

}  // namespace minyi::cli
