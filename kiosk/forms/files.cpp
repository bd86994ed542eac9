#include "minyi/forms/files.hpp"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "minyi/base/file.hpp"

namespace minyi::kiosk::forms {

Result<> rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return fail(file_error("cannot be written", to));
  return {};
}

Result<> make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error || !std::filesystem::is_directory(path, error))
    return fail(ErrorCode::file_failed, "the folder cannot be made: " + error.message(), path);
  return {};
}

}  // namespace minyi::kiosk::forms
