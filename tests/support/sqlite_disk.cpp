#include "support/sqlite_disk.hpp"

namespace minyi::testing {
namespace {

// SQLite allocates szOsFile bytes: this, and behind it the real file.
struct Shim {
  sqlite3_file base;
  SqliteDisk* disk;
  const char* path;  // lives as long as the file
  void* unused;
};
static_assert(sizeof(Shim) % alignof(sqlite3_int64) == 0,
              "SQLite aligns what it allocates to eight bytes, and no more");

Shim& shim(sqlite3_file* file) { return *reinterpret_cast<Shim*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(&shim(file) + 1); }
SqliteDisk& disk(sqlite3_file* file) { return *shim(file).disk; }
SqliteDisk::File named(sqlite3_file* file) { return {shim(file).path != nullptr ? shim(file).path : "", real(file)}; }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* to, int count, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), to, count, at);
}
int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  return disk(file).write(named(file), from, count, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) { return disk(file).truncate(named(file), size); }
int sync(sqlite3_file* file, int flags) { return disk(file).sync(named(file), flags); }
int size(sqlite3_file* file, sqlite3_int64* result) { return real(file)->pMethods->xFileSize(real(file), result); }
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); }
int control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return disk(file).characteristics(named(file)); }

// Version 1: no shared memory. A write-ahead log then works only under an exclusive lock, which the store must hold.
constexpr sqlite3_io_methods methods = {
    1,      close,           read,    write,   truncate, sync,    size,    lock,   unlock, check_lock, control,
    sector, characteristics, nullptr, nullptr, nullptr,  nullptr, nullptr, nullptr};

SqliteDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<SqliteDisk*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
  shim(file) = {{nullptr}, &disk_of(vfs), name, nullptr};
  real(file)->pMethods = nullptr;
  sqlite3_vfs* under = disk_of(vfs).real();
  int there = 1;
  if (name != nullptr) under->xAccess(under, name, SQLITE_ACCESS_EXISTS, &there);
  const int code = under->xOpen(under, name, real(file), flags, out);
  if (real(file)->pMethods != nullptr) shim(file).base.pMethods = &methods;
  if (code == SQLITE_OK && name != nullptr) disk_of(vfs).opened(name, there != 0);
  return code;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) { return disk_of(vfs).remove(name, sync_folder); }

}  // namespace

SqliteDisk::SqliteDisk(const char* name, Used used) : real_(sqlite3_vfs_find(nullptr)), shim_(*real_), used_(used) {
  shim_.zName = name;
  shim_.szOsFile = static_cast<int>(sizeof(Shim)) + real_->szOsFile;
  shim_.pNext = nullptr;
  shim_.pAppData = this;
  shim_.xOpen = open;
  shim_.xDelete = testing::remove;
  sqlite3_vfs_register(&shim_, used == Used::by_default ? 1 : 0);
}

SqliteDisk::~SqliteDisk() {
  sqlite3_vfs_unregister(&shim_);
  if (used_ == Used::by_default) sqlite3_vfs_register(real_, 1);
}

int SqliteDisk::write(const File& file, const void* from, int count, sqlite3_int64 at) {
  return file.real->pMethods->xWrite(file.real, from, count, at);
}
int SqliteDisk::truncate(const File& file, sqlite3_int64 size) {
  return file.real->pMethods->xTruncate(file.real, size);
}
int SqliteDisk::sync(const File& file, int flags) { return file.real->pMethods->xSync(file.real, flags); }
int SqliteDisk::characteristics(const File& file) { return file.real->pMethods->xDeviceCharacteristics(file.real); }
int SqliteDisk::remove(const char* path, int sync_folder) { return real_->xDelete(real_, path, sync_folder); }

}  // namespace minyi::testing
