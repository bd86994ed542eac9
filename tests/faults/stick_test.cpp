// A kiosk without a network: answers to the office and receipts back in files, through `minyi import` as an admin runs
// it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <doctest/doctest.h>

#include "minyi/cli/run.hpp"
#include "minyi/upload/carry.hpp"

#include "faults/pair.hpp"
#include "support/temp_dir.hpp"

namespace minyi::faults {
namespace {

namespace fs = std::filesystem;
namespace upload = kiosk::upload;

struct Walk {
  testing::TempDir office;
  testing::TempDir stick;
  testing::FakeClock clock;
  Pair pair{office.path().string()};
  std::unique_ptr<kiosk::store::Outbox> outbox = must(pair.outbox());
  upload::Identity identity = make_identity();

  upload::Identity make_identity() const {
    upload::Identity made{};
    made.kiosk = Pair::kiosk();
    made.site = SiteId{"1"};
    made.keys = pair.kiosk_keys();
    made.collector_sign = pair.collector_keys().sign.public_key;
    return made;
  }
  void thank(unsigned first, unsigned last) {
    for (unsigned one = first; one <= last; ++one) must(outbox->append(pair.answer(one), exchange::Outcome::complete));
  }
  upload::CarriedOut carry_out() { return must(upload::carry_out(stick.path(), *outbox, identity, {}, 1, clock)); }
  upload::CarriedIn carry_in() { return must(upload::carry_in(stick.path(), *outbox, identity)); }
  // What the admin sees; the first letter is the exit status.
  std::string minyi_import(const std::string& place) {
    const char* argv[] = {"minyi", "import", place.c_str(), "--data", office.path().c_str()};
    std::ostringstream said;
    const FixedTimeZone zone{std::chrono::hours{8}};
    cli::Console console{said, said, clock, zone};
    const int exit = cli::run(5, argv, console);
    return std::to_string(exit) + " " + said.str();
  }
  std::string minyi_import() { return minyi_import(stick.path()); }
  [[nodiscard]] std::vector<fs::path> files(const std::string& ending) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(stick.path()))
      if (entry.path().extension() == ending) found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
  }
  [[nodiscard]] std::uint64_t pending() const { return must(outbox->status()).pending; }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void spill(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace

TEST_CASE("no network: answers go to the office on a stick and the receipts come back, each answer counted once") {
  Walk walk;
  walk.thank(1, 2500);  // more than one file holds
  const auto carried = walk.carry_out();
  CHECK(carried.records == 2500);
  CHECK(carried.files.size() == 3);
  CHECK(walk.pending() == 2500);  // until the receipt comes back
  for (const fs::path& file : walk.files(".sync")) CHECK_FALSE(has(slurp(file), "I am resident"));

  CHECK(has(walk.minyi_import(), "0 minyi-"));
  CHECK(walk.pair.counted().size() == 2500);
  CHECK(walk.minyi_import().starts_with("0"));  // the same stick once more
  CHECK(walk.pair.counted().size() == 2500);

  walk.thank(2501, 2510);  // meanwhile
  CHECK(walk.carry_in().acknowledged == 2500);
  CHECK(walk.pending() == 10);
  CHECK(walk.carry_in().acknowledged == 0);  // the same receipts once more
  CHECK(walk.pending() == 10);

  walk.carry_out();
  CHECK(walk.minyi_import().starts_with("0"));
  CHECK(walk.carry_in().acknowledged == 10);
  CHECK(walk.pair.counted().size() == 2510);
  auto office = must(walk.pair.office());
  CHECK(walk.pair.total(office) == 2510);
}

TEST_CASE("no network: a stick that is lost costs nothing, the next one carries all") {
  Walk walk;
  walk.thank(1, 5);
  walk.carry_out();
  for (const fs::path& file : walk.files(".sync")) fs::remove(file);
  walk.thank(6, 9);
  CHECK(walk.carry_out().records == 9);
  CHECK(walk.minyi_import().starts_with("0"));
  CHECK(walk.carry_in().acknowledged == 9);
  CHECK(walk.pair.counted().size() == 9);
}

TEST_CASE("no network: a stick on its way while the network works again counts nobody twice") {
  Walk walk;
  walk.thank(1, 5);
  walk.carry_out();
  auto office = must(walk.pair.office());
  walk.pair.deliver(*walk.outbox, office);
  walk.thank(6, 8);
  CHECK(walk.minyi_import().starts_with("0"));
  CHECK(walk.carry_in().acknowledged == 0);
  CHECK(walk.pending() == 3);
  walk.pair.deliver(*walk.outbox, office);
  CHECK(walk.pair.counted().size() == 8);
}

TEST_CASE("no network: a missing file is named, and what follows it waits") {
  Walk walk;
  walk.thank(1, 2500);
  walk.carry_out();
  const auto files = walk.files(".sync");
  REQUIRE(files.size() == 3);
  const auto second = slurp(files[1]);
  fs::remove(files[1]);
  const std::string said = walk.minyi_import();
  CHECK(said.starts_with("1"));
  CHECK(has(said, "only those up to 1000 are here"));
  CHECK(walk.pair.counted().size() == 1000);
  spill(files[1], second);
  CHECK(walk.minyi_import().starts_with("0"));
  CHECK(walk.pair.counted().size() == 2500);
  CHECK(walk.carry_in().acknowledged == 2500);
  CHECK(walk.pending() == 0);
}

TEST_CASE("no network: a file that is cut off, altered or another's is refused with its name, and changes nothing") {
  Walk walk;
  walk.thank(1, 3);
  walk.carry_out();
  const fs::path file = walk.files(".sync").front();
  std::string content = slurp(file);
  std::string expected = "not what `minyi-kiosk export` writes";
  SUBCASE("cut off") { content.resize(content.size() / 2); }
  SUBCASE("empty") { content.clear(); }
  SUBCASE("another file") { content = "name,answers\n"; }
  SUBCASE("altered") {
    content[content.size() / 3] = static_cast<char>(content[content.size() / 3] ^ 1);
    expected = file.filename().string();
  }
  SUBCASE("of a kiosk that is not enrolled here") {
    walk.identity.kiosk = KioskId{"k-99"};
    fs::remove(file);
    walk.carry_out();
    content = slurp(file);
    expected = "not enrolled here";
  }
  SUBCASE("signed by another") {
    walk.identity.keys = exchange::make_sign_keys();
    walk.carry_out();
    content = slurp(file);
    expected = file.filename().string();
  }
  spill(file, content);
  const std::string said = walk.minyi_import();
  CHECK(said.starts_with("1"));
  CHECK_MESSAGE(has(said, expected), said);
  CHECK(walk.pair.counted().empty());
  CHECK(walk.files(".receipt").empty());
}

TEST_CASE("no network: what is no receipt of our collector confirms nothing") {
  Walk walk;
  walk.thank(1, 3);
  walk.carry_out();
  REQUIRE(walk.minyi_import().starts_with("0"));
  const fs::path file = walk.files(".receipt").front();
  std::string content = slurp(file);
  SUBCASE("cut off") { content.resize(content.size() - 1); }
  SUBCASE("altered") { content[40] = static_cast<char>(content[40] ^ 1); }
  SUBCASE("another file") { content = "hello"; }
  SUBCASE("from another collector") { walk.identity.collector_sign = exchange::make_sign_keys().public_key; }
  spill(file, content);
  const auto carried = walk.carry_in();
  CHECK(carried.acknowledged == 0);
  REQUIRE(carried.refused.size() == 1);
  CHECK(carried.refused.front().where == file.filename().string());
  CHECK(walk.pending() == 3);
}

TEST_CASE("no network: an empty folder and a missing one are named") {
  Walk walk;
  CHECK(has(walk.minyi_import(), "minyi-kiosk export"));
  CHECK(walk.minyi_import(walk.stick / "nowhere").starts_with("1"));
  CHECK(upload::carry_out(walk.stick / "nowhere", *walk.outbox, walk.identity, {}, 1, walk.clock).error().code ==
        ErrorCode::file_missing);
}

TEST_CASE("no network: an office restored from a backup gets again what it lost, by the receipts on the stick") {
  Walk walk;
  walk.thank(1, 4);
  const auto backup = slurp(walk.pair.warehouse_file());
  walk.carry_out();
  CHECK(walk.minyi_import().starts_with("0"));
  CHECK(walk.carry_in().acknowledged == 4);
  for (const auto& entry : fs::directory_iterator(walk.stick.path())) fs::remove(entry.path());
  spill(walk.pair.warehouse_file(), backup);
  walk.thank(5, 6);
  walk.carry_out();
  CHECK(walk.minyi_import().starts_with("1"));
  CHECK(walk.carry_in().remarks.size() == 1);
  CHECK(walk.pending() == 6);
  for (const auto& entry : fs::directory_iterator(walk.stick.path())) fs::remove(entry.path());
  walk.carry_out();
  CHECK(walk.minyi_import().starts_with("0"));
  CHECK(walk.carry_in().acknowledged == 6);
  CHECK(walk.pair.counted().size() == 6);
}

}  // namespace minyi::faults
