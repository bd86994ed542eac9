#include "minyi/cli/preflight.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>

namespace minyi::cli {
namespace {

using xlsform::Finding;
using xlsform::Sheet;

// Columns that residents read or hear, and so must have in their language.
constexpr auto translated = std::to_array<std::string_view>(
    {"label", "hint", "guidance_hint", "constraint_message", "required_message", "audio"});

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct Header {
  std::string base;      // "label"
  std::string language;  // "中文 (zh)"; empty: the default language
};

// "label::中文 (zh)", "media::audio::English (en)", "label"; nothing for a column of another kind.
std::optional<Header> read_header(std::string_view header) {
  if (header.substr(0, 7) == "media::") header.remove_prefix(7);
  const auto colons = header.find("::");
  const std::string base(trimmed(header.substr(0, colons)));
  if (std::find(translated.begin(), translated.end(), base) == translated.end()) return std::nullopt;
  return Header{base, colons == std::string_view::npos ? "" : std::string(trimmed(header.substr(colons + 2)))};
}

void add_languages(const Sheet& sheet, std::vector<std::string>& languages) {
  if (sheet.rows.empty()) return;
  for (const std::string& cell : sheet.rows.front()) {
    const auto header = read_header(cell);
    if (header && !header->language.empty() &&
        std::find(languages.begin(), languages.end(), header->language) == languages.end())
      languages.push_back(header->language);
  }
}

std::string default_language(const xlsform::Workbook& workbook) {
  const Sheet* settings = workbook.sheet("settings");
  if (settings == nullptr || settings->rows.size() < 2) return {};
  const auto& header = settings->rows.front();
  const auto found = std::find(header.begin(), header.end(), "default_language");
  return found == header.end() ? "" : settings->rows[1][static_cast<std::size_t>(found - header.begin())];
}

void find_untranslated(const Sheet& sheet, const std::vector<std::string>& languages, const std::string& fallback,
                       std::vector<Finding>& findings) {
  if (sheet.rows.empty()) return;
  std::map<std::string, std::map<std::string, std::size_t>> columns;  // base -> language -> column
  for (std::size_t at = 0; at < sheet.rows.front().size(); ++at)
    if (const auto header = read_header(sheet.rows.front()[at]))
      columns[header->base].emplace(header->language.empty() ? fallback : header->language, at);
  for (std::size_t row = 1; row < sheet.rows.size(); ++row) {
    const auto& cells = sheet.rows[row];
    for (const auto& [base, by_language] : columns) {
      const auto filled = [&](const auto& column) { return !trimmed(cells[column.second]).empty(); };
      if (std::none_of(by_language.begin(), by_language.end(), filled)) continue;
      for (const std::string& language : languages) {
        const auto column = by_language.find(language);
        if (column != by_language.end() && filled(*column)) continue;
        findings.push_back({.code = "check.untranslated",
                            .sheet = sheet.name,
                            .row = sheet.lines.size() > row ? sheet.lines[row] : static_cast<int>(row) + 1,
                            .column = base + "::" + language,
                            .message = "no text in this language",
                            .hint = "residents who choose it will see nothing here"});
      }
    }
  }
}

}  // namespace

std::vector<Finding> preflight(const xlsform::Workbook& workbook, const form::Form* form) {
  std::vector<Finding> findings;
  std::vector<std::string> languages;
  for (const char* name : {"survey", "choices"})
    if (const Sheet* sheet = workbook.sheet(name)) add_languages(*sheet, languages);
  std::string fallback = default_language(workbook);
  if (fallback.empty() && !languages.empty()) fallback = languages.front();
  for (const char* name : {"survey", "choices"})
    if (const Sheet* sheet = workbook.sheet(name)) find_untranslated(*sheet, languages, fallback, findings);
  if (form != nullptr &&
      std::none_of(form->binds.begin(), form->binds.end(), [](const auto& bind) { return !bind.indicator.empty(); }))
    findings.push_back({.code = "check.no_indicator",
                        .sheet = "survey",
                        .message = "the survey has no indicator, so it gives no rate but turnout",
                        .hint = "add calculate rows with bind::minyi:indicator, e.g. awareness"});
  return findings;
}

}  // namespace minyi::cli
