// A disk that fails under a program while it runs: loaded into the program before the C library (LD_PRELOAD). What is
// done to files below the folder MINYI_SICK_DISK fails for as long as one of these files stands beside that folder:
//   FOLDER.read-only    whatever would change the disk: EROFS, as of a file system that has given up
//   FOLDER.fsync-fails  fsync: EIO, though the bytes were written
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr const char* read_only = ".read-only";
constexpr const char* fsync_fails = ".fsync-fails";

// Whether it must fail; then errno says how.
bool fails(const char* illness, int error, const std::string& path) {
  const char* variable = std::getenv("MINYI_SICK_DISK");
  const std::string folder = variable != nullptr ? variable : "";
  if (folder.empty() || ::access((folder + illness).c_str(), F_OK) != 0 || !path.starts_with(folder + "/"))
    return false;
  errno = error;
  return true;
}

bool fails(const char* illness, int error, int file) {
  char path[PATH_MAX];
  const ssize_t size = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, sizeof path);
  return size > 0 && fails(illness, error, std::string(path, static_cast<std::size_t>(size)));
}

bool refuses_to_open(const char* path, int flags) {
  return (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) != O_RDONLY && fails(read_only, EROFS, std::string(path));
}

// What the program would have called without us.
template <class Call>
Call* real(const char* name) {
  return reinterpret_cast<Call*>(::dlsym(RTLD_NEXT, name));
}

mode_t mode_in(std::va_list arguments, int flags) { return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0; }

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_in(arguments, flags);
  va_end(arguments);
  return refuses_to_open(path, flags) ? -1 : real<decltype(::open)>("open")(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_in(arguments, flags);
  va_end(arguments);
  return refuses_to_open(path, flags) ? -1 : real<decltype(::open64)>("open64")(path, flags, mode);
}

ssize_t write(int file, const void* from, std::size_t size) {
  return fails(read_only, EROFS, file) ? -1 : real<decltype(::write)>("write")(file, from, size);
}

ssize_t pwrite64(int file, const void* from, std::size_t size, off64_t at) {
  return fails(read_only, EROFS, file) ? -1 : real<decltype(::pwrite64)>("pwrite64")(file, from, size, at);
}

int ftruncate64(int file, off64_t size) noexcept {
  return fails(read_only, EROFS, file) ? -1 : real<decltype(::ftruncate64)>("ftruncate64")(file, size);
}

int unlink(const char* path) noexcept {
  return fails(read_only, EROFS, std::string(path)) ? -1 : real<decltype(::unlink)>("unlink")(path);
}

int rename(const char* from, const char* to) noexcept {
  return fails(read_only, EROFS, std::string(to)) ? -1 : real<decltype(::rename)>("rename")(from, to);
}

int fsync(int file) { return fails(fsync_fails, EIO, file) ? -1 : real<decltype(::fsync)>("fsync")(file); }

int fdatasync(int file) { return fails(fsync_fails, EIO, file) ? -1 : real<decltype(::fdatasync)>("fdatasync")(file); }
}
