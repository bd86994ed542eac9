// Files as the command line reads and writes them. Errors name the file and what to do.
#pragma once

#include <string>
#include <string_view>

#include "minyi/base/result.hpp"
#include "minyi/form/form.hpp"

namespace minyi::cli {

// file_missing, file_failed, wire_too_large (more than `limit` bytes)
Result<std::string> read_file(const std::string& path, std::size_t limit = 64u << 20);
// Replaces the file, whole or not at all.
Result<> write_file(const std::string& path, std::string_view text);
// Creates a file that only its owner may read, and syncs it to the disk. file_failed, also when it exists.
Result<> create_private_file(const std::string& path, std::string_view text);

// The files beside a form, or in the directory that is the form; never one elsewhere, whatever the name or a link says.
class FilesBeside final : public form::FileSource {
 public:
  explicit FilesBeside(const std::string& form_path);
  Result<std::string> read(std::string_view name) const override;
  [[nodiscard]] const std::string& directory() const { return directory_; }

 private:
  std::string directory_;
};

}  // namespace minyi::cli
