// What only a store on a disk can promise: it outlives the process, knows its own files, and does not lie when the disk
// fails.
#include <fstream>
#include <iterator>

#include <sqlite3.h>
#include <sys/stat.h>

#include "kiosk/store/failing_disk.hpp"
#include "kiosk/store/make.hpp"

namespace minyi::kiosk::store::test {
namespace {

constexpr std::size_t plenty = 1u << 30;

std::unique_ptr<Outbox> open_here(const Folder& folder, const std::string& vfs = {}) {
  auto opened = open_outbox(folder.file(), {.reserve_bytes = 0, .vfs = vfs});
  REQUIRE_MESSAGE(opened.has_value(), to_string(opened.error()));
  return std::move(*opened);
}

std::string refusal(const std::string& path) {
  const auto opened = open_outbox(path, {.reserve_bytes = 0});
  return opened ? "opened" : std::string(code_name(opened.error().code));
}

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator{}));
}

}  // namespace

TEST_CASE("everything is there again after the store was closed") {
  const Folder folder;
  Status before;
  Run run;
  {
    const auto outbox = open_here(folder);
    fill(*outbox, 6);
    auto receipt = receipt_for(outbox->pending(10, plenty).value(), 2);
    receipt.rejected = {{Sequence{1}, "seal.unreadable"}};
    REQUIRE(outbox->acknowledge(receipt).has_value());
    receipt.fork = true;
    REQUIRE(outbox->acknowledge(receipt).has_value());
    REQUIRE(outbox->acknowledge(receipt_for(outbox->pending(10, plenty).value(), 1)).has_value());
    REQUIRE(outbox->count(Step::abandoned, "2026-11-23", FormId{"f"}, "1", "/data/a").has_value());
    REQUIRE(outbox->set_setting("site", as_bytes("150921")).has_value());
    before = outbox->status().value();
    run = outbox->pending(10, plenty).value();
  }
  const auto outbox = open_here(folder);
  check_same(outbox->status().value(), before);
  CHECK(before.alarms == std::vector<std::string>{"fork"});
  CHECK(before.rejected == 1);
  const auto again = outbox->pending(10, plenty).value();
  CHECK(again.after == run.after);
  REQUIRE(again.records.size() == 3);
  CHECK(again.records[0].bytes == sealed(4).bytes);
  CHECK(outbox->funnel().value().at(0).abandoned_at.at("/data/a") == 1);
  CHECK(as_text(*outbox->setting("site").value()) == "150921");
}

TEST_CASE("a stream that was started over is there again after the store was closed") {
  const Folder folder;
  Status before;
  {
    const auto outbox = open_here(folder);
    fill(*outbox, 4);
    REQUIRE(outbox->acknowledge(receipt_for(outbox->pending(10, plenty).value(), 1)).has_value());
    REQUIRE(outbox->start_over(Sequence{1}).has_value());
    before = outbox->status().value();
  }
  const auto outbox = open_here(folder);
  check_same(outbox->status().value(), before);
  CHECK(before.alarms == std::vector<std::string>{"collector-behind"});
  const auto run = outbox->pending(10, plenty).value();
  REQUIRE(run.records.size() == 3);
  CHECK(run.records[0].bytes == sealed(2).bytes);
}

