#include "minyi/base/file_name.hpp"

#include <algorithm>

#include "minyi/base/bytes.hpp"

namespace minyi {
namespace {

constexpr std::string_view forbidden = "/\\:*?\"<>|";  // the first two lead elsewhere; FAT cannot hold the others
constexpr std::string_view not_at_an_end = ". ";

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7F;
}

}  // namespace

bool is_plain_file_name(std::string_view name) {
  return !name.empty() && name.size() <= max_file_name && valid_utf8(name) &&
         name.find_first_of(forbidden) == std::string_view::npos &&
         std::none_of(name.begin(), name.end(), is_control) &&
         not_at_an_end.find(name.front()) == std::string_view::npos &&
         not_at_an_end.find(name.back()) == std::string_view::npos;
}

}  // namespace minyi
