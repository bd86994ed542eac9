#include "minyi/base/markup.hpp"

namespace minyi {

std::string escape_markup(std::string_view text) {
  constexpr std::string_view marks = "\\*_#<&[", at_line_start = "-+";
  std::string escaped;
  escaped.reserve(text.size());
  char before = '\n';
  for (const char c : text) {
    const bool starts_line = before == '\n';
    if (marks.find(c) != std::string_view::npos || (starts_line && at_line_start.find(c) != std::string_view::npos))
      escaped += '\\';
    escaped += c;
    if (c != ' ' || !starts_line) before = c;  // a list may be indented
  }
  return escaped;
}

}  // namespace minyi
