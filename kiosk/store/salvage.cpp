#include "minyi/store/salvage.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include "minyi/base/file.hpp"
#include "minyi/exchange/chain.hpp"
#include "minyi/exchange/seal.hpp"
#include "minyi/store/schema.hpp"

namespace minyi::kiosk::store {
namespace {

namespace fs = std::filesystem;

constexpr auto suffixes = std::to_array<std::string_view>({"-wal", "-journal", ""});
constexpr std::uint64_t patience = 20'000;  // numbers tried behind a page that cannot be read

std::string ready_name(const std::string& path) { return path + ".salvaged"; }
bool there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// What is not the stream: as many rows of each as can be read.
struct Table {
  std::string_view read, write;
  int columns;
};
constexpr auto tables = std::to_array<Table>({
    {"SELECT name, value FROM setting", "INSERT OR IGNORE INTO setting VALUES (?, ?)", 2},
    {"SELECT name FROM alarm", "INSERT OR IGNORE INTO alarm VALUES (?)", 1},
    {"SELECT stream, seq, code, body FROM poison", "INSERT OR IGNORE INTO poison VALUES (?, ?, ?, ?)", 4},
    {"SELECT day, form, version, shown, started, completed, abandoned FROM funnel",
     "INSERT OR IGNORE INTO funnel (day, form, version, shown, started, completed, abandoned) "
     "VALUES (?, ?, ?, ?, ?, ?, ?)",
     7},
    {"SELECT day, form, version, question, abandoned FROM funnel_question",
     "INSERT OR IGNORE INTO funnel_question VALUES (?, ?, ?, ?, ?)", 5},
});

// A row that the new store does not take (damage has changed what stands in it) is left out; a full disk is not.
Result<> put(Result<> done) { return done || done.error().code != ErrorCode::store_full ? Result<>{} : done; }

Result<> copy_table(Database& damaged, Database& fresh, const Table& table) {
  auto rows = damaged.prepare(table.read);
  if (!rows) return {};
  for (;;) {
    const auto row = rows->step();
    if (!row || !*row) return {};
    MINYI_TRY(Statement insert, fresh.prepare(table.write));
    for (int column = 0; column < table.columns; ++column) insert.bind(column + 1, *rows, column);
    MINYI_CHECK(put(insert.run()));
  }
}

Result<StreamId> stream_of(Database& fresh) {
  MINYI_TRY(Statement state, fresh.prepare("SELECT stream FROM state"));
  MINYI_CHECK(state.step());
  StreamId::rep id{};
  const Bytes bytes = state.blob(0);
  std::copy_n(bytes.begin(), std::min(bytes.size(), id.size()), id.begin());
  return StreamId{id};
}

// All bodies after a place, numbered from 1 in the new stream. How many there are.
Result<std::uint64_t> copy_records(Database& damaged, Database& fresh, std::uint64_t after) {
  MINYI_TRY(const StreamId stream, stream_of(fresh));
  exchange::Head head = exchange::genesis(stream);
  std::uint64_t next = after + 1;
  for (std::uint64_t unreadable = 0; unreadable < patience; ++unreadable) {
    // From a number on and not behind one: to find what is behind it SQLite would read the page on which it lies.
    auto rows = damaged.prepare("SELECT seq, body FROM record WHERE seq >= ? ORDER BY seq");
    if (!rows) break;
    rows->bind(1, next);
    bool found = false;
    for (;;) {
      const auto row = rows->step();
      if (!row) break;
      if (!*row) return head.sequence.value();
      next = std::max(next, rows->integer(0)) + 1;
      unreadable = 0;
      found = true;
      const Bytes body = rows->blob(1);
      if (body.empty() || body.size() > exchange::max_sealed_size) continue;
      head = exchange::extend(head, body);
      MINYI_TRY(Statement insert, fresh.prepare("INSERT INTO record (seq, link, body) VALUES (?, ?, ?)"));
      insert.bind(1, head.sequence.value()).bind(2, ByteView(head.hash)).bind(3, ByteView(body));
      MINYI_CHECK(insert.run());
    }
    if (!found) ++next;
  }
  return head.sequence.value();
}

struct State {
  std::uint64_t acknowledged = 0;
  std::optional<std::uint64_t> completed{};
};

// Where it cannot be read all bodies go along, those acknowledged too: they count once.
State state_of(Database& damaged) {
  auto row = damaged.prepare("SELECT acknowledged, completed_total FROM state");
  if (!row) return {};
  const auto read = row->step();
  if (!read || !*read) return {};
  return {row->integer(0), row->integer(1)};
}

Result<> copy_all(Database& damaged, Database& fresh) {
  const State state = state_of(damaged);
  MINYI_TRY(const std::uint64_t count, copy_records(damaged, fresh, state.acknowledged));
  for (const Table& table : tables) MINYI_CHECK(copy_table(damaged, fresh, table));
  MINYI_TRY(Statement completed, fresh.prepare("UPDATE state SET completed_total = ?"));
  return completed.bind(1, state.completed.value_or(count)).run();
}

Result<> copy_settings(const SettingsCopy& copy, Database& fresh) {
  for (auto& [name, value] : copy.read()) {
    MINYI_TRY(Statement insert, fresh.prepare("INSERT OR IGNORE INTO setting VALUES (?, ?)"));
    MINYI_CHECK(insert.bind(1, name).bind(2, ByteView(value)).run());
  }
  return {};
}

// Nothing when the damage begins so early that not even SQLite can look. store_failed when another program is in it.
Result<std::optional<Database>> open_damaged(const Damaged& store) {
  std::error_code error;
  if (fs::file_size(store.path, error) == 0 || error) return std::nullopt;  // SQLite would throw away its log
  MINYI_TRY(Database database, Database::open(store.path, store.vfs, Database::Purpose::look));
  MINYI_CHECK(database.execute("PRAGMA locking_mode = EXCLUSIVE"));
  const auto read = database.value("SELECT count(*) FROM sqlite_master");
  if (!read && read.error().code != ErrorCode::store_damaged) return fail(read.error());
  return database;
}

Result<> check_count(const Damaged& store) {
  const std::string prefix = fs::path(store.path).filename().string() + ".damaged-";
  int count = 0;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder_of(store.path), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(prefix) && !name.ends_with("-wal") && !name.ends_with("-journal")) ++count;
  }
  if (count >= max_set_aside)
    return fail(ErrorCode::store_damaged, fmt::format("the store was damaged {} times", count + 1), store.path,
                "this disk is failing: replace it, and keep the files named damaged");
  return {};
}

