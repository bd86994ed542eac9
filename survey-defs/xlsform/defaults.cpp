// Tells a default that is a value from one that must be computed, as the XLSForm reference's "Dynamic defaults" has it.
#include <algorithm>
#include <array>
#include <cctype>

#include "minyi/xlsform/references.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

std::size_t digits(std::string_view text) { return std::min(text.size(), text.find_first_not_of("0123456789")); }

// "2026-11-23" and what may follow it (a time), "09:15:00"
std::size_t date_or_time(std::string_view text) {
  const auto pattern = [&](std::string_view shape) {
    if (text.size() < shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i)
      if (shape[i] == '9' ? std::isdigit(static_cast<unsigned char>(text[i])) == 0 : text[i] != shape[i]) return false;
    return true;
  };
  const auto time_end = [&](std::size_t at) {
    auto rest = text.substr(at);
    if (rest.starts_with('Z')) return at + 1;
    if (rest.size() >= 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':') return at + 6;
    return at;
  };
  if (pattern("9999-99-99T99:99:99")) return time_end(19);
  if (pattern("9999-99-99")) return 10;
  if (pattern("99:99:99")) return time_end(8);
  return 0;
}

std::size_t number(std::string_view text) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  const auto whole = digits(text.substr(sign));
  auto end = sign + whole;
  if (text.substr(end).starts_with('.')) {
    const auto fraction = digits(text.substr(end + 1));
    if (whole + fraction > 0) end += 1 + fraction;
  }
  return end > sign ? end : 0;
}

}  // namespace

bool is_dynamic_default(std::string_view text, const TypeSpec* type) {
  constexpr std::array<std::string_view, 5> hyphenated{"date", "dateTime", "geopoint", "geotrace", "geoshape"};
  const bool hyphens =
      type != nullptr && std::find(hyphenated.begin(), hyphenated.end(), type->name) != hyphenated.end();
  while (!text.empty()) {
    if (const auto size = std::max(date_or_time(text), number(text)); size > 0) {
      text.remove_prefix(size);
      continue;
    }
    if (text.front() == '-' && hyphens) return false;
    if (std::string_view("*+-|").find(text.front()) != std::string_view::npos) return true;
    if (text.starts_with(" mod ") || text.starts_with(" div ")) return true;
    if (text.front() == '\'' || text.front() == '"') {
      const auto close = text.find(text.front(), 1);
      text.remove_prefix(close == std::string_view::npos ? 1 : close + 1);
      continue;
    }
    if (text.starts_with("${")) {
      const auto found = find_references(text);
      if (!found.found.empty() && found.found.front().begin == 0) return true;
    }
    if (const auto name = ncname_length(text); name > 0) {
      text.remove_prefix(name);
      if (text.starts_with("://")) text.remove_prefix(3);
      if (text.starts_with('(')) return true;
      continue;
    }
    text.remove_prefix(1);
  }
  return false;
}

}  // namespace minyi::xlsform
