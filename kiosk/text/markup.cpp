#include "minyi/text/markup.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "minyi/text/colour.hpp"

namespace minyi::kiosk::text {
namespace {

constexpr std::size_t deepest = 32;  // nesting beyond this is shown as written
constexpr std::size_t most_attributes = 16;
constexpr std::size_t longest_tag = 1000;  // bytes of a tag or a link's address
constexpr std::string_view bullet = "\u2022 ";

bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return static_cast<unsigned char>(c) >= 0x80 || is_digit(c) || is_letter(c); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_punctuation(char c) { return c > 0x20 && c < 0x7F && !is_digit(c) && !is_letter(c); }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

void append_escaped(std::string& out, char c) {
  if (c == '&')
    out += "&amp;";
  else if (c == '<')
    out += "&lt;";
  else if (c == '>')
    out += "&gt;";
  else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t')  // other controls have no glyph
    out += c;
}

void append_character(std::string& out, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) { append_escaped(out, static_cast<char>(value)); };
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return;
  if (code < 0x80) return byte(code);
  if (code < 0x800) {
    byte(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      byte(0xE0 | code >> 12);
    } else {
      byte(0xF0 | code >> 18);
      byte(0x80 | (code >> 12 & 0x3F));
    }
    byte(0x80 | (code >> 6 & 0x3F));
  }
  byte(0x80 | (code & 0x3F));
}

enum class Lines { inside, own };  // own: stands on lines of its own
enum class Needs { close, nothing };

struct Element {
  std::string_view name, open, close;
  Lines lines = Lines::inside;
  Needs needs = Needs::close;
};
constexpr std::array elements{
    Element{"b", "<b>", "</b>"},
    Element{"strong", "<b>", "</b>"},
    Element{"i", "<i>", "</i>"},
    Element{"em", "<i>", "</i>"},
    Element{"cite", "<i>", "</i>"},
    Element{"dfn", "<i>", "</i>"},
    Element{"u", "<u>", "</u>"},
    Element{"s", "<s>", "</s>"},
    Element{"strike", "<s>", "</s>"},
    Element{"del", "<s>", "</s>"},
    Element{"sub", "<sub>", "</sub>"},
    Element{"sup", "<sup>", "</sup>"},
    Element{"small", "<small>", "</small>"},
    Element{"tt", "<tt>", "</tt>"},
    Element{"big", "", ""},
    Element{"a", "", ""},
    Element{"span", "", ""},
    Element{"font", "", ""},
    Element{"h1", "<b>", "</b>", Lines::own},
    Element{"h2", "<b>", "</b>", Lines::own},
    Element{"h3", "<b>", "</b>", Lines::own},
    Element{"h4", "<b>", "</b>", Lines::own},
    Element{"h5", "<b>", "</b>", Lines::own},
    Element{"h6", "<b>", "</b>", Lines::own},
    Element{"p", "", "", Lines::own, Needs::nothing},
    Element{"div", "", "", Lines::own, Needs::nothing},
    Element{"blockquote", "", "", Lines::own, Needs::nothing},
    Element{"ul", "", "", Lines::own, Needs::nothing},
    Element{"ol", "", "", Lines::own, Needs::nothing},
    Element{"li", "", "", Lines::own, Needs::nothing},
    Element{"br", "", "", Lines::inside, Needs::nothing},
    Element{"img", "", "", Lines::inside, Needs::nothing},
};

struct Entity {
  std::string_view name;
  std::uint32_t code;
};
constexpr std::array entities{Entity{"amp", '&'},  Entity{"lt", '<'},    Entity{"gt", '>'},
                              Entity{"quot", '"'}, Entity{"apos", '\''}, Entity{"nbsp", 0xA0}};

struct Attribute {
  std::string name, value;
};

struct Tag {
  const Element* element = nullptr;
  bool closes = false;
  std::vector<Attribute> attributes{};
  std::size_t end = 0;  // behind it
};

// Family names that cannot do harm between quotes.
bool is_family(std::string_view value) {
  return !value.empty() && value.size() <= 60 &&
         std::all_of(value.begin(), value.end(), [](char c) { return is_word(c) || c == ' ' || c == '-' || c == ','; });
}

// What a span or font says, as attributes of Pango's.
class SpanStyle {
 public:
  explicit SpanStyle(std::uint32_t ink) : ink_(ink) {}
  void read(const Attribute& attribute) {
    if (attribute.name == "style") return read_declarations(attribute.value);
    if (attribute.name == "color") set("color", attribute.value);
    if (attribute.name == "face") set("font-family", attribute.value);
  }
  [[nodiscard]] std::string open() const { return said_.empty() ? "" : "<span" + said_ + ">"; }

