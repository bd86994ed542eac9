// The hash algorithms of digest() and of seeds.
#pragma once

#include <optional>
#include <string_view>

#include "minyi/base/bytes.hpp"

namespace minyi::xpath {

// MD5, SHA-1, SHA-256, SHA-384, SHA-512 as XForms 1.1 names them; nothing for any other name.
std::optional<Bytes> hash_of(std::string_view text, std::string_view algorithm);

}  // namespace minyi::xpath
