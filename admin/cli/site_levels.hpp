// The levels of the site tree, by the names that files and arguments may use for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace minyi::cli {

// "banner", "town", "community" or "grid"; nothing for another word. 旗县, 街道, 嘎查 and so on are understood.
std::optional<std::string> site_level(std::string_view word);

inline constexpr std::string_view site_level_hint =
    "one of banner (旗县), town (苏木镇街道), community (嘎查社区), grid (网格)";

}  // namespace minyi::cli
