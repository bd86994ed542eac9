// A disk that fails on purpose: SQLite's own file layer with switches. Registered under `name` while it lives.
#pragma once

#include <string>

#include <sqlite3.h>

namespace minyi::kiosk::store::test {

class FailingDisk {
 public:
  FailingDisk();
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;
  ~FailingDisk();

  static constexpr int never = -1;
  int writes_left = never;   // then SQLITE_FULL
  int syncs_left = never;    // then SQLITE_IOERR_FSYNC, though the bytes were written
  std::string full_while{};  // not empty: refuses for as long as this file is there

  static constexpr const char* name = "minyi-failing-disk";
  [[nodiscard]] bool refuses(int& left) const;  // counts
  [[nodiscard]] sqlite3_vfs* real() const { return real_; }

 private:
  sqlite3_vfs* real_;
  sqlite3_vfs shim_;
};

}  // namespace minyi::kiosk::store::test
