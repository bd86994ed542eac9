// Small help with UTF-8 and XML's notion of white space, shared by the reader, the lexer and the string functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace minyi::xpath {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
std::string_view trim(std::string_view text);
// The items of a space-separated list, without empty ones.
std::vector<std::string_view> split_blanks(std::string_view text);

constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }
std::size_t count_characters(std::string_view text);
// The code points of a text, each as its UTF-8 bytes.
std::vector<std::string_view> characters(std::string_view text);

// Position of the first byte that does not belong to well-formed UTF-8; npos when all do.
std::size_t first_malformed(std::string_view text);
// The same, of UTF-8 of characters that XML 1.0 allows.
std::size_t first_bad_character(std::string_view text);
// The same text with U+FFFD in place of what is not well-formed UTF-8.
std::string repaired_utf8(std::string_view text);

}  // namespace minyi::xpath
