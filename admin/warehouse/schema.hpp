// The database's tables, version by version, and the opening of a file: ours or not, as old as this program or newer.
#pragma once

#include <string>

#include "minyi/warehouse/sqlite.hpp"

namespace minyi::warehouse {

inline constexpr std::uint32_t application_id = 0x4d4e5957;  // "MNYW"

// Opens, creates or brings up to date. A file that is not ours or is newer is recognised by reading its first bytes,
// before SQLite may touch it.
Result<sqlite::Database> open_database(const std::string& path);

}  // namespace minyi::warehouse
