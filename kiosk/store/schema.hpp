// The store's file: how it is known to be ours, how it is made, and how its connection is set. A store that is not ours
// or is newer is recognised from the file's header alone, before SQLite is let near it.
#pragma once

#include <cstdint>
#include <string>

#include "minyi/store/sqlite.hpp"

namespace minyi::kiosk::store {

inline constexpr std::uint32_t application_id = 0x4D696E79;  // "Miny"
inline constexpr std::uint32_t schema_version = 1;

// Makes the file when there is none (complete and durable under its name, or not there at all), then opens it and reads
// every setting back.
Result<Database> open_store_file(const std::string& path, const std::string& vfs);

}  // namespace minyi::kiosk::store
