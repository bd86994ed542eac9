#include "minyi/xpath/text.hpp"

#include <algorithm>

#include "minyi/base/bytes.hpp"

namespace minyi::xpath {
namespace {

struct Decoded {
  char32_t character = 0;
  std::size_t length = 0;  // 0: not well-formed
};

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t character = lead & (0xFFu >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    if (!is_continuation(text[at])) return {};
    character = (character << 6) | (byte(at) & 0x3Fu);
  }
  const bool overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  if (overlong || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) return {};
  return {character, length};
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split_blanks(std::string_view text) {
  std::vector<std::string_view> items;
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_blank(text[end])) ++end;
    items.push_back(text.substr(at, end - at));
    at = end;
  }
  return items;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && is_continuation(text[end])) ++end;
    all.push_back(text.substr(at, end - at));
    at = end;
  }
  return all;
}

std::size_t first_malformed(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = decode(text.substr(at)).length;
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::size_t first_bad_character(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto [character, length] = decode(text.substr(at));
    const bool control = character < 0x20 && character != '\t' && character != '\n' && character != '\r';
    if (length == 0 || control || character == 0xFFFE || character == 0xFFFF) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::string repaired_utf8(std::string_view text) {
  std::string repaired;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = decode(text.substr(at)).length;
    if (length == 0)
      append_utf8(repaired, 0xFFFD);
    else
      repaired += text.substr(at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return repaired;
}

}  // namespace minyi::xpath
