#include "minyi/store/sqlite.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace minyi::kiosk::store {
namespace {

struct Meaning {
  int code;
  ErrorCode means;
  std::string_view hint;
};

constexpr auto meanings = std::to_array<Meaning>({
    {SQLITE_FULL, ErrorCode::store_full, "free some space on this disk"},
    {SQLITE_CORRUPT, ErrorCode::store_damaged, "keep the file and ask for help"},
    {SQLITE_NOTADB, ErrorCode::store_damaged, "keep the file and ask for help"},
    {SQLITE_BUSY, ErrorCode::store_failed, "another program has it open: is the kiosk running twice?"},
    {SQLITE_CANTOPEN, ErrorCode::store_failed, "check that the folder exists and may be written"},
    {SQLITE_READONLY, ErrorCode::store_failed, "check who owns the file and whether the disk is read-only"},
    {SQLITE_PERM, ErrorCode::store_failed, "check who owns the file"},
    {SQLITE_IOERR, ErrorCode::store_failed, "the disk may be failing"},
});

}  // namespace

Error sqlite_error(int code, std::string_view doing, const std::string& path) {
  Error error{ErrorCode::store_failed, fmt::format("{}: {} ({})", doing, sqlite3_errstr(code), code), path, {}};
  for (const Meaning& meaning : meanings)
    if (meaning.code == (code & 0xff)) {
      error.code = meaning.means;
      error.hint = meaning.hint;
    }
  return error;
}

Statement& Statement::bind(int index, std::int64_t value) {
  if (bound_ == SQLITE_OK) bound_ = sqlite3_bind_int64(statement_.get(), index, value);
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  if (bound_ == SQLITE_OK)
    bound_ = sqlite3_bind_text64(statement_.get(), index, text.data() != nullptr ? text.data() : "", text.size(),
                                 SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(int index, ByteView blob) {
  if (bound_ == SQLITE_OK)
    bound_ = blob.empty() ? sqlite3_bind_zeroblob(statement_.get(), index, 0)
                          : sqlite3_bind_blob64(statement_.get(), index, blob.data(), blob.size(), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind(int index, const Statement& row, int column) {
  if (bound_ == SQLITE_OK)
    bound_ = sqlite3_bind_value(statement_.get(), index, sqlite3_column_value(row.statement_.get(), column));
  return *this;
}

Result<bool> Statement::step() {
  const int code = bound_ == SQLITE_OK ? sqlite3_step(statement_.get()) : bound_;
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fail(sqlite_error(code, "the store cannot be used", *path_));
}

Result<> Statement::run() {
  for (;;) {
    MINYI_TRY(const bool row, step());
    if (!row) return {};
  }
}

std::uint64_t Statement::integer(int column) const {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement_.get(), column));
}

std::string Statement::text(int column) const {
  const auto* start = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (start == nullptr) return {};
  return {start, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Bytes Statement::blob(int column) const {
  const auto* start = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  if (start == nullptr) return {};
  return {start, start + sqlite3_column_bytes(statement_.get(), column)};
}

bool Statement::null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

Result<Database> Database::open(const std::string& path, const std::string& vfs, Purpose purpose) {
  Database database(path);
  sqlite3* connection = nullptr;
  // No SQLITE_OPEN_CREATE: who makes the file decides its mode.
  const int code =
      sqlite3_open_v2(path.c_str(), &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                      vfs.empty() ? nullptr : vfs.c_str());
  database.connection_.reset(connection);
  if (code != SQLITE_OK) return fail(sqlite_error(code, "the store cannot be opened", path));
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (purpose != Purpose::work) sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (purpose == Purpose::look) MINYI_CHECK(database.execute("PRAGMA query_only = ON"));
  return database;
}

Result<> Database::execute(const std::string& sql) {
  const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(sqlite_error(code, "the store cannot be used", *path_));
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return fail(sqlite_error(code, "the store cannot be used", *path_));
  return Statement(statement, path_.get());
}

Result<std::string> Database::value(std::string_view sql) {
  MINYI_TRY(Statement statement, prepare(sql));
  MINYI_TRY(const bool row, statement.step());
  return row ? statement.text(0) : std::string{};
}

Result<> Database::write_log_again() {
  sqlite3_file* log = nullptr;
  int code = sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
  const bool there = code == SQLITE_OK && log != nullptr && log->pMethods != nullptr;
  sqlite3_int64 size = 0;
  if (there) code = log->pMethods->xFileSize(log, &size);
  Bytes part(1u << 16);
  for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += static_cast<sqlite3_int64>(part.size())) {
    const int count = static_cast<int>(std::min(size - at, static_cast<sqlite3_int64>(part.size())));
    code = log->pMethods->xRead(log, part.data(), count, at);
    if (code == SQLITE_OK) code = log->pMethods->xWrite(log, part.data(), count, at);
  }
  if (code == SQLITE_OK && size > 0) code = log->pMethods->xSync(log, SQLITE_SYNC_FULL);
  if (code != SQLITE_OK) return fail(sqlite_error(code, "the store's log cannot be written", *path_));
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  return {};
}

void Database::roll_back() {
  // After some errors SQLite has rolled back by itself; asking again would only hide the first error.
  if (sqlite3_get_autocommit(connection_.get()) == 0)
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace minyi::kiosk::store
