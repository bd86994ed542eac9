// Splits an expression into tokens (XPath 1.0, section 3.7), settling there what is a name and what is an operator.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::xpath {

struct Token {
  enum class Kind {
    end,
    number,
    literal,  // text without its quotes
    name,     // QName, or "prefix:*"
    oper,     // and or div mod * + - = != < <= > >= |
    symbol,   // ( ) [ ] , / // @ :: . ..  and * as a name test
  };
  Kind kind = Kind::end;
  std::string_view text{};  // points into the expression
  std::size_t column = 1;   // in characters, 1-based

  [[nodiscard]] bool is(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
};

// What a token is called in a message.
std::string described(const Token& token);

// The last token is always `end`.
Result<std::vector<Token>> split_tokens(std::string_view text);

}  // namespace minyi::xpath
