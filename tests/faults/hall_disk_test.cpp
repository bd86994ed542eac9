// The disk of a kiosk fails while residents answer. Each is thanked and counted, or sees that he was not and may press
// again; and nobody begins what could not be kept.
#include <filesystem>

#include <doctest/doctest.h>

#include "e2e/disk.hpp"
#include "faults/fleet.hpp"

namespace minyi::faults {
namespace {

namespace fs = std::filesystem;
using testing::Sight;

constexpr testing::Patience two_minutes{120'000};  // the kiosk looks after its disk every half minute

// The disk of a hall, which can fall ill while its kiosk runs (sick_disk.cpp).
constexpr const char* fsync_fails = "fsync-fails";
constexpr const char* read_only = "read-only";
class SickDisk {
 public:
  SickDisk(const County& county, const std::string& hall) : folder_(county.directory() / hall / "data") {}
  [[nodiscard]] e2e::KioskOptions options() const {
    return {.arguments = {},
            .environment = {{"LD_PRELOAD", MINYI_SICK_DISK_LIBRARY}, {"MINYI_SICK_DISK", folder_.string()}},
            .largest_file = {}};
  }
  void fall(const std::string& illness) const { e2e::write_file(folder_.string() + "." + illness, ""); }
  void recover(const std::string& illness) const { fs::remove(folder_.string() + "." + illness); }

 private:
  fs::path folder_;
};

Sight await_out_of_service(const Hall& hall, const std::string& code) {
  return hall.await("out of service by " + code, [&](const Sight& sight) {
    return sight.screen == "out-of-service" && sight.line.find(code) != std::string::npos;
  });
}

Sight await_open(const Hall& hall) {
  return hall.await(
      "the kiosk to open by itself", [](const Sight& sight) { return sight.screen == "attract"; }, two_minutes);
}

}  // namespace

TEST_CASE("fsync error behind the screen: whose answer was not kept is told so, and has it counted once when it is") {
  County county;
  const SickDisk disk(county, "hall");
  Hall hall(county, "hall", disk.options());
  const auto calm = hall.calm_taps();
  const auto be_refused = [&] {
    hall.begin();
    hall.write();
    disk.fall(fsync_fails);
    hall.be_refused();
    disk.recover(fsync_fails);
  };
  be_refused();
  hall.hand_in();
  be_refused();
  hall.write();  // he has thought of something else meanwhile
  hall.hand_in();
  be_refused();
  hall.leave();
  hall.answer();
  check_taps(calm, hall.taps());
  // Nor is anybody there twice: the first screen tells how many have taken part.
  CHECK(hall.await_delivery().status.stored == hall.thanked().size());
  check_counted_once_and_unread(county, {&hall});
}

TEST_CASE(
    "read only behind the screen: who began presses until it is kept, nobody else begins, and it opens by itself") {
  County county;
  const SickDisk disk(county, "hall");
  Hall hall(county, "hall", disk.options());
  const auto calm = hall.calm_taps();
  hall.begin();
  disk.fall(read_only);
  hall.write();
  hall.be_refused();
  disk.recover(read_only);
  hall.hand_in();

  hall.kiosk().wait_for_screen("attract");
  disk.fall(read_only);
  hall.knock();
  await_out_of_service(hall, "store.failed");
  disk.recover(read_only);
  await_open(hall);
  hall.answer();
  check_taps(calm, hall.taps());
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
}

TEST_CASE("disk full behind the screen: who began is kept, nobody else begins, and room opens the kiosk by itself") {
  County county;
  std::optional<e2e::SmallDisk> disk = e2e::SmallDisk::mount(county.directory() / "hall" / "data", 256U << 20U);
  if (!disk) {
    MESSAGE("skipped: this process may not mount a file system");
    return;
  }
  Hall hall(county);
  const auto calm = hall.calm_taps();
  county.network().always(testing::captive_portal());
  hall.begin();
  disk->fill(0);
  hall.finish();
  await_out_of_service(hall, "store.full");
  disk->empty();
  CHECK(await_open(hall).status.pending == 1);
  hall.answer();
  check_taps(calm, hall.taps());
  county.network().always(testing::pass());
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
}

TEST_CASE("corrupt page behind the screen: residents answer on as if nothing were, and each is counted once") {
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();
  hall.answer(2);
  hall.await_delivery();
  hall.kiosk().stop();
  const auto value = [&](const std::string& sql) { return std::stoul(select(hall.store(), sql).at(0)); };
  const std::size_t size = value("PRAGMA page_size");
  const std::size_t page = value("SELECT rootpage FROM sqlite_master WHERE name = 'record'");  // from 1
  std::string content = e2e::read_file(hall.store());
  content.replace((page - 1) * size, size, std::string(size, '\x5a'));
  e2e::write_file(hall.store(), content);
  (void)hall.taps();

  hall.start();
  hall.answer(2);
  check_taps(calm, hall.taps());
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
  CHECK(county.count("SELECT count(*) FROM alarm WHERE name = 'salvaged' AND raised_by = 'kiosk'") == 1);
  CHECK(county.count("SELECT count(*) FROM stream") == 2);
}

}  // namespace minyi::faults