std::string free_name(const Damaged& store) {
  const auto now = std::chrono::floor<std::chrono::seconds>(store.clock.now());
  const std::string name = fmt::format("{}.damaged-{:%Y%m%dT%H%M%SZ}", store.path, now);
  std::string unused = name;
  for (int n = 2; there(unused) || there(unused + "-wal"); ++n) unused = fmt::format("{}-{}", name, n);
  return unused;
}

Result<> set_aside(const Damaged& store, const std::string& name) {
  for (const std::string_view suffix : suffixes) {
    const std::string from = store.path + std::string(suffix);
    if (std::rename(from.c_str(), (name + std::string(suffix)).c_str()) != 0 && errno != ENOENT)
      return fail(file_error("the damaged store cannot be set aside", from, ErrorCode::store_failed));
  }
  return {};
}

}  // namespace

Result<> salvage(const Damaged& store) {
  MINYI_CHECK(check_count(store));
  {
    MINYI_TRY(std::optional<Database> damaged, open_damaged(store));
    const auto made = create_store_file(ready_name(store.path), store.vfs, [&](Database& fresh) -> Result<> {
      if (damaged) MINYI_CHECK(copy_all(*damaged, fresh));
      MINYI_CHECK(copy_settings(store.settings, fresh));
      return fresh.execute("INSERT OR IGNORE INTO alarm VALUES ('salvaged')");
    });
    MINYI_CHECK(made);
  }
  return finish_salvage(store);
}

// The salvaged store is whole as soon as it has its name; from then on the damaged one is what stands in its way.
Result<> finish_salvage(const Damaged& store) {
  const std::string ready = ready_name(store.path);
  if (!there(ready)) return {};
  MINYI_CHECK(set_aside(store, free_name(store)));
  MINYI_CHECK(sync_folder(folder_of(store.path)));  // the old log must never stand beside the new store
  if (std::rename(ready.c_str(), store.path.c_str()) != 0)
    return fail(file_error("the salvaged store cannot take its place", store.path, ErrorCode::store_failed));
  return sync_folder(folder_of(store.path));
}

}  // namespace minyi::kiosk::store
