// A folder for files that only live while a command runs: gone when the command is.
#pragma once

#include <filesystem>
#include <string>

#include "minyi/base/result.hpp"

namespace minyi::cli {

class WorkFolder {
 public:
  static Result<WorkFolder> make();  // below TMPDIR, for its owner only; file_failed
  WorkFolder(WorkFolder&& other) noexcept;
  WorkFolder& operator=(WorkFolder&& other) noexcept;
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder();
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  explicit WorkFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace minyi::cli
