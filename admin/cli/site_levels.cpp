#include "minyi/cli/site_levels.hpp"

#include <array>

namespace minyi::cli {
namespace {

struct Alias {
  std::string_view word, level;
};

constexpr auto aliases = std::to_array<Alias>({
    {"banner", "banner"},
    {"旗县", "banner"},
    {"旗", "banner"},
    {"县", "banner"},
    {"county", "banner"},
    {"town", "town"},
    {"苏木镇街道", "town"},
    {"苏木", "town"},
    {"镇", "town"},
    {"乡", "town"},
    {"街道", "town"},
    {"street", "town"},
    {"community", "community"},
    {"嘎查社区", "community"},
    {"嘎查", "community"},
    {"社区", "community"},
    {"村", "community"},
    {"village", "community"},
    {"grid", "grid"},
    {"网格", "grid"},
});

}  // namespace

std::optional<std::string> site_level(std::string_view word) {
  for (const Alias& alias : aliases)
    if (alias.word == word) return std::string(alias.level);
  return std::nullopt;
}

}  // namespace minyi::cli
