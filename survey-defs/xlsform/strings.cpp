#include "minyi/xlsform/strings.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

namespace minyi::xlsform {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

struct Decoded {
  char32_t point = 0;
  std::size_t size = 1;
};

// Invalid bytes come out one by one as U+FFFD.
Decoded decode(std::string_view text) {
  const auto lead = static_cast<std::uint8_t>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
  if (size == 0 || text.size() < size) return {0xFFFD, 1};
  char32_t point = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {0xFFFD, 1};
    point = (point << 6U) | (next & 0x3FU);
  }
  return {point, size};
}

struct Span {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool within(const std::array<Span, N>& spans, char32_t point) {
  return std::any_of(spans.begin(), spans.end(), [&](Span s) { return point >= s.first && point <= s.last; });
}

// Extensible Markup Language 1.0, productions 4 and 4a, without the colon.
constexpr std::array<Span, 15> name_start{{{'A', 'Z'},
                                           {'_', '_'},
                                           {'a', 'z'},
                                           {0xC0, 0xD6},
                                           {0xD8, 0xF6},
                                           {0xF8, 0x2FF},
                                           {0x370, 0x37D},
                                           {0x37F, 0x1FFF},
                                           {0x200C, 0x200D},
                                           {0x2070, 0x218F},
                                           {0x2C00, 0x2FEF},
                                           {0x3001, 0xD7FF},
                                           {0xF900, 0xFDCF},
                                           {0xFDF0, 0xFFFC},
                                           {0x10000, 0xEFFFF}}};
constexpr std::array<Span, 5> name_extra{{{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};
constexpr std::array<Span, 7> wide{{{0x1100, 0x115F},
                                    {0x2E80, 0x303E},
                                    {0x3041, 0xA4CF},
                                    {0xAC00, 0xD7A3},
                                    {0xF900, 0xFAFF},
                                    {0xFE30, 0xFF60},
                                    {0x1F300, 0x3FFFD}}};

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string collapse_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text)
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  return out;
}

std::string collapse(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool in_space = false;
  for (const char c : text) {
    if (is_space(c)) {
      in_space = true;
      continue;
    }
    if (in_space && !out.empty()) out += ' ';
    in_space = false;
    out += c;
  }
  return out;
}

std::string snake_case(std::string_view text) {
  auto out = lower(collapse(text));
  std::replace(out.begin(), out.end(), ' ', '_');
  return out;
}

std::string straight_quotes(std::string_view text) {
  std::string out(text);
  out = replace_all(std::move(out), "\u2018", "'");
  out = replace_all(std::move(out), "\u2019", "'");
  out = replace_all(std::move(out), "\u201C", "\"");
  return replace_all(std::move(out), "\u201D", "\"");
}

std::vector<std::string> split(std::string_view text, std::string_view delimiter) {
  std::vector<std::string> parts;
  for (;;) {
    const auto at = text.find(delimiter);
    parts.emplace_back(trim(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + delimiter.size());
  }
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  const auto plain = collapse(text);
  if (plain.empty()) return out;
  return split(plain, " ");
}

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

std::size_t ncname_length(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto [point, size] = decode(text.substr(at));
    if (!within(name_start, point) && (at == 0 || !within(name_extra, point))) break;
    at += size;
  }
  return at;
}

bool is_xml_name(std::string_view text) {
  const auto first = ncname_length(text);
  if (first == 0) return false;
  if (first == text.size()) return true;
  if (text[first] != ':') return false;
  const auto rest = text.substr(first + 1);
  return !rest.empty() && ncname_length(rest) == rest.size();
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0U) != 0x80U; }));
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto [point, size] = decode(text);
    width += within(wide, point) ? 2 : 1;
    text.remove_prefix(size);
  }
  return width;
}

std::string closest(std::string_view text, const std::vector<std::string>& candidates) {
  const auto wanted = lower(text);
  const std::size_t allowed = wanted.size() <= 3 ? 1 : 2;
  std::size_t best = allowed + 1;
  std::string found;
  std::vector<std::size_t> row;
  for (const auto& candidate : candidates) {
    const auto other = lower(candidate);
    if (other.size() > wanted.size() + allowed || wanted.size() > other.size() + allowed) continue;
    row.resize(other.size() + 1);  // Levenshtein distance, one row at a time
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i + 1;
      for (std::size_t j = 0; j < other.size(); ++j) {
        const auto substituted = diagonal + (wanted[i] == other[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({substituted, row[j] + 1, row[j + 1] + 1});
      }
    }
    if (row.back() < best && row.back() < wanted.size()) {
      best = row.back();
      found = candidate;
    }
  }
  return found;
}

int yes_no(std::string_view text) {
  static constexpr std::array<std::string_view, 7> yes{"yes", "Yes", "YES", "true", "True", "TRUE", "true()"};
  static constexpr std::array<std::string_view, 7> no{"no", "No", "NO", "false", "False", "FALSE", "false()"};
  if (std::find(yes.begin(), yes.end(), text) != yes.end()) return 1;
  if (std::find(no.begin(), no.end(), text) != no.end()) return 0;
  return -1;
}

}  // namespace minyi::xlsform
