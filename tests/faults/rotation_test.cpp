// The office changes all its keys while a kiosk is out of its reach. The kiosk follows when it is back, what it had
// sealed before is counted, and who was given up has no more to say.
#include <doctest/doctest.h>

#include "faults/fleet.hpp"

namespace minyi::faults {
namespace {

using testing::Process;
using testing::Sight;

Sight await_rollout(const Hall& hall, std::uint64_t version) {
  return hall.await("rollout " + std::to_string(version),
                    [&](const Sight& sight) { return sight.status.rollout == version; });
}

// Of a collector's key file: the heading, and the four lines of the last keys.
std::string newest_alone(const std::string& keys) {
  std::size_t at = keys.size();
  for (int line = 0; line < 5; ++line) at = keys.rfind('\n', at - 1);
  return keys.substr(0, keys.find('\n') + 1) + keys.substr(at + 1);
}

std::string minyi_kiosk(const std::string& command, const Hall& hall, const std::filesystem::path& stick) {
  const auto done =
      Process::run({.command = {e2e::program("minyi-kiosk"), command, "--data", hall.kiosk().data(), stick},
                    .environment = {},
                    .directory = {},
                    .largest_file = {}});
  CHECK_MESSAGE(done.exit.clean(), done.errors);
  return done.output;
}

}  // namespace

TEST_CASE("rotated keys: a kiosk that was out follows to the new ones, and all of its answers are counted") {
  County county;
  Hall hall(county);
  await_rollout(hall, 1);
  const auto calm = hall.calm_taps();
  county.office().close();
  hall.answer(2);  // sealed to the former key
  for (int times = 0; times < 2; ++times) county.office().rotate_keys();
  county.publish("2");
  county.office().open();
  hall.await_delivery();
  await_rollout(hall, 2);
  CHECK(hall.kiosk().log().find("new keys, by the former ones' word") != std::string::npos);

  // From now on it seals to the newest: the others are not needed for it.
  const auto key_file = county.office().data() / "collector.key";
  const std::string all_keys = e2e::read_file(key_file);
  const auto reopen_with = [&](const std::string& keys) {
    county.office().close();
    e2e::write_file(key_file, keys);
    county.office().open();
  };
  reopen_with(newest_alone(all_keys));
  hall.answer(2);
  hall.await_delivery();
  CHECK(county.count("SELECT count(*) FROM poison") == 0);
  reopen_with(all_keys);

  hall.kiosk().stop();
  hall.start();
  hall.answer();
  hall.await_delivery();
  check_taps(calm, hall.taps());

  // Enrolled anew while something waits for the former keys.
  county.office().close();
  hall.answer();
  county.office().rotate_keys();
  county.office().open();
  const std::string code = county.office().invite();
  hall.kiosk().stop();
  hall.start({"--collector", county.network().url(), "--enrol", code});
  hall.await_delivery();
  CHECK(hall.kiosk().log().find("not enrolled anew") == std::string::npos);
  hall.kiosk().stop();

  Hall newcomer(county, "newcomer");  // knows the newest keys alone
  newcomer.answer();
  newcomer.await_delivery();
  CHECK(county.count("SELECT count(*) FROM poison") == 0);
  check_counted_once_and_unread(county, {&hall, &newcomer});
}

TEST_CASE("rotated keys by stick: a kiosk without a network follows by what the stick brings") {
  County county;
  Hall hall(county);
  await_rollout(hall, 1);
  county.network().always(testing::captive_portal());
  hall.answer(2);
  hall.kiosk().stop();
  const auto stick = county.directory() / "stick";
  std::filesystem::create_directories(stick);
  minyi_kiosk("export", hall, stick);

  county.office().close();
  county.office().rotate_keys();
  county.publish("2");
  county.office().must({"import", stick});
  county.office().must({"stick", stick});
  const std::string said = minyi_kiosk("import", hall, stick);
  CHECK(said.find("The office has new keys.") != std::string::npos);
  CHECK(said.find("2 responses are confirmed, 0 wait") != std::string::npos);
  CHECK(said.find("Rollout 2 is active") != std::string::npos);
  CHECK(minyi_kiosk("import", hall, stick).find("new keys") == std::string::npos);

  hall.start();
  hall.answer();
  county.office().open();
  county.network().always(testing::pass());
  hall.await_delivery();
  CHECK(county.count("SELECT count(*) FROM poison") == 0);
  check_counted_once_and_unread(county, {&hall});
}

}  // namespace minyi::faults
