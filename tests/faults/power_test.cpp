// The power goes at any moment of a commit, and the disk keeps only what was synced. What the screen had promised, and
// what a receipt had acknowledged, is there when it comes back.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

#include <doctest/doctest.h>

#include "faults/cut_disk.hpp"
#include "faults/pair.hpp"
#include "support/temp_dir.hpp"

namespace minyi::faults {
namespace {

namespace fs = std::filesystem;
using kiosk::store::Outbox;

constexpr int rounds = 500;    // cuts, of each kind
constexpr int one_cut_in = 5;  // moments
constexpr std::size_t plenty = 1u << 30;

// What was promised when the power went, and what it left of the files.
template <class Promise>
struct Cut {
  Promise promise{};
  std::map<std::string, std::string> files{};
};

// Lets `work` run on a disk that is cut at random moments, in thought: the work itself goes on. `promise` is what
// `work` has promised so far.
template <class Promise>
std::vector<Cut<Promise>> cuts_of(std::mt19937& random, const Promise& promise,
                                  const std::function<void(CutDisk&)>& work) {
  std::vector<Cut<Promise>> cuts;
  CutDisk disk;
  disk.on_change = [&] {
    if (std::uniform_int_distribution<int>(1, one_cut_in)(random) == 1)
      cuts.push_back({promise, disk.left_by_cut(random)});
  };
  work(disk);
  disk.on_change = {};
  disk.sync_fails = {};
  return cuts;
}

// The files as they were left, in a folder where nothing else lies.
void restore(const std::map<std::string, std::string>& files, const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) fs::remove_all(entry.path());
  for (const auto& [path, content] : files)
    std::ofstream(folder / fs::path(path).filename(), std::ios::binary) << content;
}

exchange::SealedRecord numbered(std::uint64_t number) {
  exchange::SealedRecord record{Bytes(200 + number * 37 % 6000, static_cast<std::uint8_t>(number))};
  std::memcpy(record.bytes.data(), &number, sizeof number);
  return record;
}

std::uint64_t number_of(const exchange::SealedRecord& record) {
  std::uint64_t number = 0;
  std::memcpy(&number, record.bytes.data(), sizeof number);
  return number;
}

struct Promise {
  std::uint64_t appended = 0, acknowledged = 0, trying = 0;
};

// Appends, and now and then takes a receipt: so fast a fortnight passes that bodies are dropped too.
void reside(const std::string& file, Promise& promise, std::uint64_t count) {
  const auto outbox = must(kiosk::store::open_outbox(file, {.reserve_bytes = 0, .grace = std::chrono::hours{48}}));
  promise.appended = must(outbox->status()).head.sequence.value();
  promise.acknowledged = must(outbox->status()).acknowledged.sequence.value();
  for (std::uint64_t i = 0; i < count; ++i) {
    promise.trying = promise.appended + 1;
    must(outbox->append(numbered(promise.trying), exchange::Outcome::complete));
    promise.appended = promise.trying;
    if (promise.appended % 4 != 0) continue;
    const auto run = must(outbox->pending(3, plenty));
    exchange::Receipt receipt{.stream = run.stream, .head = run.after};
    for (const auto& record : run.records) receipt.head = exchange::extend(receipt.head, record.bytes);
    receipt.collector_time = Instant{std::chrono::hours{24 * 20'000 + 24 * promise.appended}};
    must(outbox->acknowledge(receipt));
    promise.acknowledged = receipt.head.sequence.value();
  }
}

void check_promise(const std::string& file, const Promise& promise) {
  const auto outbox = must(kiosk::store::open_outbox(file, {.reserve_bytes = 0}));
  const auto status = must(outbox->status());
  CHECK(status.alarms.empty());  // nothing had to be salvaged
  CHECK(status.head.sequence.value() >= promise.appended);
  CHECK(status.head.sequence.value() <= std::max(promise.appended, promise.trying));
  CHECK(status.acknowledged.sequence.value() >= promise.acknowledged);
  CHECK(status.completed_total == status.head.sequence.value());
  const auto run = must(outbox->pending(1000, plenty));
  CHECK(run.records.size() == status.pending);
  for (std::size_t i = 0; i < run.records.size(); ++i)
    CHECK(run.records[i].bytes == numbered(run.after.sequence.value() + 1 + i).bytes);
  const auto next = status.head.sequence.value() + 1;
  CHECK(must(outbox->append(numbered(next), exchange::Outcome::complete)) == Sequence{next});
}

// The schema's first version, as kiosks in the field may have it, with five records of which two are acknowledged.
constexpr const char* first_schema = R"sql(
PRAGMA application_id = 1298755193;
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE state (only INTEGER PRIMARY KEY CHECK (only = 1), stream BLOB NOT NULL CHECK (length(stream) = 16),
  acknowledged INTEGER NOT NULL CHECK (acknowledged >= 0), completed_total INTEGER NOT NULL CHECK (completed_total >= 0)) STRICT;
CREATE TABLE record (seq INTEGER PRIMARY KEY CHECK (seq >= 1), link BLOB NOT NULL CHECK (length(link) = 32), body BLOB) STRICT;
CREATE TABLE poison (stream BLOB NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (stream, seq)) STRICT;
CREATE TABLE funnel (day TEXT NOT NULL, form TEXT NOT NULL, version TEXT NOT NULL, shown INTEGER NOT NULL DEFAULT 0,
  started INTEGER NOT NULL DEFAULT 0, completed INTEGER NOT NULL DEFAULT 0, abandoned INTEGER NOT NULL DEFAULT 0,
  sent INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (day, form, version)) STRICT, WITHOUT ROWID;
CREATE TABLE funnel_question (day TEXT NOT NULL, form TEXT NOT NULL, version TEXT NOT NULL, question TEXT NOT NULL,
  abandoned INTEGER NOT NULL, PRIMARY KEY (day, form, version, question)) STRICT, WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE alarm (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES ('identity', x'6b2d31');
PRAGMA user_version = 1;
COMMIT;
)sql";

void execute(const std::string& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

void make_first_version(const std::string& file) {
  std::string sql = first_schema;
  const StreamId stream{{7}};
  exchange::Head head = exchange::genesis(stream);
  sql += "INSERT INTO state VALUES (1, x'" + to_hex(stream.value()) + "', 2, 5);";
  for (std::uint64_t number = 1; number <= 5; ++number) {
    head = exchange::extend(head, numbered(number).bytes);
    const std::string body = number <= 2 ? "NULL" : "x'" + to_hex(numbered(number).bytes) + "'";
    sql += "INSERT INTO record VALUES (" + std::to_string(number) + ", x'" + to_hex(head.hash) + "', " + body + ");";
  }
  execute(file, sql);
}

}  // namespace

TEST_CASE("power cut: whatever moment of a commit it hits, the kiosk has all that it promised") {
  const testing::TempDir folder;
  const testing::TempDir after;
  const std::string file = folder / "outbox.db";
  std::mt19937 random(20261125);  // NOLINT: the same cuts each time
  must(kiosk::store::open_outbox(file, {.reserve_bytes = 0}).map([](const auto&) {}));
  int done = 0;
  while (done < rounds) {
    Promise promise;
    for (const auto& cut : cuts_of(random, promise, [&](CutDisk&) { reside(file, promise, 12); })) {
      CAPTURE(done);
      restore(cut.files, after.path());
      check_promise(after / "outbox.db", cut.promise);
      ++done;
    }
  }
}

TEST_CASE("power cut: whatever an fsync that failed has lost, the kiosk has all that it promised since") {
  std::mt19937 random(20261129);  // NOLINT: the same failures and cuts each time
  const auto chance = [&](int of) { return std::uniform_int_distribution<int>(1, of)(random) == 1; };
  const testing::TempDir after;
  int done = 0, refused = 0;
  bool kills = false;
  SUBCASE("since the failure") {}
  SUBCASE("since the program was killed and started again") { kills = true; }
  while (done < rounds) {
    const testing::TempDir folder;
    std::vector<std::uint64_t> promised;
    const auto open = [&] { return kiosk::store::open_outbox(folder / "outbox.db", {.reserve_bytes = 0}); };
    const auto work = [&](CutDisk& disk) {
      auto outbox = must(open());
      disk.sync_fails = [&, ill = false]() mutable { return ill = chance(ill ? 2 : 8); };  // seldom only once
      // It finds in the system's cache what the disk may not have.
      const auto start_again = [&] {
        disk.killed = true;
        outbox.reset();
        disk.killed = false;
        while (!outbox)
          if (auto opened = open()) outbox = std::move(*opened);
      };
      for (std::uint64_t resident = 1; resident <= 12; ++resident)
        while (!chance(4)) {  // presses until he is thanked, or leaves
          if (outbox->append(numbered(resident), exchange::Outcome::complete)) {
            promised.push_back(resident);
            break;
          }
          ++refused;
          if (!kills || !chance(2)) continue;
          start_again();
          break;
        }
    };
    for (const auto& cut : cuts_of(random, promised, work)) {
      if (cut.promise.empty()) continue;  // it was being made
      CAPTURE(done);
      restore(cut.files, after.path());
      const auto outbox = must(kiosk::store::open_outbox(after / "outbox.db", {.reserve_bytes = 0}));
      CHECK(must(outbox->status()).alarms.empty());
      std::multiset<std::uint64_t> there;
      for (const auto& record : must(outbox->pending(plenty, plenty)).records) there.insert(number_of(record));
      for (const std::uint64_t number : cut.promise) CHECK(there.count(number) == 1);
      ++done;
    }
  }
  CHECK(refused > 10);
}

TEST_CASE("power cut: whatever moment of an intake it hits, the collector has all that it acknowledged, once") {
  const testing::TempDir folder;
  std::mt19937 random(20261126);  // NOLINT: the same cuts each time
  const Pair pair(folder.path().string());
  const auto outbox = must(pair.outbox());
  unsigned residents = 0;
  int done = 0;
  while (done < rounds) {
    unsigned acknowledged = residents;
    const auto work = [&](CutDisk&) {
      auto office = must(pair.office());
      for (int i = 0; i < 4; ++i) {
        for (int n = 0; n < 3; ++n) must(outbox->append(pair.answer(++residents), exchange::Outcome::complete));
        const auto request = Pair::compose(*outbox);
        must(Pair::take(*outbox, request, must(pair.post(office, request))));
        acknowledged = residents;
      }
    };
    for (const auto& cut : cuts_of(random, acknowledged, work)) {
      CAPTURE(done);
      const testing::TempDir after;
      restore(cut.files, after.path());
      const auto warehouse = must(warehouse::open_sqlite(after / "warehouse.db"));
      CHECK(warehouse->check().has_value());
      const auto rows = must(warehouse->rollup({.form = FormId{"wishes"}, .by_site = false}));
      const std::uint64_t counted = rows.empty() ? 0 : rows.front().completed;
      CHECK(counted >= cut.promise);
      CHECK(counted <= cut.promise + 3);
      CHECK(counted % 3 == 0);  // a run is taken whole or not at all
      ++done;
    }
  }
  CHECK(pair.counted().size() == residents);
}

TEST_CASE("cut migration: at every step of it the store is the old one or the new one, with every answer") {
  const testing::TempDir folder;
  const testing::TempDir after;
  const std::string file = folder / "outbox.db";
  std::mt19937 random(20261127);  // NOLINT: the same cuts each time
  int steps = 0;
  for (int again = 0; again < 20; ++again) {
    for (const auto& entry : fs::directory_iterator(folder.path())) fs::remove(entry.path());
    make_first_version(file);
    const Promise promise{.appended = 5, .acknowledged = 2, .trying = 5};
    const auto migrate = [&](CutDisk&) {
      must(kiosk::store::open_outbox(file, {.reserve_bytes = 0}).map([](const auto&) {}));
    };
    for (const auto& cut : cuts_of(random, promise, migrate)) {
      restore(cut.files, after.path());
      check_promise(after / "outbox.db", cut.promise);
      CHECK(as_text(*must(
                must(kiosk::store::open_outbox(after / "outbox.db", {.reserve_bytes = 0}))->setting("identity"))) ==
            "k-1");
      ++steps;
    }
  }
  CHECK(steps > 50);
}

TEST_CASE("cut migration: at every step of it the warehouse is the old one or the new one, with every response") {
  const testing::TempDir folder;
  const testing::TempDir after;
  std::mt19937 random(20261128);  // NOLINT: the same cuts each time
  const Pair pair(folder.path().string());
  constexpr unsigned residents = 5;
  {
    const auto outbox = must(pair.outbox());
    auto office = must(pair.office());
    for (unsigned one = 1; one <= residents; ++one) must(outbox->append(pair.answer(one), exchange::Outcome::complete));
    pair.deliver(*outbox, office);
  }
  // As the first version left it.
  execute(pair.warehouse_file(), "DROP TABLE form_file; DROP TABLE file; PRAGMA user_version = 1");
  std::string first;
  {
    std::ifstream in(pair.warehouse_file(), std::ios::binary);
    first.assign(std::istreambuf_iterator<char>(in), {});
  }
  int steps = 0;
  const auto migrate = [&](CutDisk&) { must(warehouse::open_sqlite(pair.warehouse_file()).map([](const auto&) {})); };
  for (int again = 0; again < 15; ++again) {
    std::ofstream(pair.warehouse_file(), std::ios::binary) << first;
    for (const auto& cut : cuts_of(random, 0, migrate)) {
      restore(cut.files, after.path());
      const auto warehouse = must(warehouse::open_sqlite(after / "warehouse.db"));
      CHECK(warehouse->check().has_value());
      CHECK(must(warehouse->rollup({.form = FormId{"wishes"}, .by_site = false})).at(0).completed == residents);
      CHECK(must(warehouse->keep_file("a,b\n")) == exchange::blake2b(as_bytes("a,b\n")));  // the new one's
      ++steps;
    }
  }
  CHECK(steps > 50);
}

TEST_CASE("torn wal tail: wherever the log ends, the store is whole up to there, and the next answer is counted once") {
  const testing::TempDir folder;
  const Pair pair(folder.path().string());
  std::string database, log;
  constexpr unsigned residents = 12;
  {
    const auto outbox = must(pair.outbox());
    for (unsigned one = 1; one <= residents; ++one) must(outbox->append(pair.answer(one), exchange::Outcome::complete));
    const auto slurp = [](const std::string& path) {
      std::ifstream in(path, std::ios::binary);
      return std::string(std::istreambuf_iterator<char>(in), {});
    };
    database = slurp(pair.outbox_file());
    log = slurp(pair.outbox_file() + "-wal");
    auto office = must(pair.office());
    pair.deliver(*outbox, office);  // the collector has all of them
  }
  auto office = must(pair.office());
  std::mt19937 random(20261128);  // NOLINT: the same ends each time
  for (int round = 0; round < 60; ++round) {
    CAPTURE(round);
    std::string torn = log.substr(0, std::uniform_int_distribution<std::size_t>(0, log.size())(random));
    if (round % 2 == 1 && torn.size() > 64) torn.replace(torn.size() - 32, 32, std::string(32, '\x5a'));
    std::ofstream(pair.outbox_file(), std::ios::binary) << database;
    std::ofstream(pair.outbox_file() + "-wal", std::ios::binary) << torn;
    const auto outbox = must(pair.outbox());
    const auto status = must(outbox->status());
    CHECK(status.alarms.empty());
    CHECK(status.head.sequence.value() <= residents);
    // A number that was given before, now to another answer: the collector says fork, and nobody is lost.
    must(outbox->append(pair.answer(1000 + static_cast<unsigned>(round)), exchange::Outcome::complete));
    pair.deliver(*outbox, office);
  }
  const auto counted = pair.counted();
  CHECK(counted.size() == residents + 60);
  for (const auto& [one, times] : counted) CHECK_MESSAGE(times == 1, one << " is there " << times << " times");
  CHECK(pair.total(office) == counted.size());
}

}  // namespace minyi::faults
