#include "e2e/disk.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "minyi/base/descriptor.hpp"

#include "support/wait.hpp"

namespace minyi::e2e {

namespace fs = std::filesystem;
using testing::Failure;

void make_database(const fs::path& file, const std::string& sql) {
  fs::create_directories(file.parent_path());
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open(file.c_str(), &raw);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
  if (opened != SQLITE_OK || sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw Failure(file.string() + ": " + sqlite3_errmsg(raw));
}

std::optional<SmallDisk> SmallDisk::mount(const fs::path& place, std::uint64_t bytes) {
  fs::create_directories(place);
  const std::string size = "size=" + std::to_string(bytes);
  if (::mount("minyi-test", place.c_str(), "tmpfs", MS_NODEV | MS_NOSUID, size.c_str()) != 0) return std::nullopt;
  return SmallDisk(place);
}

SmallDisk::SmallDisk(SmallDisk&& other) noexcept : place_(std::exchange(other.place_, {})) {}

SmallDisk::~SmallDisk() {
  if (!place_.empty()) ::umount2(place_.c_str(), MNT_DETACH);
}

void SmallDisk::fill(std::uint64_t leaving) {
  struct statvfs disk {};
  if (::statvfs(place_.c_str(), &disk) != 0) throw Failure(place_.string() + ": " + strerror(errno));
  const std::uint64_t unused = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  if (unused <= leaving) return;
  const Descriptor file(::open((place_ / "ballast").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  const int failed = !file.is_open() ? errno : ::posix_fallocate(file.get(), 0, static_cast<off_t>(unused - leaving));
  if (failed != 0) throw Failure("cannot fill " + place_.string() + ": " + strerror(failed));
}

void SmallDisk::empty() { fs::remove(place_ / "ballast"); }

}  // namespace minyi::e2e
