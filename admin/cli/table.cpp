#include "minyi/cli/table.hpp"

#include <algorithm>
#include <array>

namespace minyi::cli {
namespace {

struct Range {
  char32_t first, last;
};

// Unicode Standard Annex #11, East Asian Width W and F, in blocks.
constexpr auto wide = std::to_array<Range>({
    {0x1100, 0x115F},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F},
    {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD},
});

// Marks that stand on the character before, and joiners. Mongolian's variation selectors are among them.
constexpr auto zero = std::to_array<Range>({
    {0x0300, 0x036F},
    {0x180B, 0x180F},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x2064},
    {0x20D0, 0x20F0},
    {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},
    {0xE0100, 0xE01EF},
});

template <std::size_t N>
bool within(const std::array<Range, N>& ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return point >= range.first && point <= range.last; });
}

char32_t take_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  char32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
  for (std::size_t at = 1; at < length && at < text.size(); ++at)
    point = (point << 6) | (static_cast<unsigned char>(text[at]) & 0x3Fu);
  text.remove_prefix(std::min(length, text.size()));
  return point;
}

// A name with a control character in it must not move the cursor or colour the terminal.
std::string harmless(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }, ' ');
  return text;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const char32_t point = take_point(utf8);
    width += within(zero, point) ? 0 : within(wide, point) ? 2 : 1;
  }
  return width;
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = harmless(std::move(cell));
  rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out) const {
  std::vector<std::size_t> widths;
  std::vector<std::string> titles;
  for (std::size_t at = 0; at < columns_.size(); ++at) {
    titles.push_back(columns_[at].title);
    std::size_t width = display_width(columns_[at].title);
    for (const auto& row : rows_) width = std::max(width, display_width(row[at]));
    widths.push_back(width);
  }
  const auto print_row = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t at = 0; at < cells.size(); ++at) {
      const std::string space(widths[at] - display_width(cells[at]), ' ');
      if (at > 0) line += "  ";
      line += columns_[at].align == Align::left ? cells[at] + space : space + cells[at];
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  };
  print_row(titles);
  for (const auto& row : rows_) print_row(row);
}

}  // namespace minyi::cli
