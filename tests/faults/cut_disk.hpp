// A disk whose power can be cut: SQLite's own file layer, of which it is remembered what was written, cut and synced.
// At any moment it can be said what would stand on the platter if power went now: what was synced, and of the rest each
// piece or not, in no order, the last of them torn. The default file layer of SQLite while it lives.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/sqlite_disk.hpp"

namespace minyi::faults {

class CutDisk final : public testing::SqliteDisk {
 public:
  CutDisk() : SqliteDisk("minyi-cut-disk", Used::by_default) {}

  // Called before and after everything that changes a file. May ask for left_by_cut.
  std::function<void()> on_change{};

  // Asked at each sync whether it fails. Then what was written since the last one never gets to the platter, whatever
  // is synced later, though the program reads it as if it were there: so Linux does it.
  std::function<bool()> sync_fails{};

  // The program was killed: nothing of what it still tries to do to files happens.
  bool killed = false;

  // Every file that was opened through this disk, by its path, as a power cut now would leave it.
  [[nodiscard]] std::map<std::string, std::string> left_by_cut(std::mt19937& random) const;

  int write(const File& file, const void* from, int count, sqlite3_int64 at) override;
  int truncate(const File& file, sqlite3_int64 size) override;
  int sync(const File& file, int flags) override;
  int characteristics(const File&) override { return 0; }  // promises nothing: neither whole writes nor their order
  int remove(const char* path, int sync_folder) override;
  void opened(const std::string& path, bool there) override;

 private:
  struct Piece {
    std::uint64_t at = 0;
    std::string bytes{};
    bool cuts = false;  // the file ends at `at`
  };
  struct Image {
    std::string durable{};
    bool lasting = true;           // its name is on the disk
    std::vector<Piece> pending{};  // written and not synced
  };
  static void apply(std::string& content, const Piece& piece);
  [[nodiscard]] static Piece pages_around(const File& file, sqlite3_int64 at, int count);
  void changed(const std::string& path, Piece piece);
  void notice() const {
    if (on_change) on_change();
  }

  std::map<std::string, Image> images_;
};

}  // namespace minyi::faults
