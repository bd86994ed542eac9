#include "minyi/xpath/lexer.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "minyi/xpath/text.hpp"

namespace minyi::xpath {
namespace {

using Kind = Token::Kind;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) { return is_name_start(c) || is_digit(c) || c == '-' || c == '.'; }

constexpr auto kSymbols = std::to_array<std::string_view>({"//", "::", "..", "(", ")", "[", "]", ",", "/", "@", "."});
constexpr auto kOperators = std::to_array<std::string_view>({"!=", "<=", ">=", "=", "<", ">", "+", "-", "|"});
constexpr auto kWordOperators = std::to_array<std::string_view>({"and", "or", "div", "mod"});
constexpr auto kTypographicQuotes = std::to_array<std::string_view>({"‘", "’", "“", "”", "「", "」"});

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    while (true) {
      while (at_ < text_.size() && is_blank(text_[at_])) step(1);
      if (at_ == text_.size()) break;
      MINYI_CHECK(next());
    }
    tokens_.push_back({Kind::end, {}, column_});
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] tl::unexpected<Error> error(std::string message, std::string hint = {}) const {
    return fail(ErrorCode::xpath_syntax, std::move(message), fmt::format("column {}", column_), std::move(hint));
  }

  void step(std::size_t bytes) {
    column_ += count_characters(text_.substr(at_, bytes));
    at_ += bytes;
  }

  void push(Kind kind, std::size_t bytes) {
    tokens_.push_back({kind, rest().substr(0, bytes), column_});
    step(bytes);
  }

  // After an operand, "*" multiplies and a name can only be an operator; anywhere else both are name tests.
  [[nodiscard]] bool after_operand() const {
    if (tokens_.empty()) return false;
    const Token& last = tokens_.back();
    if (last.kind == Kind::oper) return false;
    if (last.kind != Kind::symbol) return true;
    return last.text == ")" || last.text == "]" || last.text == "." || last.text == ".." || last.text == "*";
  }

  Result<> next() {
    const char c = text_[at_];
    if (c == '\'' || c == '"') return literal(c);
    if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return number();
    if (c == '*') {
      push(after_operand() ? Kind::oper : Kind::symbol, 1);
      return {};
    }
    for (const auto& quote : kTypographicQuotes)
      if (rest().starts_with(quote)) return error(fmt::format("{} does not quote a text here", quote), "use ' or \"");
    if (is_name_start(c)) return name();
    if (c == '$') return variable();
    for (const auto& symbol : kSymbols)
      if (rest().starts_with(symbol)) return push(Kind::symbol, symbol.size()), Result<>{};
    for (const auto& symbol : kOperators)
      if (rest().starts_with(symbol)) return push(Kind::oper, symbol.size()), Result<>{};
    if (c == '!') return error("\"!\" is not an operator", "write != for \"differs from\", not(…) for \"not\"");
    if (c == '&') return error("\"&\" is not an operator", "write and, or concat(…) to join texts");
    return error(fmt::format("\"{}\" has no meaning here", characters(rest()).front()));
  }

  Result<> literal(char quote) {
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return error(fmt::format("the text that starts here has no closing {}", quote));
    tokens_.push_back({Kind::literal, text_.substr(at_ + 1, end - at_ - 1), column_});
    step(end + 1 - at_);
    return {};
  }

  Result<> number() {
    std::size_t end = 0;
    const std::string_view digits = rest();
    while (end < digits.size() && is_digit(digits[end])) ++end;
    if (end < digits.size() && digits[end] == '.') ++end;
    while (end < digits.size() && is_digit(digits[end])) ++end;
    push(Kind::number, end);
    return {};
  }

  Result<> name() {
    const std::string_view text = rest();
    if (after_operand()) {
      // "6 div2" and "6 mod-2" are read as their writers meant them: no name can stand here.
      for (const auto& word : kWordOperators) {
        if (!text.starts_with(word)) continue;
        if (text.size() > word.size() && is_name_start(text[word.size()])) continue;
        push(Kind::oper, word.size());
        return {};
      }
      std::size_t end = 0;
      while (end < text.size() && is_name_part(text[end])) ++end;
      return error(fmt::format("an operator is expected before \"{}\"", text.substr(0, end)),
                   "for example and, or, =, +");
    }
    std::size_t end = 0;
    while (end < text.size() && is_name_part(text[end])) ++end;
    if (end + 1 < text.size() && text[end] == ':' && text[end + 1] != ':') {
      if (text[end + 1] == '*') {
        end += 2;
      } else if (is_name_start(text[end + 1])) {
        ++end;
        while (end < text.size() && is_name_part(text[end])) ++end;
      }
    }
    push(Kind::name, end);
    return {};
  }

  Result<> variable() {
    if (rest().starts_with("${"))
      return error("\"${…}\" is not resolved",
                   "it stands for a question's path in a spreadsheet; is the name spelled right?");
    return error("variables are not part of this language", "write the path of a question");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t column_ = 1;
  std::vector<Token> tokens_{};
};

}  // namespace

std::string described(const Token& token) {
  switch (token.kind) {
    case Kind::end:
      return "the end";
    case Kind::literal:
      return fmt::format("the text '{}'", token.text);
    case Kind::number:
      return fmt::format("the number {}", token.text);
    default:
      return fmt::format("\"{}\"", token.text);
  }
}

Result<std::vector<Token>> split_tokens(std::string_view text) { return Lexer(text).run(); }

}  // namespace minyi::xpath
