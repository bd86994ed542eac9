// What the folder of forms needs of the disk besides minyi/base/file.hpp.
#pragma once

#include <string>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::forms {

Result<> rename_file(const std::string& from, const std::string& to);
Result<> make_folder(const std::string& path);

}  // namespace minyi::kiosk::forms
