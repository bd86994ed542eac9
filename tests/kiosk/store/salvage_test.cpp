// A store that is damaged: nothing that can still be read is lost, the damaged file is set aside as it was, and the
// next answer is taken.
#include <algorithm>

#include "kiosk/store/make.hpp"
#include "support/fake_clock.hpp"

namespace minyi::kiosk::store::test {
namespace {

constexpr std::size_t plenty = 1u << 30;

Result<std::unique_ptr<Outbox>> try_open(const Folder& folder) {
  return open_outbox(folder.file(), {.reserve_bytes = 0, .clock = std::make_shared<testing::FakeClock>()});
}

std::unique_ptr<Outbox> open_here(const Folder& folder) {
  auto opened = try_open(folder);
  REQUIRE_MESSAGE(opened.has_value(), to_string(opened.error()));
  return std::move(*opened);
}

std::vector<std::string> set_aside(const Folder& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    if (const auto name = entry.path().filename().string();
        name.find(".damaged-") != std::string::npos && !name.ends_with("-wal"))
      names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

// Six records, two of them acknowledged; a setting, a counter.
StreamId make_store(const Folder& folder, std::size_t size = 300) {
  const auto outbox = open_here(folder);
  for (int i = 1; i <= 6; ++i) REQUIRE(outbox->append(sealed(i, size), exchange::Outcome::complete).has_value());
  REQUIRE(outbox->acknowledge(receipt_for(outbox->pending(10, plenty).value(), 2)).has_value());
  REQUIRE(outbox->set_setting("identity", as_bytes("k-1")).has_value());
  REQUIRE(outbox->count(Step::shown, "2026-11-23", FormId{"f"}, "1", "").has_value());
  return outbox->status().value().stream;
}

void check_goes_on(Outbox& outbox, const StreamId& former) {
  const auto status = outbox.status().value();
  CHECK(status.stream != former);
  CHECK(status.alarms == std::vector<std::string>{"salvaged"});
  CHECK(as_text(*outbox.setting("identity").value()) == "k-1");
  const auto next = status.head.sequence.value() + 1;
  CHECK(outbox.append(sealed(77), exchange::Outcome::complete).value() == Sequence{next});
  const auto run = outbox.pending(1000, plenty).value();
  CHECK(head_after(run, run.records.size()) == outbox.status().value().head);
}

}  // namespace

TEST_CASE("a store whose chain is broken goes on with every body in a new stream") {
  for (const auto& [sql, count] : std::vector<std::pair<const char*, std::size_t>>{
           {"UPDATE record SET body = x'00' WHERE seq = 3", 4},  // poison to the collector, who alone can tell
           {"DELETE FROM record WHERE seq = 3", 3},
           {"DELETE FROM record WHERE seq = 2", 4},
           {"UPDATE record SET body = NULL WHERE seq = 4", 3},
           {"UPDATE record SET link = zeroblob(32) WHERE seq = 5", 4},
           {"DELETE FROM state", 6}}) {
    INFO(std::string(sql));
    const Folder folder;
    const auto former = make_store(folder);
    meddle(folder.file(), sql);
    const auto damaged = slurp(folder.file());
    const auto outbox = open_here(folder);
    CHECK(outbox->status().value().pending == count);
    CHECK(outbox->funnel().value().size() == 1);
    CHECK(slurp(folder.file("outbox.db.damaged-20261123T011500Z")) == damaged);
    check_goes_on(*outbox, former);
  }
}

TEST_CASE("answers count as they did before the damage") {
  const Folder folder;
  make_store(folder);
  meddle(folder.file(), "DELETE FROM record WHERE seq = 3");
  CHECK(open_here(folder)->status().value().completed_total == 6);
}

TEST_CASE("whatever page of the store is destroyed, every record that lies elsewhere is saved") {
  const Folder model;
  make_store(model, 1500);
  const auto whole = slurp(model.file());
  const auto settings = slurp(model.file("outbox.db.settings"));
  constexpr std::size_t page = 4096;
  REQUIRE(whole.size() % page == 0);
  REQUIRE(whole.size() / page > 8);
  int salvaged = 0;
  for (std::size_t at = page; at < whole.size(); at += page) {  // the first says whose file it is
    CAPTURE(at);
    const Folder folder;
    auto damaged = whole;
    damaged.replace(at, page, std::string(page, '\x5a'));
    spill(folder.file(), damaged);
    spill(folder.file("outbox.db.settings"), settings);
    const auto outbox = open_here(folder);
    // A page that matters now, or one that only matters later: then it comes to light when it is used.
    CHECK(as_text(*outbox->setting("identity").value()) == "k-1");
    const auto added = outbox->append(sealed(77), exchange::Outcome::complete);
    REQUIRE_MESSAGE(added.has_value(), to_string(added.error()));
    REQUIRE(outbox->count(Step::shown, "2026-11-24", FormId{"f"}, "1", "").has_value());
    REQUIRE(outbox->funnel().has_value());
    REQUIRE(outbox->status().has_value());
    const auto run = outbox->pending(1000, plenty).value();
    CHECK(head_after(run, run.records.size()) == outbox->status().value().head);
    for (int i = 3; i <= 6; ++i) {
      const auto record = sealed(i, 1500);
      const auto body = as_text(record.bytes);
      const bool lay_there = whole.substr(at, page).find(body.substr(0, 1000)) != std::string::npos;
      const bool kept = std::any_of(run.records.begin(), run.records.end(),
                                    [&](const auto& one) { return as_text(one.bytes) == body; });
      // Lost only with the page it lay on, or with the one page that says where the records are.
      CAPTURE(i);
      if (!kept) CHECK((lay_there || run.records.size() == 1));
    }
    salvaged += static_cast<int>(set_aside(folder).size());
  }
  CHECK(salvaged > 3);
}

TEST_CASE("an empty file, and a log without its store, are set aside and collection goes on") {
  const Folder folder;
  const auto former = make_store(folder);
  std::string aside = "outbox.db.damaged-20261123T011500Z";
  SUBCASE("empty") { spill(folder.file(), ""); }
  SUBCASE("gone") {
    std::filesystem::remove(folder.file());
    spill(folder.file("outbox.db-wal"), "answers");
    aside += "-wal";
  }
  const auto outbox = open_here(folder);
  CHECK(std::filesystem::exists(folder.file(aside)));
  check_goes_on(*outbox, former);
}

TEST_CASE("damage that shows while the kiosk runs is salvaged at once, and the next answer is kept") {
  const Folder folder;
  make_store(folder, 1500);
  const auto whole = slurp(folder.file());
  const auto outbox = open_here(folder);
  auto damaged = whole;
  damaged.replace(4096, damaged.size() - 4096, std::string(damaged.size() - 4096, '\x5a'));
  spill(folder.file(), damaged);          // in place: what it has open
  REQUIRE(outbox->funnel().has_value());  // a page that it had not read before
  CHECK(set_aside(folder).size() == 1);
  CHECK(as_text(*outbox->setting("identity").value()) == "k-1");
  REQUIRE(outbox->append(sealed(7), exchange::Outcome::complete).has_value());
  CHECK(outbox->pending(10, plenty).value().records.back().bytes == sealed(7).bytes);
}

TEST_CASE("a salvage that was cut short is brought to its end") {
  const Folder folder;
  make_store(folder);
  const auto damaged = slurp(folder.file());
  meddle(folder.file(), "DELETE FROM record WHERE seq = 3");
  open_here(folder).reset();
  const auto salvaged = slurp(folder.file());
  const std::string aside = folder.file(set_aside(folder).front());

  SUBCASE("before the damaged one was set aside") {
    spill(folder.file("outbox.db.salvaged"), salvaged);
    std::filesystem::rename(aside, folder.file());
    spill(folder.file("outbox.db-wal"), "old log");
  }
  SUBCASE("after it") { std::filesystem::rename(folder.file(), folder.file("outbox.db.salvaged")); }
  SUBCASE("while the new one was made") {
    std::filesystem::rename(aside, folder.file());
    spill(folder.file("outbox.db.salvaged.new"), "half");
  }
  const auto outbox = open_here(folder);
  CHECK(outbox->status().value().pending == 3);
  CHECK(outbox->status().value().alarms == std::vector<std::string>{"salvaged"});
  CHECK_FALSE(std::filesystem::exists(folder.file("outbox.db.salvaged")));
  CHECK_FALSE(std::filesystem::exists(folder.file("outbox.db.salvaged.new")));
  CHECK_FALSE(set_aside(folder).empty());
}

TEST_CASE("a disk that damages the store again and again is not filled with damaged files") {
  const Folder folder;
  make_store(folder);
  for (int i = 0; i < 5; ++i) {
    meddle(folder.file(), "DELETE FROM state");
    open_here(folder).reset();
  }
  CHECK(set_aside(folder).size() == 5);
  meddle(folder.file(), "DELETE FROM state");
  const auto damaged = slurp(folder.file());
  const auto refused = try_open(folder);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::store_damaged);
  CHECK(slurp(folder.file()) == damaged);
}

TEST_CASE("a store that another program holds is not salvaged from under it") {
  const Folder folder;
  const auto outbox = open_here(folder);
  fill(*outbox, 2);
  CHECK(try_open(folder).error().code == ErrorCode::store_failed);
  CHECK(set_aside(folder).empty());
}

TEST_CASE("the settings' copy is believed only when it is whole") {
  const Folder folder;
  make_store(folder);
  auto copy = slurp(folder.file("outbox.db.settings"));
  REQUIRE_FALSE(copy.empty());
  SUBCASE("altered") { copy[3] = copy[3] == '0' ? '1' : '0'; }
  SUBCASE("cut off") { copy.resize(copy.size() - 5); }
  SUBCASE("another text") { copy = "hello"; }
  spill(folder.file("outbox.db.settings"), copy);
  spill(folder.file(), "");
  CHECK_FALSE(open_here(folder)->setting("identity").value().has_value());
}

}  // namespace minyi::kiosk::store::test
