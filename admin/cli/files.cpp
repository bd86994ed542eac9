#include "minyi/cli/files.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "minyi/base/file.hpp"
#include "minyi/base/file_name.hpp"

namespace minyi::cli {
namespace {

namespace fs = std::filesystem;

auto failed(const char* what, const std::string& path) {
  const int reason = errno;
  if (reason == ENOENT) return fail(ErrorCode::file_missing, "there is no such file or directory", path);
  Error error = file_error(what, path);
  if (reason == EACCES || reason == EPERM) error.hint = "run it as the user who owns the file";
  return fail(std::move(error));
}

Result<> write_durably(const Descriptor& file, std::string_view text, const std::string& path) {
  MINYI_CHECK(write_all(file, text, path));
  return sync_file(file, path);
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const auto file = open_file(path, O_RDONLY);
  if (!file.is_open()) return failed("cannot be opened", path);
  std::string text;
  std::array<char, 65536> part;
  while (true) {
    const ssize_t size = ::read(file.get(), part.data(), part.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return failed("cannot be read", path);
    if (size == 0) return text;
    if (text.size() + static_cast<std::size_t>(size) > limit)
      return fail(ErrorCode::wire_too_large, "larger than " + std::to_string(limit >> 20) + " MiB", path);
    text.append(part.data(), static_cast<std::size_t>(size));
  }
}

Result<> write_file(const std::string& path, std::string_view text) {
  struct stat present {};
  if (::stat(path.c_str(), &present) == 0 && !S_ISREG(present.st_mode)) {  // a pipe or /dev/stdout cannot be replaced
    const auto file = open_file(path, O_WRONLY);
    if (!file.is_open()) return failed("cannot be opened", path);
    return write_all(file, text, path);
  }
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(::mkstemp(temporary.data()));
  if (!file.is_open()) return failed("cannot be created", path);
  auto written = write_durably(file, text, path);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (written && ::fchmod(file.get(), 0666 & ~mask) != 0) written = failed("cannot be made readable", path);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = failed("cannot be replaced", path);
  if (!written) ::unlink(temporary.c_str());
  return written;
}

Result<> create_private_file(const std::string& path, std::string_view text) {
  // Complete before it has its name: a crash between leaves no half a key. mkstemp makes it with mode 0600.
  std::string temporary = path + ".XXXXXX";
  const Descriptor file(::mkstemp(temporary.data()));
  if (!file.is_open()) return failed("cannot be created", path);
  auto written = write_durably(file, text, path);
  if (written && ::link(temporary.c_str(), path.c_str()) != 0) written = failed("cannot be created", path);
  ::unlink(temporary.c_str());
  MINYI_CHECK(written);
  // The directory's entry must last too.
  return sync_folder(folder_of(path));
}

FilesBeside::FilesBeside(const std::string& form_path) {
  std::error_code error;
  const fs::path form = fs::absolute(form_path, error);
  directory_ = (fs::is_directory(form, error) ? form : form.parent_path()).string();
}

Result<std::string> FilesBeside::read(std::string_view name) const {
  if (!is_plain_file_name(name))
    return fail(ErrorCode::file_missing, "not the name of a file beside the form", std::string(name));
  // A link may lead out of the directory, or to something that never ends.
  std::error_code error;
  const fs::path path = fs::canonical(fs::path(directory_) / name, error);
  if (error) return fail(ErrorCode::file_missing, "there is no such file beside the form", std::string(name));
  if (path.parent_path() != fs::canonical(directory_, error) || !fs::is_regular_file(path, error))
    return fail(ErrorCode::file_failed, "not a file of the form's own directory", std::string(name),
                "copy the file there instead of linking to it");
  return read_file(path.string());
}

}  // namespace minyi::cli
