#include "kiosk/store/failing_disk.hpp"

#include <unistd.h>

namespace minyi::kiosk::store::test {
namespace {

// SQLite allocates szOsFile bytes: this, and behind it the real file.
struct Shim {
  sqlite3_file base;
  FailingDisk* disk;
};
static_assert(sizeof(Shim) % alignof(sqlite3_int64) == 0,
              "SQLite aligns what it allocates to eight bytes, and no more");

sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<Shim*>(file) + 1); }
FailingDisk& disk(sqlite3_file* file) { return *reinterpret_cast<Shim*>(file)->disk; }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* to, int count, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), to, count, at);
}
int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  if (disk(file).refuses(disk(file).writes_left)) return SQLITE_FULL;
  return real(file)->pMethods->xWrite(real(file), from, count, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) { return real(file)->pMethods->xTruncate(real(file), size); }
int sync(sqlite3_file* file, int flags) {
  if (disk(file).refuses(disk(file).syncs_left)) return SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}
int size(sqlite3_file* file, sqlite3_int64* result) { return real(file)->pMethods->xFileSize(real(file), result); }
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); }
int control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int device(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

// Version 1: no shared memory. A write-ahead log then works only under an exclusive lock, which the store must hold.
constexpr sqlite3_io_methods methods = {1,       close,   read,       write,   truncate, sync,   size,
                                        lock,    unlock,  check_lock, control, sector,   device, nullptr,
                                        nullptr, nullptr, nullptr,    nullptr, nullptr};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
  auto* shim = reinterpret_cast<Shim*>(file);
  shim->disk = static_cast<FailingDisk*>(vfs->pAppData);
  shim->base.pMethods = nullptr;
  real(file)->pMethods = nullptr;
  sqlite3_vfs* under = shim->disk->real();
  const int code = under->xOpen(under, name, real(file), flags, out);
  if (real(file)->pMethods != nullptr) shim->base.pMethods = &methods;
  return code;
}

}  // namespace

FailingDisk::FailingDisk() : real_(sqlite3_vfs_find(nullptr)), shim_(*real_) {
  shim_.zName = name;
  shim_.szOsFile = static_cast<int>(sizeof(Shim)) + real_->szOsFile;
  shim_.pNext = nullptr;
  shim_.pAppData = this;
  shim_.xOpen = open;
  sqlite3_vfs_register(&shim_, 0);
}

FailingDisk::~FailingDisk() { sqlite3_vfs_unregister(&shim_); }

bool FailingDisk::refuses(int& left) const {
  if (left == never) return false;
  if (left == 0) return full_while.empty() || access(full_while.c_str(), F_OK) == 0;
  --left;
  return false;
}

}  // namespace minyi::kiosk::store::test
