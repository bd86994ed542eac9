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

#include <sqlite3.h>

namespace minyi::faults {

class CutDisk {
 public:
  CutDisk();
  CutDisk(const CutDisk&) = delete;
  CutDisk& operator=(const CutDisk&) = delete;
  ~CutDisk();

  // Called before and after everything that changes a file. May ask for left_by_cut.
  std::function<void()> on_change{};

  // Every file that was opened through this disk, by its path, as a power cut now would leave it.
  [[nodiscard]] std::map<std::string, std::string> left_by_cut(std::mt19937& random) const;

  // For the file layer.
  struct Piece {
    std::uint64_t at = 0;
    std::string bytes{};
    bool cuts = false;  // the file ends at `at`
  };
  void opened(const std::string& path, bool made);
  void changed(const std::string& path, Piece piece);
  void synced(const std::string& path);
  void removed(const std::string& path);
  [[nodiscard]] sqlite3_vfs* real() const { return real_; }

 private:
  struct Image {
    std::string durable{};
    bool lasting = true;           // its name is on the disk
    std::vector<Piece> pending{};  // written and not synced
  };
  static void apply(std::string& content, const Piece& piece);
  void notice() const {
    if (on_change) on_change();
  }

  sqlite3_vfs* real_;
  sqlite3_vfs shim_;
  std::map<std::string, Image> images_;
};

}  // namespace minyi::faults