TEST_CASE("the store and its log are readable by their owner only") {
  const Folder folder;
  const auto outbox = open_here(folder);
  fill(*outbox, 1);
  for (const auto* name : {"outbox.db", "outbox.db-wal"}) {
    struct stat about {};
    INFO(std::string(name));
    REQUIRE(stat(folder.file(name).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
  }
  CHECK(files_in(folder.path()) == 2);  // no half-made file, no shared memory
}

TEST_CASE("a file that is not a store is refused and left as it is") {
  const Folder folder;
  const std::string text = "name,answers\n" + std::string(500, 'x');
  spill(folder.file("notes.csv"), text);
  CHECK(refusal(folder.file("notes.csv")) == "store.foreign");
  CHECK(slurp(folder.file("notes.csv")) == text);
  spill(folder.file("short"), "SQLite format 3");
  CHECK(refusal(folder.file("short")) == "store.foreign");
  meddle(folder.file("other.db"), "CREATE TABLE t (a); INSERT INTO t VALUES (1); PRAGMA user_version = 1");
  const auto other = slurp(folder.file("other.db"));
  CHECK(refusal(folder.file("other.db")) == "store.foreign");
  CHECK(slurp(folder.file("other.db")) == other);
  CHECK(refusal(folder.path()) == "store.foreign");
  CHECK(files_in(folder.path()) == 3);
}

TEST_CASE("a store of a later version is refused and left as it is") {
  const Folder folder;
  open_here(folder).reset();
  meddle(folder.file(), "PRAGMA user_version = 9999");
  const auto content = slurp(folder.file());
  CHECK(refusal(folder.file()) == "store.newer");
  CHECK(slurp(folder.file()) == content);
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a missing folder is named and not made") {
  const Folder folder;
  CHECK(refusal(folder.file("no/such/folder.db")) == "store.failed");
}

TEST_CASE("a store that was half made is made anew") {
  const Folder folder;
  spill(folder.file("outbox.db.new"), "half");
  fill(*open_here(folder), 1);
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a second program on the same store is refused") {
  const Folder folder;
  const auto outbox = open_here(folder);
  CHECK(refusal(folder.file()) == "store.failed");
  fill(*outbox, 1);
}

TEST_CASE("room is held for the answer that is begun, or nobody begins") {
  const Folder folder;
  auto tight = open_outbox(folder.file("tight.db"), {.reserve_bytes = std::uint64_t{1} << 60});
  REQUIRE(tight.has_value());
  const auto refused = (*tight)->make_room();
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::store_full);
  CHECK_FALSE(refused.error().hint.empty());
  CHECK((*tight)->status().value().alarms == std::vector<std::string>{"disk-low"});
  CHECK((*tight)->append(sealed(1), exchange::Outcome::complete).has_value());  // who has begun is not turned away

  auto huge = open_outbox(folder.file("huge.db"), {.reserve_bytes = 0, .room_bytes = std::uint64_t{1} << 50});
  REQUIRE(huge.has_value());
  CHECK_FALSE((*huge)->make_room().has_value());
  CHECK_FALSE(std::filesystem::exists(folder.file("huge.db.room")));

  const auto outbox = open_here(folder);
  REQUIRE(outbox->make_room().has_value());
  REQUIRE(outbox->make_room().has_value());
  struct stat about {};
  REQUIRE(stat(folder.file("outbox.db.room").c_str(), &about) == 0);
  CHECK(about.st_blocks * 512 >= 16 << 20);
}

TEST_CASE("a disk that fills up while somebody answers still takes the answer") {
  const Folder folder;
  FailingDisk disk;
  const auto outbox = open_here(folder, FailingDisk::name);
  fill(*outbox, 3);
  REQUIRE(outbox->make_room().has_value());
  disk.writes_left = 1;
  disk.full_while = folder.file("outbox.db.room");
  CHECK(outbox->append(sealed(4, 9000), exchange::Outcome::complete).value() == Sequence{4});
  CHECK(outbox->pending(10, plenty).value().records.size() == 4);
}

TEST_CASE("a disk that fills up at any write loses nothing and takes nothing half") {
  int failed = 0;
  for (int writes = 0; writes < 12; ++writes) {
    INFO(writes);
    const Folder folder;
    FailingDisk disk;
    auto outbox = open_here(folder, FailingDisk::name);
    fill(*outbox, 3);
    const auto before = outbox->status().value();
    disk.writes_left = writes;
    const auto appended = outbox->append(sealed(4, 9000), exchange::Outcome::complete);
    disk.writes_left = FailingDisk::never;
    if (appended) {
      CHECK(*appended == Sequence{4});
    } else {
      ++failed;
      CHECK(appended.error().code == ErrorCode::store_full);
      check_same(outbox->status().value(), before);
      CHECK(outbox->append(sealed(4, 9000), exchange::Outcome::complete).value() == Sequence{4});
    }
    const auto after = outbox->status().value();
    outbox.reset();
    outbox = open_here(folder);
    check_same(outbox->status().value(), after);
    CHECK(after.completed_total == 4);
    CHECK(outbox->pending(10, plenty).value().records.at(3).bytes == sealed(4, 9000).bytes);
  }
  CHECK(failed > 2);
}

TEST_CASE("when fsync fails the head is what the disk says, and asking again stores the record once") {
  int failed = 0;
  bool delivered = false;
  SUBCASE("before anything else happens") {}
  SUBCASE("after what the disk holds was delivered") { delivered = true; }
  for (int syncs = 0; syncs < 4; ++syncs) {
    INFO(syncs);
    const Folder folder;
    FailingDisk disk;
    auto outbox = open_here(folder, FailingDisk::name);
    fill(*outbox, 3);
    disk.syncs_left = syncs;
    const auto appended = outbox->append(sealed(4), exchange::Outcome::complete);
    disk.syncs_left = FailingDisk::never;
    if (!appended) {
      ++failed;
      CHECK(appended.error().code == ErrorCode::store_failed);
      if (delivered) {
        const Run held = outbox->pending(50, plenty).value();
        CHECK(outbox->acknowledge(receipt_for(held, held.records.size())).value() == Taken::confirmed);
      }
      CHECK(outbox->append(sealed(4), exchange::Outcome::complete).value() == Sequence{4});
    }
    const auto after = outbox->status().value();
    CHECK(after.head.sequence == Sequence{4});
    CHECK(after.completed_total == 4);
    outbox.reset();
    check_same(open_here(folder)->status().value(), after);
  }
  CHECK(failed > 0);
}

TEST_CASE("a fork that the disk cannot take leaves the old stream whole") {
  for (int writes = 0; writes < 4; ++writes) {
    INFO(writes);
    const Folder folder;
    FailingDisk disk;
    auto outbox = open_here(folder, FailingDisk::name);
    fill(*outbox, 20);
    auto fork = receipt_for(outbox->pending(50, plenty).value(), 5);
    fork.fork = true;
    const auto before = outbox->status().value();
    disk.writes_left = writes;
    const auto taken = outbox->acknowledge(fork);
    disk.writes_left = FailingDisk::never;
    REQUIRE_FALSE(taken.has_value());
    check_same(outbox->status().value(), before);
    REQUIRE(outbox->acknowledge(fork).has_value());
    CHECK(outbox->status().value().pending == 15);
  }
}

}  // namespace minyi::kiosk::store::test
