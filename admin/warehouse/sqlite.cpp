#include "minyi/warehouse/sqlite.hpp"

#include <limits>

#include <sqlite3.h>

namespace minyi::warehouse::sqlite {
namespace {

struct Meaning {
  int code;
  ErrorCode error;
  const char* message;
  const char* hint;
};

constexpr Meaning meanings[] = {
    {SQLITE_FULL, ErrorCode::store_full, "the disk is full", "free some space; nothing was stored"},
    {SQLITE_CORRUPT, ErrorCode::store_damaged, "the database is damaged", "restore it from the last backup"},
    {SQLITE_NOTADB, ErrorCode::store_damaged, "the database is damaged", "restore it from the last backup"},
    {SQLITE_BUSY, ErrorCode::store_failed, "the database is in use by another program", "try again"},
    {SQLITE_CANTOPEN, ErrorCode::store_failed, "the database cannot be opened", "check the folder and its permissions"},
    {SQLITE_READONLY, ErrorCode::store_failed, "the database may not be written", "check the file's permissions"},
};

Error describe(sqlite3* database, int code) {
  const char* detail = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  for (const Meaning& meaning : meanings)
    if (meaning.code == (code & 0xff))
      return {meaning.error, std::string(meaning.message) + ": " + detail, {}, meaning.hint};
  return {ErrorCode::store_failed, std::string("the database failed: ") + detail, {}, {}};
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::restart() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  trouble_ = SQLITE_OK;
}

void Statement::bind(int place, std::nullptr_t) { trouble_ |= sqlite3_bind_null(statement_.get(), place); }

void Statement::bind(int place, std::int64_t value) { trouble_ |= sqlite3_bind_int64(statement_.get(), place, value); }

void Statement::bind(int place, std::uint64_t value) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  bind(place, static_cast<std::int64_t>(std::min(value, most)));
}

void Statement::bind(int place, std::string_view value) {
  trouble_ |= sqlite3_bind_text64(statement_.get(), place, value.data() == nullptr ? "" : value.data(), value.size(),
                                  SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind(int place, ByteView value) {
  trouble_ |= value.empty()
                  ? sqlite3_bind_zeroblob(statement_.get(), place, 0)
                  : sqlite3_bind_blob64(statement_.get(), place, value.data(), value.size(), SQLITE_TRANSIENT);
}

Result<bool> Statement::row() {
  if (trouble_ != SQLITE_OK) return fail(describe(database_, trouble_));
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  Result<bool> answer = false;
  if (code != SQLITE_DONE) answer = fail(describe(database_, code));
  sqlite3_reset(statement_.get());  // lets go of the read lock
  return answer;
}

Result<> Statement::run() {
  MINYI_TRY(const bool more, row());
  if (more) {
    sqlite3_reset(statement_.get());
    return fail(ErrorCode::internal, "a statement without a result has one");
  }
  return {};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::uint64_t Statement::count(int column) const {
  const std::int64_t value = integer(column);
  return value < 0 ? 0 : static_cast<std::uint64_t>(value);
}

std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? std::string{}
                          : std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Bytes Statement::blob(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr ? Bytes{} : Bytes(bytes, bytes + size);
}

bool Statement::null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

std::optional<std::uint64_t> Statement::optional_count(int column) const {
  return null(column) ? std::nullopt : std::optional(count(column));
}

void Database::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Result<Database> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(handle);
  if (code != SQLITE_OK) {
    Error error = describe(handle, code);
    error.where = path;
    return fail(std::move(error));
  }
  sqlite3_extended_result_codes(handle, 1);
  return database;
}

Result<> Database::run(const std::string& script) {
  const int code = sqlite3_exec(database_.get(), script.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(describe(database_.get(), code));
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return fail(describe(database_.get(), code));
  return Statement(database_.get(), statement);
}

std::int64_t Database::changes() const { return sqlite3_changes64(database_.get()); }

Result<Transaction> Transaction::begin(Database& database) {
  MINYI_CHECK(database.run("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  // What fails here has been rolled back by SQLite already.
  if (database_ != nullptr) (void)database_->run("ROLLBACK");
}

Result<> Transaction::commit() {
  MINYI_CHECK(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace minyi::warehouse::sqlite
