#include "faults/cut_disk.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace minyi::faults {
namespace {

constexpr std::size_t sector = 512;  // what a disk writes whole or not at all
constexpr const char* disk_name = "minyi-cut-disk";

// SQLite allocates szOsFile bytes: this, and behind it the real file.
struct Shim {
  sqlite3_file base;
  CutDisk* disk;
  const char* path;  // lives as long as the file
  void* unused;
};
static_assert(sizeof(Shim) % alignof(sqlite3_int64) == 0);

Shim& shim(sqlite3_file* file) { return *reinterpret_cast<Shim*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<Shim*>(file) + 1); }
std::string path_of(sqlite3_file* file) { return shim(file).path != nullptr ? shim(file).path : ""; }

int close(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read(sqlite3_file* file, void* to, int count, sqlite3_int64 at) {
  return real(file)->pMethods->xRead(real(file), to, count, at);
}
int write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
  const int code = real(file)->pMethods->xWrite(real(file), from, count, at);
  if (code == SQLITE_OK)
    shim(file).disk->changed(path_of(file),
                             {.at = static_cast<std::uint64_t>(at),
                              .bytes = {static_cast<const char*>(from), static_cast<std::size_t>(count)}});
  return code;
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  const int code = real(file)->pMethods->xTruncate(real(file), size);
  if (code == SQLITE_OK)
    shim(file).disk->changed(path_of(file), {.at = static_cast<std::uint64_t>(size), .cuts = true});
  return code;
}
int sync(sqlite3_file* file, int flags) {
  const int code = real(file)->pMethods->xSync(real(file), flags);
  if (code == SQLITE_OK) shim(file).disk->synced(path_of(file));
  return code;
}
int size(sqlite3_file* file, sqlite3_int64* result) { return real(file)->pMethods->xFileSize(real(file), result); }
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }
int check_lock(sqlite3_file* file, int* result) { return real(file)->pMethods->xCheckReservedLock(real(file), result); }
int control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int device(sqlite3_file*) { return 0; }  // promises nothing: neither whole writes nor their order

constexpr sqlite3_io_methods methods = {1,       close,   read,       write,   truncate,    sync,   size,
                                        lock,    unlock,  check_lock, control, sector_size, device, nullptr,
                                        nullptr, nullptr, nullptr,    nullptr, nullptr};

CutDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<CutDisk*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
  shim(file) = {{nullptr}, &disk_of(vfs), name, nullptr};
  real(file)->pMethods = nullptr;
  sqlite3_vfs* under = disk_of(vfs).real();
  int there = 1;
  if (name != nullptr) under->xAccess(under, name, SQLITE_ACCESS_EXISTS, &there);
  const int code = under->xOpen(under, name, real(file), flags, out);
  if (real(file)->pMethods != nullptr) shim(file).base.pMethods = &methods;
  if (code == SQLITE_OK && name != nullptr) disk_of(vfs).opened(name, there == 0);
  return code;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  sqlite3_vfs* under = disk_of(vfs).real();
  const int code = under->xDelete(under, name, sync_folder);
  if (code == SQLITE_OK) disk_of(vfs).removed(name);
  return code;
}

}  // namespace

CutDisk::CutDisk() : real_(sqlite3_vfs_find(nullptr)), shim_(*real_) {
  shim_.zName = disk_name;
  shim_.szOsFile = static_cast<int>(sizeof(Shim)) + real_->szOsFile;
  shim_.pNext = nullptr;
  shim_.pAppData = this;
  shim_.xOpen = open;
  shim_.xDelete = remove;
  sqlite3_vfs_register(&shim_, 1);
}

CutDisk::~CutDisk() {
  sqlite3_vfs_unregister(&shim_);
  sqlite3_vfs_register(real_, 1);
}

void CutDisk::opened(const std::string& path, bool made) {
  if (const auto known = images_.find(path); known != images_.end() && !made) return;
  std::ifstream in(path, std::ios::binary);
  images_[path] = {.durable = std::string(std::istreambuf_iterator<char>(in), {}), .lasting = !made};
}

void CutDisk::changed(const std::string& path, Piece piece) {
  notice();
  images_[path].pending.push_back(std::move(piece));
  notice();
}

void CutDisk::synced(const std::string& path) {
  notice();
  Image& image = images_[path];
  for (const Piece& piece : image.pending) apply(image.durable, piece);
  image.pending.clear();
  image.lasting = true;  // SQLite syncs the folder with the first sync of a file that it made
  notice();
}

void CutDisk::removed(const std::string& path) {
  notice();
  images_.erase(path);
  notice();
}

void CutDisk::apply(std::string& content, const Piece& piece) {
  if (piece.cuts) return content.resize(std::min<std::size_t>(content.size(), piece.at));
  if (content.size() < piece.at + piece.bytes.size()) content.resize(piece.at + piece.bytes.size());
  content.replace(piece.at, piece.bytes.size(), piece.bytes);
}

std::map<std::string, std::string> CutDisk::left_by_cut(std::mt19937& random) const {
  const auto chance = [&](int of) { return std::uniform_int_distribution<int>(1, of)(random) == 1; };
  std::map<std::string, std::string> left;
  for (const auto& [path, image] : images_) {
    if (!image.lasting && chance(2)) continue;
    std::string content = image.durable;
    const bool all = chance(4);
    for (const Piece& piece : image.pending) {
      if (!all && chance(2)) continue;
      Piece torn = piece;
      if (!all && !piece.cuts && chance(4)) {
        const auto sectors = static_cast<int>(piece.bytes.size() / sector);
        torn.bytes.resize(sector * static_cast<std::size_t>(std::uniform_int_distribution<int>(0, sectors)(random)));
      }
      apply(content, torn);
    }
    left[path] = std::move(content);
  }
  return left;
}

}  // namespace minyi::faults
