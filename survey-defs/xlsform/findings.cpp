#include "minyi/xlsform/findings.hpp"

#include <algorithm>

#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

constexpr std::size_t max_findings = 1'000;  // beyond that, more help nobody
constexpr std::size_t excerpt_bytes = 100;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

void Findings::error(std::string code, const Place& place, std::string message, std::string hint, std::string excerpt) {
  if (errors.size() >= max_findings) return;
  errors.push_back(
      {std::move(code), place.sheet, place.row, place.column, std::move(message), std::move(hint), std::move(excerpt)});
}

void Findings::warning(std::string code, const Place& place, std::string message, std::string hint) {
  if (warnings.size() >= max_findings) return;
  warnings.push_back({std::move(code), place.sheet, place.row, place.column, std::move(message), std::move(hint), {}});
}

std::string caret(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  std::size_t from = offset > excerpt_bytes ? offset - excerpt_bytes : 0;
  while (from > 0 && continues(text[from])) --from;
  std::size_t to = std::min(text.size(), offset + excerpt_bytes);
  while (to < text.size() && continues(text[to])) ++to;
  const std::string before = (from > 0 ? "…" : "") + std::string(text.substr(from, offset - from));
  return before + std::string(text.substr(offset, to - offset)) + (to < text.size() ? "…" : "") + '\n' +
         std::string(display_width(before), ' ') + '^';
}

std::string did_you_mean(std::string_view text, const std::vector<std::string>& candidates) {
  const auto near = closest(text, candidates);
  return near.empty() ? std::string{} : "did you mean '" + near + "'";
}

std::string to_string(const Finding& finding) {
  std::string where = finding.sheet;
  if (finding.row > 0) where += (where.empty() ? "row " : " row ") + std::to_string(finding.row);
  if (!finding.column.empty()) where += (where.empty() ? "column " : ", column ") + finding.column;
  std::string out = where.empty() ? finding.message : where + ": " + finding.message;
  if (!finding.hint.empty()) out += " (" + finding.hint + ")";
  if (!finding.excerpt.empty()) out += '\n' + finding.excerpt;
  return out;
}

}  // namespace minyi::xlsform
