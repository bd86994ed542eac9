// Small files that must be whole or not there: written beside, fsynced, renamed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::forms {

// Nothing when there is no such file; file_failed when it cannot be read or is larger than `limit` bytes.
Result<std::optional<std::string>> read_file(const std::string& path, std::size_t limit);
// Durable once sync_folder (minyi/base/file.hpp) has been called on its folder.
Result<> write_file(const std::string& path, std::string_view content);
Result<> rename_file(const std::string& from, const std::string& to);
Result<> make_folder(const std::string& path);

}  // namespace minyi::kiosk::forms
