// A kiosk's clock is wrong, or jumps: it collects, is flagged and not locked out, and the day of an answer is put
// right.
#include <ctime>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "faults/fleet.hpp"
#include "support/finger.hpp"

namespace minyi::faults {
namespace {

using testing::Sight;

// A clock for one process, as libfaketime makes it ($LIB is the linker's word for where libraries lie); it can be set
// while the process runs.
class FakeWallClock {
 public:
  FakeWallClock(const testing::TempDir& directory, const std::string& time) : file_(directory / "clock") { set(time); }
  // "+0", "-2d", "+1y", "@1970-01-01 00:00:10": as libfaketime reads it.
  void set(const std::string& time) const {
    e2e::write_file(file_.string() + ".new", time + "\n");
    std::filesystem::rename(file_.string() + ".new", file_);
  }
  [[nodiscard]] e2e::KioskOptions options() const {
    return {.arguments = {},
            .environment = {{"LD_PRELOAD", "/usr/$LIB/faketime/libfaketimeMT.so.1"},
                            {"FAKETIME_TIMESTAMP_FILE", file_.string()},
                            {"FAKETIME_NO_CACHE", "1"},
                            {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
                            {"DONT_FAKE_MONOTONIC", "1"}},
            .largest_file = {}};
  }

 private:
  std::filesystem::path file_;
};

bool flagged(County& county) {
  const auto kiosks = nlohmann::json::parse(county.office().must({"kiosks", "list", "--json"}));
  const auto& alarms = kiosks.at(0).at("alarms");
  return std::ranges::find(alarms, "clock-wrong") != alarms.end();
}

std::string today(int days = 0) {
  const std::time_t now = std::time(nullptr) + days * 24L * 3600;
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[16];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts)};
}

void check_days(const County& county, const std::string& before) {
  // Not when midnight came in between.
  if (today() != before) return;
  CHECK(county.count("SELECT count(DISTINCT day) FROM response") == 1);
  CHECK(county.text("SELECT min(day) FROM response") == today());
}

// From enrolment on: also the network's fault in between is nothing that needs a clock.
void check_wrong_clock(const std::string& time) {
  const std::string day = today();
  County county;
  const FakeWallClock clock(county.directory(), time);
  Hall hall(county, "hall", clock.options());
  hall.answer(2);
  hall.await_delivery();
  CHECK(flagged(county));
  county.network().always(testing::lose_answer());
  hall.answer();
  testing::await("the office to have it", [&] { return county.wishes().size() == 3; });
  county.network().always(testing::pass());
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
  check_days(county, day);
  clock.set("+0");  // somebody sets it
  testing::await("the flag to go", [&] { return !flagged(county); });
  hall.answer();
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
  check_days(county, day);
}

}  // namespace

TEST_CASE("clock at 1970: a flat battery keeps nobody from answering") { check_wrong_clock("@1970-01-01 10:00:00"); }

TEST_CASE("clock ahead: a year too early is not too late for anything") { check_wrong_clock("+365d"); }

TEST_CASE("clock back: it jumps by two days while residents answer, and nothing is lost or stuck") {
  const std::string day = today();
  County county;
  const FakeWallClock clock(county.directory(), "+0");
  Hall hall(county, "hall", clock.options());
  hall.answer();
  hall.await_delivery();
  const auto calm = hall.taps();
  CHECK_FALSE(flagged(county));
  county.network().always(testing::busy(503, "1"));
  hall.answer();
  clock.set("-2d");
  hall.answer(2);
  hall.await_excuse("the collector is busy");
  check_taps(calm, hall.taps());
  county.network().always(testing::pass());
  hall.await_delivery();
  CHECK(flagged(county));
  check_counted_once_and_unread(county, {&hall});
  check_days(county, day);
}

// Not a fault, but what a clock decides.
TEST_CASE("survey window: residents are asked from when it opens until it closes, and nobody has to come by for that") {
  County county;
  const FakeWallClock clock(county.directory(), "+0");
  Hall hall(county, "hall", clock.options());
  const auto await_closed = [&](const std::string& why) {
    hall.await(why, [&](const Sight& sight) {
      return sight.screen == "out-of-service" && sight.line.find(why) != std::string::npos;
    });
  };
  county.publish("2", {"--opens", today(1), "--closes", today(3)});
  await_closed("has not begun");
  clock.set("+1d");
  hall.await(
      "the survey", [](const Sight& sight) { return sight.screen == "attract"; }, std::chrono::seconds{60});
  hall.answer();
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
  clock.set("+3d");
  const Sight open = hall.kiosk().wait_for_screen("attract");
  REQUIRE(open.find("start:en") != nullptr);
  const testing::Element start = *open.find("start:en");
  testing::Finger(hall.kiosk().display())
      .tap(static_cast<int>(start.x + start.w / 2), static_cast<int>(start.y + start.h / 2));
  await_closed("is over");
}

}  // namespace minyi::faults
