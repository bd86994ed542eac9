#include "minyi/cli/check_report.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <nlohmann/json.hpp>

namespace minyi::cli {
namespace {

using check::Severity;
using nlohmann::json;

// Where a finding is that no sheet has a cell for: "label of /data/age in 中文 (zh): ".
std::string place_in_form(const check::Finding& finding) {
  std::string place = finding.part;
  const auto add = [&](const char* join, const std::string& what) {
    if (!what.empty()) place += (place.empty() ? "" : join) + what;
  };
  add(" of ", finding.path);
  add(" of the list ", finding.list);
  add(" of the choice ", finding.choice);
  add(" in ", finding.language);
  return place.empty() ? "" : place + ": ";
}

std::string counted(std::size_t number, const char* noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

json to_json(const Remark& remark) {
  const auto& finding = remark.finding;
  json object = {{"code", finding.code}, {"severity", check::name(remark.severity)}, {"message", finding.message}};
  if (finding.row > 0) object["row"] = finding.row;
  struct Member {
    const char* name;
    const std::string& value;
  };
  for (const Member& member : std::to_array<Member>({{"sheet", finding.sheet},
                                                     {"column", finding.column},
                                                     {"hint", finding.hint},
                                                     {"excerpt", finding.excerpt},
                                                     {"path", remark.path},
                                                     {"part", remark.part},
                                                     {"list", remark.list},
                                                     {"choice", remark.choice},
                                                     {"language", remark.language}}))
    if (!member.value.empty()) object[member.name] = member.value;
  return object;
}

}  // namespace

std::size_t CheckReport::count(Severity severity) const {
  return static_cast<std::size_t>(std::ranges::count(remarks, severity, &Remark::severity));
}

void add(CheckReport& report, const xlsform::Compiled& compiled) {
  for (const auto& finding : compiled.errors) report.remarks.push_back({Severity::error, finding});
  for (const auto& finding : compiled.warnings) report.remarks.push_back({Severity::warning, finding});
}

void add(CheckReport& report, const std::vector<check::Finding>& findings, const xlsform::Origins& origins) {
  for (const auto& finding : findings) {
    const auto& spec = check::spec(finding.code);
    auto place = finding.path.empty() && !finding.list.empty()
                     ? origins.choice(finding.list, finding.choice, finding.part, finding.language)
                     : origins.node(finding.path, finding.part, finding.language);
    Remark remark{spec.severity,
                  {.code = std::string(spec.name),
                   .sheet = std::move(place.sheet),
                   .row = place.row,
                   .column = std::move(place.column),
                   .message = finding.message,
                   .hint = finding.hint},
                  finding.path,
                  finding.part,
                  finding.list,
                  finding.choice,
                  finding.language};
    if (remark.finding.row == 0) remark.finding.message.insert(0, place_in_form(finding));
    report.remarks.push_back(std::move(remark));
  }
}

void add(CheckReport& report, const ScreenCheck& screens, const xlsform::Compiled& compiled) {
  report.screens_left_out = screens.left_out;
  for (const auto& finding : screens.findings) {
    const auto* language = compiled.form == nullptr ? nullptr : compiled.form->language(finding.language);
    auto place = compiled.origins.node(finding.path, finding.part, language == nullptr ? "" : language->name);
    report.remarks.push_back({Severity::warning,
                              {.code = finding.code,
                               .sheet = std::move(place.sheet),
                               .row = place.row,
                               .column = std::move(place.column),
                               .message = to_string(finding),
                               .hint = finding.hint},
                              finding.path,
                              finding.part,
                              {},
                              finding.choice,
                              finding.language});
  }
}

void sort(CheckReport& report) {
  std::ranges::stable_sort(report.remarks, {}, [](const Remark& remark) {
    const auto& finding = remark.finding;
    // The survey sheet before the others.
    return std::tuple(remark.severity, finding.row > 0, finding.sheet != "survey", finding.sheet, finding.row);
  });
}

void print_text(const CheckReport& report, std::ostream& out) {
  for (const auto& remark : report.remarks)
    out << describe(report.file, std::string(check::name(remark.severity)).c_str(), remark.finding);
  out << report.file << ": " << counted(report.count(Severity::error), "error") << ", "
      << counted(report.count(Severity::warning), "warning");
  if (const auto remarks = report.count(Severity::information); remarks > 0) out << ", " << counted(remarks, "remark");
  out << '\n';
}

void print_json(const CheckReport& report, std::ostream& out) {
  json findings = json::array();
  for (const auto& remark : report.remarks) findings.push_back(to_json(remark));
  json object = {
      {"file", report.file}, {"valid", report.count(Severity::error) == 0}, {"findings", std::move(findings)}};
  if (!report.screens_left_out.empty()) object["screens_left_out"] = report.screens_left_out;
  out << object.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

}  // namespace minyi::cli
