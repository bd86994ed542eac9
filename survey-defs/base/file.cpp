#include "minyi/base/file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace minyi {

Descriptor open_file(const std::string& path, int flags, mode_t mode) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, mode));
}

Error file_error(std::string_view doing, const std::string& path, ErrorCode otherwise) {
  const int why = errno;
  const bool full = why == ENOSPC || why == EDQUOT;
  return {full ? ErrorCode::store_full : otherwise, std::string(doing) + ": " + std::generic_category().message(why),
          path, full ? "free some space on this disk" : ""};
}

Result<> write_all(const Descriptor& file, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(file_error("cannot be written", path));
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> sync_file(const Descriptor& file, const std::string& path) {
  if (!file.is_open() || ::fsync(file.get()) != 0) return fail(file_error("cannot be made durable", path));
  return {};
}

Result<> sync_file(const std::string& path) { return sync_file(open_file(path, O_RDONLY), path); }

Result<> sync_folder(const std::string& folder) { return sync_file(open_file(folder, O_RDONLY | O_DIRECTORY), folder); }

Result<std::optional<std::string>> read_if_there(const std::string& path, std::size_t limit) {
  const auto file = open_file(path, O_RDONLY | O_NONBLOCK);
  if (!file.is_open() && errno == ENOENT) return std::nullopt;
  if (!file.is_open()) return fail(file_error("cannot be read", path));
  std::string content;
  std::array<char, 1u << 16> piece{};
  for (;;) {
    const auto count = ::read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(file_error("cannot be read", path));
    if (count == 0) return content;
    content.append(piece.data(), static_cast<std::size_t>(count));
    if (content.size() > limit)
      return fail(ErrorCode::file_failed, "is larger than " + std::to_string(limit) + " bytes", path);
  }
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  MINYI_TRY(auto content, read_if_there(path, limit));
  if (!content) return fail(ErrorCode::file_missing, "there is no such file", path);
  return std::move(*content);
}

Result<> replace_file(const std::string& path, std::string_view content) {
  const std::string fresh = path + ".new";
  {
    const auto file = open_file(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    if (!file.is_open()) return fail(file_error("cannot be written", path));
    MINYI_CHECK(write_all(file, content, path));
    MINYI_CHECK(sync_file(file, path));
  }
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return fail(file_error("cannot be written", path));
  return {};
}

Result<> give_to_owner_of(const std::string& model, const std::string& path) {
  struct stat facts {};
  if (::stat(model.c_str(), &facts) != 0) return fail(file_error("cannot be looked at", model));
  if (::chown(path.c_str(), facts.st_uid, facts.st_gid) != 0)
    return fail(file_error("cannot be given to the owner of the others", path));
  return {};
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

}  // namespace minyi
