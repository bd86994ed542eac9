#include "minyi/cli/work_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace minyi::cli {

Result<WorkFolder> WorkFolder::make() {
  std::error_code problem;
  const auto parent = std::filesystem::temp_directory_path(problem);
  auto pattern = (parent / "minyi-XXXXXX").string();
  if (problem || ::mkdtemp(pattern.data()) == nullptr)
    return fail(
        ErrorCode::file_failed,
        "cannot make a folder: " + (problem ? problem : std::error_code(errno, std::generic_category())).message(),
        pattern, "check that TMPDIR names a folder with room");
  return WorkFolder(pattern);
}

WorkFolder::WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

WorkFolder& WorkFolder::operator=(WorkFolder&& other) noexcept {
  path_.swap(other.path_);
  return *this;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace minyi::cli
