#include "minyi/text/markup.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace minyi::kiosk::text {
namespace {

constexpr int deepest = 6;  // nesting beyond this is shown as written

struct Pair {
  std::string_view open, close, pango_open, pango_close;
};
// Longer marks first: "**" is tried before "*".
constexpr std::array pairs{
    Pair{"**", "**", "<b>", "</b>"},    Pair{"__", "__", "<b>", "</b>"},
    Pair{"*", "*", "<i>", "</i>"},      Pair{"_", "_", "<i>", "</i>"},
    Pair{"<b>", "</b>", "<b>", "</b>"}, Pair{"<strong>", "</strong>", "<b>", "</b>"},
    Pair{"<i>", "</i>", "<i>", "</i>"}, Pair{"<em>", "</em>", "<i>", "</i>"},
    Pair{"<u>", "</u>", "<u>", "</u>"},
};

struct Coloured {
  std::string_view open, close;
};
constexpr std::array coloured{Coloured{"<span style=", "</span>"}, Coloured{"<font color=", "</font>"}};

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '\r':
      break;
    default:
      // Control characters have no glyph and are not allowed in markup.
      if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
  }
}

bool is_colour(std::string_view value) {
  if (value.starts_with('#'))
    return (value.size() == 4 || value.size() == 7) && std::all_of(value.begin() + 1, value.end(), [](char c) {
             return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
           });
  constexpr std::array named{"red",  "green", "blue",  "orange", "purple", "brown",
                             "gray", "grey",  "black", "teal",   "navy"};
  return std::find(named.begin(), named.end(), value) != named.end();
}

// The colour in `"color: #f00"`, `'red'` and the like; nothing when it is no colour we know.
std::optional<std::string> colour_of(std::string_view attribute) {
  std::string value;
  for (const char c : attribute)
    if (c != '"' && c != '\'' && c != ' ' && c != ';') value += c;
  if (value.starts_with("color:")) value.erase(0, 6);
  if (!is_colour(value)) return std::nullopt;
  return value;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::string read() {
    std::string out;
    bool line_start = true;
    while (at_ < text_.size()) {
      if (line_start && heading(out)) {
        line_start = true;
        continue;
      }
      line_start = text_[at_] == '\n';
      if (!element(out, 0)) append_escaped(out, text_[at_++]);
    }
    return out;
  }

 private:
  // "# Title": the whole line is bold.
  bool heading(std::string& out) {
    std::size_t level = 0;
    while (level < 6 && at_ + level < text_.size() && text_[at_ + level] == '#') ++level;
    if (level == 0 || at_ + level >= text_.size() || text_[at_ + level] != ' ') return false;
    const auto end = std::min(text_.find('\n', at_), text_.size());
    out += "<b>";
    inner(out, text_.substr(at_ + level + 1, end - at_ - level - 1), 1);
    out += "</b>";
    at_ = end;
    return true;
  }

  bool element(std::string& out, int depth) {
    const auto rest = text_.substr(at_);
    if (rest.size() > 1 && rest[0] == '\\' && (rest[1] == '*' || rest[1] == '_' || rest[1] == '#' || rest[1] == '\\')) {
      append_escaped(out, rest[1]);
      at_ += 2;
      return true;
    }
    for (const std::string_view line_break : {"<br>", "<br/>", "<br />"})
      if (rest.starts_with(line_break)) {
        out += '\n';
        at_ += line_break.size();
        return true;
      }
    if (depth >= deepest) return false;
    for (const auto& pair : pairs)
      if (rest.starts_with(pair.open)) return pair.open[0] == '<' ? tag(out, pair, depth) : mark(out, pair, depth);
    for (const auto& span : coloured)
      if (rest.starts_with(span.open)) return colour(out, span, depth);
    return false;
  }

  bool tag(std::string& out, const Pair& pair, int depth) {
    const auto start = at_ + pair.open.size();
    const auto end = text_.find(pair.close, start);
    if (end == std::string_view::npos) return false;
    wrap(out, pair, start, end, depth);
    return true;
  }

  // Marks hug the text they emphasise: "2 * 3 * 4" and "snake_case_name" are no emphasis.
  bool mark(std::string& out, const Pair& pair, int depth) {
    const auto start = at_ + pair.open.size();
    if (start >= text_.size() || text_[start] == ' ' || text_[start] == pair.open[0]) return false;
    const bool underscore = pair.open[0] == '_';
    if (underscore && at_ > 0 && is_word(text_[at_ - 1])) return false;
    for (auto end = text_.find(pair.close, start + 1); end != std::string_view::npos;
         end = text_.find(pair.close, end + 1)) {
      const auto after = end + pair.close.size();
      if (text_[end - 1] == ' ' || (underscore && after < text_.size() && is_word(text_[after]))) continue;
      wrap(out, pair, start, end, depth);
      return true;
    }
    return false;
  }

  bool colour(std::string& out, const Coloured& span, int depth) {
    const auto start = at_ + span.open.size();
    const auto close = text_.find('>', start);
    if (close == std::string_view::npos) return false;
    const auto end = text_.find(span.close, close);
    const auto value = colour_of(text_.substr(start, close - start));
    if (end == std::string_view::npos || !value) return false;
    out += "<span foreground=\"" + *value + "\">";
    inner(out, text_.substr(close + 1, end - close - 1), depth + 1);
    out += "</span>";
    at_ = end + span.close.size();
    return true;
  }

  void wrap(std::string& out, const Pair& pair, std::size_t start, std::size_t end, int depth) {
    out += pair.pango_open;
    inner(out, text_.substr(start, end - start), depth + 1);
    out += pair.pango_close;
    at_ = end + pair.close.size();
  }

  static void inner(std::string& out, std::string_view text, int depth) {
    Reader reader(text);
    while (reader.at_ < text.size())
      if (!reader.element(out, depth)) append_escaped(out, text[reader.at_++]);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string to_markup(std::string_view label) { return Reader(label).read(); }

bool has_colours(std::string_view label, std::string_view markup) {
  if (markup.find("foreground=") != std::string_view::npos) return true;
  for (std::size_t i = 0; i + 2 < label.size(); ++i) {
    const auto byte = [&](std::size_t offset) { return static_cast<std::uint8_t>(label[i + offset]); };
    if (byte(0) == 0xF0 && byte(1) == 0x9F) return true;                     // U+1F000 and above: emoji
    if (byte(0) == 0xE2 && byte(1) >= 0x98 && byte(1) <= 0x9E) return true;  // U+2600 to U+27BF: symbols
    if (byte(0) == 0xEF && byte(1) == 0xB8 && byte(2) == 0x8F) return true;  // emoji presentation
  }
  return false;
}

}  // namespace minyi::kiosk::text
