#include "minyi/base/file.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace minyi {

File::File(const std::string& path, int flags, mode_t mode)
    : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Error file_error(std::string_view doing, const std::string& path, ErrorCode otherwise) {
  const int why = errno;
  const bool full = why == ENOSPC || why == EDQUOT;
  return {full ? ErrorCode::store_full : otherwise, std::string(doing) + ": " + std::generic_category().message(why),
          path, full ? "free some space on this disk" : ""};
}

Result<> write_all(const File& file, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(file_error("cannot be written", path));
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> sync_file(const File& file, const std::string& path) {
  if (!file.is_open() || ::fsync(file.get()) != 0) return fail(file_error("cannot be made durable", path));
  return {};
}

Result<> sync_file(const std::string& path) { return sync_file(File(path, O_RDONLY), path); }

Result<> sync_folder(const std::string& folder) { return sync_file(File(folder, O_RDONLY | O_DIRECTORY), folder); }

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

}  // namespace minyi