 private:
  void read_declarations(std::string_view css) {
    while (!css.empty()) {
      const auto end = std::min(css.find(';'), css.size());
      const auto declaration = css.substr(0, end);
      css.remove_prefix(std::min(end + 1, css.size()));
      const auto colon = declaration.find(':');
      if (colon != std::string_view::npos)
        set(lower(trimmed(declaration.substr(0, colon))), trimmed(declaration.substr(colon + 1)));
    }
  }
  void set(std::string_view property, std::string_view value) {
    if (property == "color") {
      if (const auto colour = read_colour(value)) add("foreground", write_colour(readable(*colour, ink_)));
    } else if (property == "font-family") {
      std::string family(value);
      std::erase_if(family, [](char c) { return c == '"' || c == '\''; });
      if (is_family(family)) add("face", family);
    } else if (property == "font-weight" && (value == "bold" || value == "bolder")) {
      add("weight", "bold");
    } else if (property == "font-style" && value == "italic") {
      add("style", "italic");
    } else if (property == "text-decoration" && value == "underline") {
      add("underline", "single");
    }
  }
  void add(std::string_view name, std::string_view value) {  // the first of each: twice would not parse
    if (said_.find(" " + std::string(name) + "=") != std::string::npos) return;
    said_ += " " + std::string(name) + "=\"" + std::string(value) + "\"";
  }

  std::uint32_t ink_;
  std::string said_;
};

// Reads once from left to right. An opening mark stands as written until its end is found; then it becomes markup, and
// marks opened in between stay as written, so that everything nests.
class Reader {
 public:
  Reader(std::string_view text, std::uint32_t ink) : text_(text), ink_(ink) {}

  std::string read() {
    while (at_ < text_.size()) {
      if (line_starts_ && (heading() || item())) continue;
      if (!mark()) put(text_[at_++]);
    }
    end_line();
    std::string out;
    for (const auto& piece : pieces_) out += piece;
    return out;
  }

 private:
  struct Open {
    std::string_view name;
    std::size_t piece;  // that holds it as written
    std::string open, close;
  };

  // Text
  std::string& text() {
    if (break_due_) {
      pieces_.back() += '\n';
      break_due_ = false;
    }
    return pieces_.back();
  }
  void put(char c) {
    if (c == '\n') {
      end_line();
      append_escaped(text(), c);
      line_starts_ = true;
      line_empty_ = true;
      return;
    }
    append_escaped(text(), c);
    line_starts_ = false;
    line_empty_ = false;
  }
  void put_character(std::uint32_t code) {
    append_character(text(), code);
    line_starts_ = line_empty_ = false;
  }
  void break_line() {  // once, however many blocks begin and end here, and not behind the last
    if (!line_empty_) break_due_ = true;
    line_empty_ = line_starts_ = true;
  }

  // Marks
  void open(std::string_view name, std::string_view written, std::string as, std::string close) {
    (void)text();
    std::string literal;
    for (const char c : written) append_escaped(literal, c);
    open_.push_back({name, pieces_.size(), std::move(as), std::move(close)});
    pieces_.push_back(std::move(literal));
    pieces_.emplace_back();
    line_starts_ = false;
  }
  bool close(std::string_view name) {
    const auto found = std::find_if(open_.rbegin(), open_.rend(), [&](const Open& o) { return o.name == name; });
    if (found == open_.rend()) return false;
    pieces_[found->piece] = found->open;
    pieces_.back() += found->close;
    open_.erase(found.base() - 1, open_.end());
    return true;
  }
  void end_line() { close("#"); }

