#include "minyi/store/schema.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "minyi/base/file.hpp"
#include "minyi/exchange/chain.hpp"

namespace minyi::kiosk::store {
namespace {

// Entry n brings a store of version n to n + 1. An entry that was released is never edited.
//
// `record` is the stream: seq is the append key. A body is dropped when the collector has had it for a while; its link
// stays, so that any receipt can be checked against the chain. `poison` is what the collector could not read, kept
// sealed.
constexpr auto migrations = std::to_array<std::string_view>({
    R"sql(
CREATE TABLE state (
  only            INTEGER PRIMARY KEY CHECK (only = 1),
  stream          BLOB NOT NULL CHECK (length(stream) = 16),
  acknowledged    INTEGER NOT NULL CHECK (acknowledged >= 0),
  completed_total INTEGER NOT NULL CHECK (completed_total >= 0)
) STRICT;
CREATE TABLE record (
  seq  INTEGER PRIMARY KEY CHECK (seq >= 1),
  link BLOB NOT NULL CHECK (length(link) = 32),
  body BLOB
) STRICT;
CREATE TABLE poison (
  stream BLOB NOT NULL,
  seq    INTEGER NOT NULL,
  code   TEXT NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT;
CREATE TABLE funnel (
  day TEXT NOT NULL, form TEXT NOT NULL, version TEXT NOT NULL,
  shown INTEGER NOT NULL DEFAULT 0, started INTEGER NOT NULL DEFAULT 0,
  completed INTEGER NOT NULL DEFAULT 0, abandoned INTEGER NOT NULL DEFAULT 0,
  sent INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (day, form, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE funnel_question (
  day TEXT NOT NULL, form TEXT NOT NULL, version TEXT NOT NULL, question TEXT NOT NULL,
  abandoned INTEGER NOT NULL,
  PRIMARY KEY (day, form, version, question)
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE alarm (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
)sql",
    // Bodies outlive their receipt for a while. `dropped`: bodies up to here are gone. `receipt`: how far the collector
    // was in each hour, by its own clock.
    R"sql(
ALTER TABLE state ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped >= 0);
UPDATE state SET dropped = acknowledged;
CREATE TABLE receipt (hour INTEGER PRIMARY KEY, head INTEGER NOT NULL) STRICT;
)sql",
});
static_assert(migrations.size() == schema_version);

struct Pragma {
  std::string_view name, set, reads;
};

constexpr auto pragmas = std::to_array<Pragma>({
    {"locking_mode", "EXCLUSIVE", "exclusive"},  // a second kiosk on the same store is refused
    {"journal_mode", "WAL", "wal"},
    {"synchronous", "FULL", "2"},
    {"secure_delete", "ON", "1"},
    {"trusted_schema", "OFF", "0"},
    {"cell_size_check", "ON", "1"},
    {"temp_store", "MEMORY", "2"},
    {"mmap_size", "0", "0"},
    {"wal_autocheckpoint", "1000", "1000"},
    {"journal_size_limit", "4194304", "4194304"},
});

tl::unexpected<Error> system_failure(std::string_view doing, const std::string& path) {
  const bool no_folder = errno == ENOENT;
  Error error = file_error(doing, path, ErrorCode::store_failed);
  if (no_folder) error.hint = "make the folder first";
  return fail(std::move(error));
}

std::uint32_t big_endian(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

bool has_content(const std::string& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 && about.st_size > 0;
}

enum class Found { nothing, ours };

// Reads the 100 bytes of SQLite's file header (https://www.sqlite.org/fileformat.html#the_database_header) and no more.
Result<Found> look(const std::string& path) {
  const auto file = open_file(path, O_RDONLY | O_NONBLOCK);
  if (!file.is_open()) {
    if (errno != ENOENT) return system_failure("the store cannot be read", path);
    if (has_content(path + "-wal"))
      return fail(ErrorCode::store_damaged, "the store is gone, but its log is still there", path,
                  "put the file back beside its -wal file, or move both away");
    return Found::nothing;
  }
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return system_failure("the store cannot be read", path);
  if (!S_ISREG(about.st_mode)) return fail(ErrorCode::store_foreign, "this is not a file", path, "choose another name");
  if (about.st_size == 0)
    return fail(ErrorCode::store_damaged, "the store is an empty file", path,
                "delete it if it never held answers, and start again");
  std::array<std::uint8_t, 100> header{};
  const auto count = ::pread(file.get(), header.data(), header.size(), 0);
  if (count < 0) return system_failure("the store cannot be read", path);
  constexpr std::string_view magic("SQLite format 3\0", 16);
  if (static_cast<std::size_t>(count) < header.size() || as_text(header).substr(0, magic.size()) != magic ||
      big_endian(&header[68]) != application_id)
    return fail(ErrorCode::store_foreign, "this file is not a kiosk's store", path,
                "it was left as it is: choose another name");
  if (const auto version = big_endian(&header[60]); version > schema_version)
    return fail(ErrorCode::store_newer,
                fmt::format("this store was made by a later version (schema {}, this program knows {})", version,
                            schema_version),
                path, "it was left as it is: install the later version again");
  return Found::ours;
}

Result<> set_pragmas(Database& database, const std::string& path) {
  for (const Pragma& pragma : pragmas) {
    MINYI_CHECK(database.execute(fmt::format("PRAGMA {} = {}", pragma.name, pragma.set)));
    MINYI_TRY(const std::string reads, database.value(fmt::format("PRAGMA {}", pragma.name)));
    if (reads != pragma.reads)
      return fail(ErrorCode::store_failed,
                  fmt::format("the store does not take {} = {}: it reads {}", pragma.name, pragma.set, reads), path,
                  "the file system may not be fit for a store (network share?)");
  }
  return {};
}

// Within the caller's transaction.
Result<> apply_migrations(Database& database, std::uint32_t version) {
  for (; version < schema_version; ++version) MINYI_CHECK(database.execute(std::string(migrations.at(version))));
  return database.execute(fmt::format("PRAGMA user_version = {}", schema_version));
}

// In one transaction: a power cut leaves the old version or the new one.
Result<> migrate(Database& database, const std::string& text, const std::string& path) {
  std::uint32_t version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  if (version == schema_version) return {};
  if (version == 0 || version > schema_version)
    return fail(ErrorCode::store_damaged, fmt::format("the store has the unknown schema {}", text), path,
                "keep the file and ask for help");
  return database.transaction([&] { return apply_migrations(database, version); });
}

}  // namespace

Result<> create_store_file(const std::string& path, const std::string& vfs,
                           const std::function<Result<>(Database&)>& fill) {
  const std::string fresh = path + ".new";
  for (const std::string_view suffix : {"", "-journal", "-wal"}) ::unlink((fresh + std::string(suffix)).c_str());
  {
    const auto file = open_file(fresh, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW);
    if (!file.is_open()) return system_failure("the store cannot be made", path);
  }
  {
    MINYI_TRY(Database database, Database::open(fresh, vfs));
    MINYI_CHECK(database.execute("PRAGMA locking_mode = EXCLUSIVE"));
    MINYI_CHECK(database.execute("PRAGMA auto_vacuum = INCREMENTAL"));
    const auto filled = database.transaction([&]() -> Result<> {
      MINYI_CHECK(apply_migrations(database, 0));
      MINYI_TRY(Statement state, database.prepare("INSERT INTO state (only, stream, acknowledged, completed_total) "
                                                  "VALUES (1, ?, 0, 0)"));
      const StreamId stream = exchange::random_stream_id();
      MINYI_CHECK(state.bind(1, ByteView(stream.value())).run());
      MINYI_CHECK(database.execute(fmt::format("PRAGMA application_id = {}", application_id)));
      return fill(database);
    });
    MINYI_CHECK(filled);
    MINYI_CHECK(database.execute("PRAGMA journal_mode = WAL"));
  }
  MINYI_CHECK(sync_file(fresh));
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0)
    return system_failure("the store cannot be given its name", path);
  return sync_folder(folder_of(path));
}

Result<Database> open_store_file(const std::string& path, const std::string& vfs) {
  MINYI_TRY(const Found found, look(path));
  if (found == Found::nothing) MINYI_CHECK(create_store_file(path, vfs, [](Database&) { return Result<>{}; }));
  if (::chmod(path.c_str(), owner_only) != 0) return system_failure("the store's mode cannot be set", path);
  MINYI_TRY(Database database, Database::open(path, vfs, Database::Purpose::take_over));
  MINYI_CHECK(set_pragmas(database, path));
  MINYI_TRY(const std::string version, database.value("PRAGMA user_version"));  // from here on the log is in use
  MINYI_CHECK(database.write_log_again());
  MINYI_CHECK(migrate(database, version, path));
  return database;
}

}  // namespace minyi::kiosk::store
