// A disk that fails on purpose: SQLite's own file layer with switches. Registered under `name` while it lives.
#pragma once

#include <string>

#include "support/sqlite_disk.hpp"

namespace minyi::kiosk::store::test {

class FailingDisk final : public testing::SqliteDisk {
 public:
  static constexpr const char* name = "minyi-failing-disk";
  FailingDisk() : SqliteDisk(name, Used::by_name) {}

  static constexpr int never = -1;
  int writes_left = never;   // then SQLITE_FULL
  int syncs_left = never;    // then SQLITE_IOERR_FSYNC, though the bytes were written
  std::string full_while{};  // not empty: refuses for as long as this file is there

  int write(const File& file, const void* from, int count, sqlite3_int64 at) override;
  int sync(const File& file, int flags) override;

 private:
  [[nodiscard]] bool refuses(int& left) const;  // counts
};

}  // namespace minyi::kiosk::store::test
