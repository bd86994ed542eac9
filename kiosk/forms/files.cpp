#include "minyi/forms/files.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace minyi::kiosk::forms {
namespace {

class File {
 public:
  File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] bool open() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<Error> failure(std::string_view doing, const std::string& path) {
  const int why = errno;
  return fail(ErrorCode::file_failed, fmt::format("{}: {}", doing, std::generic_category().message(why)), path,
              why == ENOSPC || why == EDQUOT ? "free some space on this disk" : "");
}

}  // namespace

Result<std::optional<std::string>> read_file(const std::string& path, std::size_t limit) {
  const File file(path, O_RDONLY | O_NONBLOCK);
  if (!file.open() && errno == ENOENT) return std::nullopt;
  if (!file.open()) return failure("cannot be read", path);
  std::string content;
  std::array<char, 1u << 16> piece{};
  for (;;) {
    const auto count = ::read(file.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure("cannot be read", path);
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
    if (!file.open()) return failure("cannot be written", path);
    while (!content.empty()) {
      const auto count = ::write(file.get(), content.data(), content.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return failure("cannot be written", path);
      content.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file.get()) != 0) return failure("cannot be written", path);
  }
  return rename_file(fresh, path);
}

Result<> rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return failure("cannot be written", to);
  return {};
}

Result<> sync_folder(const std::string& path) {
  const File folder(path, O_RDONLY | O_DIRECTORY);
  if (!folder.open() || ::fsync(folder.get()) != 0) return failure("cannot be made durable", path);
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
