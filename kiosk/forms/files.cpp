#include "minyi/forms/files.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "minyi/base/file.hpp"

namespace minyi::kiosk::forms {
Result<std::optional<std::string>> read_file(const std::string& path, std::size_t limit) {
  const File file(path, O_RDONLY | O_NONBLOCK);
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
      return fail(ErrorCode::file_failed, fmt::format("is larger than {} bytes", limit), path);
  }
}

Result<> write_file(const std::string& path, std::string_view content) {
  const std::string fresh = path + ".new";
  {
    const File file(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    if (!file.is_open()) return fail(file_error("cannot be written", path));
    MINYI_CHECK(write_all(file, content, path));
    MINYI_CHECK(sync_file(file, path));
  }
  return rename_file(fresh, path);
}

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