  bool heading() {
    std::size_t level = 0;
    while (at_ + level < text_.size() && text_[at_ + level] == '#') ++level;
    if (level == 0 || level > 6 || at_ + level >= text_.size() || text_[at_ + level] != ' ') return false;
    if (open_.size() >= deepest) return false;
    open("#", "", "<b>", "</b>");
    at_ += level + 1;
    return true;
  }

  bool item() {
    auto at = at_;
    while (at < text_.size() && text_[at] == ' ') ++at;
    if (at + 1 >= text_.size() || text_[at + 1] != ' ') return false;
    if (text_[at] != '-' && text_[at] != '*' && text_[at] != '+') return false;
    text() += bullet;
    line_starts_ = line_empty_ = false;
    at_ = at + 2;
    return true;
  }

  bool mark() {
    switch (text_[at_]) {
      case '\\':
        if (at_ + 1 >= text_.size() || !is_punctuation(text_[at_ + 1])) return false;
        put(text_[at_ + 1]);
        at_ += 2;
        return true;
      case '\r':
        ++at_;
        return true;
      case '*':
      case '_':
        emphasis();
        return true;
      case '&':
        return entity();
      case '[':
        return link();
      case ']':
        if (at_ != link_end_) return false;
        at_ = behind_link_;
        return true;
      case '<':
        return tag();
      default:
        return false;
    }
  }

  // Marks hug the text they emphasise: "2 * 3 * 4" and "snake_case_name" are no emphasis.
  void emphasis() {
    const char c = text_[at_];
    auto end = at_;
    while (end < text_.size() && text_[end] == c) ++end;
    const char before = at_ == 0 ? ' ' : text_[at_ - 1], after = end == text_.size() ? ' ' : text_[end];
    const bool opens = !is_space(after) && (c == '*' || !is_word(before));
    const bool closes = !is_space(before) && (c == '*' || !is_word(after));
    while (at_ < end) {
      const auto run = end - at_;
      const bool single_open = !open_.empty() && open_.back().name == single(c);
      const std::size_t size = run >= 2 && !(run >= 3 && single_open && closes) ? 2 : 1;
      const auto name = size == 2 ? twice(c) : single(c);
      if (!(closes && close(name))) {
        if (opens && open_.size() < deepest)
          open(name, name, size == 2 ? "<b>" : "<i>", size == 2 ? "</b>" : "</i>");
        else
          for (std::size_t i = 0; i < size; ++i) put(c);
      }
      line_empty_ = line_starts_ = false;
      at_ += size;
    }
  }
  static std::string_view single(char c) { return c == '*' ? "*" : "_"; }
  static std::string_view twice(char c) { return c == '*' ? "**" : "__"; }

  bool entity() {
    constexpr std::size_t longest = 10;
    const auto end = text_.substr(at_, longest).find(';');
    if (end == std::string_view::npos) return false;
    auto name = text_.substr(at_ + 1, end - 1);
    std::uint32_t code = 0;
    if (name.starts_with('#')) {
      name.remove_prefix(1);
      const bool hexadecimal = name.starts_with('x') || name.starts_with('X');
      if (hexadecimal) name.remove_prefix(1);
      const auto [last, error] = std::from_chars(name.data(), name.data() + name.size(), code, hexadecimal ? 16 : 10);
      if (name.empty() || error != std::errc{} || last != name.data() + name.size()) return false;
    } else {
      const auto* const known =
          std::find_if(entities.begin(), entities.end(), [&](const Entity& e) { return e.name == name; });
      if (known == entities.end()) return false;
      code = known->code;
    }
    put_character(code);
    at_ += end + 1;
    return true;
  }

