#include "kiosk/store/failing_disk.hpp"

#include <unistd.h>

namespace minyi::kiosk::store::test {

int FailingDisk::write(const File& file, const void* from, int count, sqlite3_int64 at) {
  return refuses(writes_left) ? SQLITE_FULL : SqliteDisk::write(file, from, count, at);
}

int FailingDisk::sync(const File& file, int flags) {
  return refuses(syncs_left) ? SQLITE_IOERR_FSYNC : SqliteDisk::sync(file, flags);
}

bool FailingDisk::refuses(int& left) const {
  if (left == never) return false;
  if (left == 0) return full_while.empty() || access(full_while.c_str(), F_OK) == 0;
  --left;
  return false;
}

}  // namespace minyi::kiosk::store::test
