// The store's file: how it is known to be ours, how it is made, and how its connection is set. A store that is not ours
// or is newer is recognised from the file's header alone, before SQLite is let near it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "minyi/store/sqlite.hpp"

namespace minyi::kiosk::store {

inline constexpr std::uint32_t application_id = 0x4D696E79;  // "Miny"
inline constexpr std::uint32_t schema_version = 2;

// Makes the file when there is none (complete and durable under its name, or not there at all), then opens it and reads
// every setting back. An older store is brought to this version in one transaction. Errors: see open_outbox.
Result<Database> open_store_file(const std::string& path, const std::string& vfs);

// Makes an empty store with a stream of its own; `fill` adds to it within the same transaction. Under the name
// path.new until it is whole and durable: a power cut while it is made leaves no half store. store_failed when there is
// a file of that name already.
Result<> create_store_file(const std::string& path, const std::string& vfs,
                           const std::function<Result<>(Database&)>& fill);

}  // namespace minyi::kiosk::store