  bool link() {
    const auto rest = text_.substr(at_, longest_tag);
    const auto words = rest.find_first_of("[]\n", 1);
    if (words == std::string_view::npos || rest[words] != ']' || rest.substr(words, 2) != "](") return false;
    const auto end = rest.find_first_of(")\n", words);
    if (end == std::string_view::npos || rest[end] != ')') return false;
    link_end_ = at_ + words;
    behind_link_ = at_ + end + 1;
    ++at_;
    return true;
  }

  bool tag() {
    const auto found = read_tag();
    if (!found) return false;
    const auto& element = *found->element;
    const auto written = text_.substr(at_, found->end - at_);
    if (element.needs == Needs::nothing) {
      at_ = found->end;
      if (element.name == "br")
        put('\n');
      else if (element.lines == Lines::own)
        break_line();
      if (element.name == "li" && !found->closes) text() += bullet;
      return true;
    }
    if (found->closes) {
      if (!close(element.name)) return false;
      if (element.lines == Lines::own) break_line();
    } else {
      if (open_.size() >= deepest) return false;
      SpanStyle style(ink_);
      const bool styled = element.name == "span" || element.name == "font";
      if (styled)
        for (const auto& attribute : found->attributes) style.read(attribute);
      if (element.lines == Lines::own) break_line();
      const auto as = styled ? style.open() : std::string(element.open);
      open(element.name, written, as, styled ? (as.empty() ? "" : "</span>") : std::string(element.close));
    }
    at_ = found->end;
    return true;
  }

  // The tag of an element that is known; nothing where "<" is only a sign.
  [[nodiscard]] std::optional<Tag> read_tag() const {
    const auto limit = std::min(text_.size(), at_ + longest_tag);
    Tag tag;
    auto at = at_ + 1;
    if (at < limit && text_[at] == '/') {
      tag.closes = true;
      ++at;
    }
    const auto from = at;
    while (at < limit && (is_letter(text_[at]) || is_digit(text_[at]))) ++at;
    const auto name = lower(text_.substr(from, at - from));
    const auto* const known =
        std::find_if(elements.begin(), elements.end(), [&](const Element& e) { return e.name == name; });
    if (known == elements.end()) return std::nullopt;
    tag.element = known;
    while (at < limit) {
      if (text_[at] == '>') {
        tag.end = at + 1;
        return tag;
      }
      if (is_space(text_[at]) || text_[at] == '/') {
        ++at;
        continue;
      }
      const auto start = at;
      while (at < limit && !is_space(text_[at]) && text_[at] != '=' && text_[at] != '>' && text_[at] != '/') ++at;
      if (at == start) return std::nullopt;
      Attribute attribute{lower(text_.substr(start, at - start)), {}};
      if (at < limit && text_[at] == '=') {
        ++at;
        const char quote = at < limit ? text_[at] : '\0';
        if (quote == '"' || quote == '\'') {
          const auto end = text_.substr(0, limit).find(quote, at + 1);
          if (end == std::string_view::npos) return std::nullopt;
          attribute.value = text_.substr(at + 1, end - at - 1);
          at = end + 1;
        } else {
          const auto value = at;
          while (at < limit && !is_space(text_[at]) && text_[at] != '>') ++at;
          attribute.value = text_.substr(value, at - value);
        }
      }
      if (tag.attributes.size() == most_attributes) return std::nullopt;
      tag.attributes.push_back(std::move(attribute));
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::uint32_t ink_;
  std::size_t at_ = 0;
  std::vector<std::string> pieces_{1};
  std::vector<Open> open_;
  std::size_t link_end_ = std::string_view::npos, behind_link_ = 0;
  bool line_starts_ = true, line_empty_ = true, break_due_ = false;
};

}  // namespace

std::string to_markup(std::string_view label, std::uint32_t ink) { return Reader(label, ink).read(); }

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
