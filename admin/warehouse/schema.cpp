#include "minyi/warehouse/schema.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "minyi/base/file.hpp"

namespace minyi::warehouse {
namespace {

// Entry n brings a database of version n to n + 1. An entry that was released is never edited.
//
// Tables of responses have no rowid: rows lie in the order of their random ids, so that the file does not say in which
// order residents stood at the kiosk. For the same reason a response names neither its kiosk nor its place in a stream.
constexpr auto migrations = std::to_array<const char*>({
    R"sql(
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE site (
  code TEXT PRIMARY KEY,
  parent TEXT REFERENCES site (code) DEFERRABLE INITIALLY DEFERRED,
  level TEXT NOT NULL,
  name TEXT NOT NULL,
  eligible INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE kiosk (
  id TEXT PRIMARY KEY,
  site TEXT NOT NULL REFERENCES site (code),
  key BLOB NOT NULL,
  enrolled INTEGER NOT NULL,               -- times are milliseconds since 1970, UTC
  revoked INTEGER NOT NULL DEFAULT 0,
  responses INTEGER NOT NULL DEFAULT 0,
  last_sync INTEGER,                       -- it and the six below: all or none
  kiosk_time INTEGER, utc_offset INTEGER, uptime INTEGER, free_bytes INTEGER, pending INTEGER, program TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE alarm (
  kiosk TEXT NOT NULL REFERENCES kiosk (id),
  raised_by TEXT NOT NULL CHECK (raised_by IN ('kiosk', 'collector')),
  name TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (kiosk, raised_by, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
  lookup TEXT PRIMARY KEY,
  key BLOB NOT NULL,
  site TEXT NOT NULL REFERENCES site (code),
  expires INTEGER NOT NULL,
  used_by TEXT REFERENCES kiosk (id),
  failures INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE form (
  digest BLOB PRIMARY KEY,
  form TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  xform TEXT NOT NULL
) STRICT;
CREATE TABLE rollout (version INTEGER PRIMARY KEY, json TEXT NOT NULL, signature TEXT NOT NULL) STRICT;

CREATE TABLE stream (
  id BLOB PRIMARY KEY,
  kiosk TEXT NOT NULL REFERENCES kiosk (id),
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE link (
  stream BLOB NOT NULL REFERENCES stream (id),
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (stream, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE poison (
  stream BLOB NOT NULL REFERENCES stream (id),
  sequence INTEGER NOT NULL,
  code TEXT NOT NULL,
  received INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (stream, sequence)
) STRICT;

CREATE TABLE response (
  id BLOB PRIMARY KEY,
  form TEXT NOT NULL,
  version TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('complete', 'partial')),
  language TEXT NOT NULL,
  site TEXT NOT NULL,
  day TEXT NOT NULL,
  hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
  duration INTEGER NOT NULL                -- seconds
) STRICT, WITHOUT ROWID;
CREATE INDEX response_by_form ON response (form, day);
CREATE TABLE answer (
  response BLOB NOT NULL REFERENCES response (id),
  path TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (response, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE response_indicator (
  response BLOB NOT NULL REFERENCES response (id),
  indicator TEXT NOT NULL,
  value INTEGER CHECK (value IN (0, 1)),   -- nothing: not in its base
  PRIMARY KEY (response, indicator)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup (
  form TEXT NOT NULL, site TEXT NOT NULL, day TEXT NOT NULL, indicator TEXT NOT NULL,
  numerator INTEGER NOT NULL, denominator INTEGER NOT NULL,
  PRIMARY KEY (form, site, day, indicator)
) STRICT, WITHOUT ROWID;
CREATE TABLE rollup_outcome (
  form TEXT NOT NULL, site TEXT NOT NULL, day TEXT NOT NULL,
  completed INTEGER NOT NULL, partial INTEGER NOT NULL,
  PRIMARY KEY (form, site, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE funnel (
  kiosk TEXT NOT NULL REFERENCES kiosk (id), day TEXT NOT NULL, form TEXT NOT NULL, version TEXT NOT NULL,
  shown INTEGER NOT NULL, started INTEGER NOT NULL, completed INTEGER NOT NULL, abandoned INTEGER NOT NULL,
  PRIMARY KEY (kiosk, day, form, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE funnel_abandoned (
  kiosk TEXT NOT NULL, day TEXT NOT NULL, form TEXT NOT NULL, version TEXT NOT NULL, question TEXT NOT NULL,
  abandoned INTEGER NOT NULL,
  PRIMARY KEY (kiosk, day, form, version, question),
  FOREIGN KEY (kiosk, day, form, version) REFERENCES funnel (kiosk, day, form, version)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
CREATE TABLE file (digest BLOB PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE TABLE form_file (
  form BLOB NOT NULL REFERENCES form (digest),
  name TEXT NOT NULL,
  file BLOB NOT NULL REFERENCES file (digest),
  size INTEGER NOT NULL,
  PRIMARY KEY (form, name)
) STRICT, WITHOUT ROWID;
)sql",
});
constexpr std::uint32_t newest_version = migrations.size();

// Set, and read back: a setting that did not take (another build of SQLite, a file system without locks) is found here
// and not after a power cut.
struct Pragma {
  const char* set;
  const char* read;
  const char* expected;
};
constexpr Pragma pragmas[] = {
    {"PRAGMA busy_timeout = 15000", "PRAGMA busy_timeout", "15000"},
    {"PRAGMA journal_mode = TRUNCATE", "PRAGMA journal_mode", "truncate"},
    {"PRAGMA synchronous = FULL", "PRAGMA synchronous", "2"},
    {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1"},
    {"PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0"},
    {"PRAGMA cell_size_check = ON", "PRAGMA cell_size_check", "1"},
    {"PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1"},
};

enum class Found { nothing, empty, ours };

std::uint32_t big_endian(const unsigned char* bytes) {
  return static_cast<std::uint32_t>(bytes[0]) << 24 | static_cast<std::uint32_t>(bytes[1]) << 16 |
         static_cast<std::uint32_t>(bytes[2]) << 8 | bytes[3];
}

// Power failed while the file was being made: its first page is still blank and the journal beside it says how to undo
// it.
bool cut_short(const std::string& path, std::span<const unsigned char> header) {
  struct stat journal {};
  return std::all_of(header.begin(), header.end(), [](unsigned char byte) { return byte == 0; }) &&
         ::stat((path + "-journal").c_str(), &journal) == 0 && journal.st_size > 0;
}

// Reads the file's header (SQLite's file format, section 1.3) without SQLite, which would roll back a journal it finds:
// a file that is not ours must stay as it is, to the byte.
Result<Found> recognise(const std::string& path) {
  const auto file = open_file(path, O_RDONLY);
  if (!file.is_open()) {
    if (errno == ENOENT) return Found::nothing;
    return fail(ErrorCode::store_failed, fmt::format("the database cannot be read: {}", std::strerror(errno)), path,
                "check the file's owner and permissions");
  }
  std::array<unsigned char, 100> header{};
  const ssize_t size = ::pread(file.get(), header.data(), header.size(), 0);
  if (size == 0 || cut_short(path, {header.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))}))
    return Found::empty;
  const Error foreign{ErrorCode::store_foreign, "this file is not a Minyi warehouse", path,
                      "choose another data folder; the file was not touched"};
  constexpr std::string_view magic("SQLite format 3\0", 16);
  if (size < static_cast<ssize_t>(header.size()) || std::memcmp(header.data(), magic.data(), magic.size()) != 0 ||
      big_endian(header.data() + 68) != application_id)
    return fail(foreign);
  const std::uint32_t version = big_endian(header.data() + 60);
  if (version > newest_version)
    return fail(ErrorCode::store_newer,
                fmt::format("the database was made by a later version of this program (format {}, this one knows {})",
                            version, newest_version),
                path, "install the later version; the file was not touched");
  return Found::ours;
}

Result<> set_pragmas(sqlite::Database& database) {
  for (const Pragma& pragma : pragmas) {
    MINYI_CHECK(database.run(pragma.set));
    MINYI_TRY(auto statement, database.prepare(pragma.read));
    MINYI_TRY(const bool row, statement.row());
    if (!row || statement.text(0) != pragma.expected)
      return fail(ErrorCode::store_failed, fmt::format("the database did not accept \"{}\"", pragma.set));
  }
  return {};
}

// In one transaction, and the version is read inside it: of two programs that start at once one does the work.
Result<> migrate(sqlite::Database& database) {
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database));
  std::uint64_t version = 0;
  {
    MINYI_TRY(auto statement, database.prepare("PRAGMA user_version"));
    MINYI_CHECK(statement.row());
    version = statement.count(0);
  }
  if (version == newest_version) return {};
  for (; version < newest_version; ++version) MINYI_CHECK(database.run(migrations.at(version)));
  MINYI_CHECK(database.run(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, newest_version)));
  return transaction.commit();
}

// An empty file; SQLite makes the database in it in one transaction.
Result<> create_file(const std::string& path) {
  const auto file = open_file(path, O_RDWR | O_CREAT);
  if (!file.is_open())
    return fail(ErrorCode::store_failed, fmt::format("the database cannot be created: {}", std::strerror(errno)), path,
                "the folder must exist and be writable");
  return {};
}

}  // namespace

Result<sqlite::Database> open_database(const std::string& path) {
  MINYI_TRY(const Found found, recognise(path));
  if (found == Found::nothing) MINYI_CHECK(create_file(path));
  const auto opened = [&]() -> Result<sqlite::Database> {
    MINYI_TRY(auto database, sqlite::Database::open(path));
    MINYI_CHECK(set_pragmas(database));
    MINYI_CHECK(migrate(database));
    return database;
  };
  auto database = opened();
  if (!database && database.error().where.empty()) database.error().where = path;
  return database;
}

}  // namespace minyi::warehouse
