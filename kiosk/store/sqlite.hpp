// SQLite with owners and results: a connection, a statement, and the one table that turns its codes into ours.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "minyi/base/bytes.hpp"
#include "minyi/base/result.hpp"

namespace minyi::kiosk::store {

// store_full, store_damaged or store_failed, with SQLite's own words and the file.
Error sqlite_error(int code, std::string_view doing, const std::string& path);

class Statement {
 public:
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::uint64_t value) { return bind(index, static_cast<std::int64_t>(value)); }
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, ByteView blob);
  Statement& bind(int index, const Statement& row, int column);  // whatever stands there
  Result<bool> step();                                           // true: there is a row
  Result<> run();                                                // to the end, rows are not looked at
  [[nodiscard]] std::uint64_t integer(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] Bytes blob(int column) const;
  [[nodiscard]] bool null(int column) const;

 private:
  friend class Database;
  struct Finish {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  Statement(sqlite3_stmt* statement, const std::string* path) : statement_(statement), path_(path) {}
  std::unique_ptr<sqlite3_stmt, Finish> statement_;
  const std::string* path_;
  int bound_ = SQLITE_OK;
};

class Database {
 public:
  // `vfs`: empty for the system's own. Who looks changes nothing, not even by carrying the log into the file at the
  // end. Who takes over what another program has left does not either, until write_log_again.
  enum class Purpose { work, look, take_over };
  static Result<Database> open(const std::string& path, const std::string& vfs, Purpose purpose = Purpose::work);
  Result<> execute(const std::string& sql);
  Result<Statement> prepare(std::string_view sql);
  // The first column of the first row as text, e.g. of a pragma; empty when there is no row.
  Result<std::string> value(std::string_view sql);
  // Writes the write-ahead log once more as it reads, and syncs it. After a failed fsync Linux shows what the disk may
  // not have, and calls it written: who opens a store that another program left would go on behind what is not there.
  // For who takes over: once the log is in use, before anything is written.
  Result<> write_log_again();
  // All or nothing. Rolled back when `work` fails.
  template <class Work>
  Result<> transaction(Work&& work);

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  explicit Database(const std::string& path) : path_(std::make_unique<std::string>(path)) {}
  void roll_back();
  std::unique_ptr<std::string> path_;  // stays put when the connection is moved: statements point to it
  std::unique_ptr<sqlite3, Close> connection_{};
};

template <class Work>
Result<> Database::transaction(Work&& work) {
  MINYI_CHECK(execute("BEGIN IMMEDIATE"));
  Result<> done = work();
  if (done) done = execute("COMMIT");
  if (!done) roll_back();
  return done;
}

}  // namespace minyi::kiosk::store
