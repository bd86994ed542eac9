#include "faults/cut_disk.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace minyi::faults {
namespace {

constexpr std::size_t sector = 512;   // what a disk writes whole or not at all
constexpr sqlite3_int64 page = 4096;  // what the system caches, writes and loses

}  // namespace

// The pages of the file that a write has touched, as the program reads them.
CutDisk::Piece CutDisk::pages_around(const File& file, sqlite3_int64 at, int count) {
  sqlite3_int64 size = 0;
  file.real->pMethods->xFileSize(file.real, &size);
  const sqlite3_int64 begin = at / page * page;
  const sqlite3_int64 end = std::min((at + count + page - 1) / page * page, size);
  Piece piece{.at = static_cast<std::uint64_t>(begin),
              .bytes = std::string(static_cast<std::size_t>(end - begin), '\0')};
  file.real->pMethods->xRead(file.real, piece.bytes.data(), static_cast<int>(end - begin), begin);
  return piece;
}

int CutDisk::write(const File& file, const void* from, int count, sqlite3_int64 at) {
  if (killed) return SQLITE_IOERR_WRITE;
  const int code = SqliteDisk::write(file, from, count, at);
  if (code == SQLITE_OK)
    changed(file.path, sync_fails ? pages_around(file, at, count)
                                  : Piece{.at = static_cast<std::uint64_t>(at),
                                          .bytes = {static_cast<const char*>(from), static_cast<std::size_t>(count)}});
  return code;
}

int CutDisk::truncate(const File& file, sqlite3_int64 size) {
  if (killed) return SQLITE_IOERR_TRUNCATE;
  const int code = SqliteDisk::truncate(file, size);
  if (code == SQLITE_OK) changed(file.path, {.at = static_cast<std::uint64_t>(size), .cuts = true});
  return code;
}

void CutDisk::opened(const std::string& path, bool there) {
  if (there && images_.contains(path)) return;
  std::ifstream in(path, std::ios::binary);
  images_[path] = {.durable = std::string(std::istreambuf_iterator<char>(in), {}), .lasting = there};
}

void CutDisk::changed(const std::string& path, Piece piece) {
  notice();
  images_[path].pending.push_back(std::move(piece));
  notice();
}

int CutDisk::sync(const File& file, int flags) {
  if (killed) return SQLITE_IOERR_FSYNC;
  if (sync_fails && sync_fails()) {
    notice();
    std::erase_if(images_[file.path].pending, [](const Piece& piece) { return !piece.cuts; });
    return SQLITE_IOERR_FSYNC;
  }
  const int code = SqliteDisk::sync(file, flags);
  if (code != SQLITE_OK) return code;
  notice();
  Image& image = images_[file.path];
  for (const Piece& piece : image.pending) apply(image.durable, piece);
  image.pending.clear();
  image.lasting = true;  // SQLite syncs the folder with the first sync of a file that it made
  notice();
  return code;
}

int CutDisk::remove(const char* path, int sync_folder) {
  if (killed) return SQLITE_IOERR_DELETE;
  const int code = SqliteDisk::remove(path, sync_folder);
  if (code != SQLITE_OK) return code;
  notice();
  images_.erase(path);
  notice();
  return code;
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
