// What the collector is in for: poison, two truths under one number, being killed in mid-work.
#include <filesystem>
#include <random>
#include <thread>

#include <doctest/doctest.h>

#include "faults/simulated.hpp"

namespace minyi::faults {

using namespace std::chrono_literals;

TEST_CASE("poison record: it is kept sealed on both sides, and what stands around it is counted") {
  County county;
  SimulatedKiosk kiosk(county, store::make_memory_outbox());
  std::vector<std::string> thanked;
  const auto answer = [&](const std::string& wish) {
    kiosk.answer(wish);
    thanked.push_back(wish);
  };
  answer("before");
  kiosk.append({random_bytes(500)});  // opens for nobody
  answer("between");
  exchange::Record strange = kiosk.record("of a survey that nobody published");
  strange.form_digest[0] ^= 1;
  kiosk.append(exchange::seal(strange, kiosk.identity().collector_seal));
  answer("after");
  county.network().play({testing::lose_answer()});  // what is rejected is told again with a lost receipt
  kiosk.start(lively_uploads());
  testing::await("all to be acknowledged", [&] { return kiosk.status().pending == 0; });
  CHECK(kiosk.status().rejected == 2);
  CHECK(county.count("SELECT count(*) FROM poison") == 2);
  check_counted_once_and_unread(county, {}, thanked);
  kiosk.stop();
  CHECK(county.count("SELECT count(*) FROM poison WHERE code = 'form.unknown'") == 1);

  // A database from a backup has forgotten a form that kiosks have: the office publishes it again.
  county.office().close();
  county.change(
      "CREATE TABLE forgotten AS SELECT * FROM form; DELETE FROM form; "
      "CREATE TABLE withdrawn AS SELECT * FROM rollout; DELETE FROM rollout");
  county.office().open();
  answer("of a forgotten survey");
  kiosk.start(lively_uploads());
  testing::await("it to be acknowledged", [&] { return kiosk.status().pending == 0; });
  CHECK(county.wishes().size() == thanked.size() - 1);
  CHECK(county.count("SELECT count(*) FROM poison WHERE code = 'form.unknown'") == 2);
  county.change(
      "INSERT INTO form SELECT * FROM forgotten; DROP TABLE forgotten; "
      "INSERT INTO rollout SELECT * FROM withdrawn; DROP TABLE withdrawn");
  testing::await("it to be counted", [&] { return county.wishes().size() == thanked.size(); });
  check_counted_once_and_unread(county, {}, thanked);
  CHECK(county.count("SELECT count(*) FROM poison") == 2);  // the noise, and the form that never was
  answer("later");
  testing::await("the next to be acknowledged", [&] { return kiosk.status().pending == 0; });
  check_counted_once_and_unread(county, {}, thanked);
}

TEST_CASE("poison record: who answers at the kiosk that sends one notices nothing, and is counted") {
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();
  hall.kiosk().stop();
  SimulatedKiosk::on_disk(county, hall.store()).append({random_bytes(500)});
  county.network().always(testing::lose_answer());  // it is sent and rejected again and again
  hall.start();
  hall.answer(2);
  check_taps(calm, hall.taps());
  county.network().always(testing::pass());
  hall.await_delivery();
  CHECK(county.count("SELECT count(*) FROM poison") == 1);
  check_counted_once_and_unread(county, {&hall});
}

TEST_CASE("same number with different bytes: sixteen copies of a disk at once, and none of their answers is lost") {
  County county;
  Hall hall(county);  // one of the sixteen
  const auto calm = hall.calm_taps();
  county.network().always(testing::captive_portal());
  hall.answer();  // waits: every copy has this one
  hall.kiosk().stop();
  county.network().always(testing::pass());

  constexpr int disks = 16;
  std::vector<SimulatedKiosk> copies;
  std::vector<std::string> elsewhere;
  for (int number = 1; number < disks; ++number) {
    const auto disk = county.directory() / ("outbox" + std::to_string(number) + ".db");
    std::filesystem::copy_file(hall.store(), disk);
    copies.push_back(SimulatedKiosk::on_disk(county, disk));
    for (const char* which : {"first of ", "second of "}) {
      elsewhere.push_back(which + std::to_string(number));
      copies.back().answer(elsewhere.back());
    }
  }
  hall.start();
  hall.kiosk().wait_for_screen("attract");
  (void)hall.taps();
  for (SimulatedKiosk& copy : copies) copy.start(lively_uploads());
  hall.answer(2);
  check_taps(calm, hall.taps());
  for (const SimulatedKiosk& copy : copies)
    testing::await(
        "a copy to deliver", [&] { return copy.status().pending == 0; }, 120s);
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall}, elsewhere);
  CHECK(county.count("SELECT count(*) FROM alarm WHERE name = 'fork' AND raised_by = 'collector'") == 1);
  // One history under each number: the first stream went on for one of them, the others opened their own.
  CHECK(county.count("SELECT count(*) FROM stream") == disks);
  CHECK(county.count("SELECT count(*) FROM poison") == 0);
}

TEST_CASE("restored disk: an old copy of it is in the kiosk again, and nothing sticks, is lost or is counted twice") {
  County county;
  const auto disk = county.directory() / "outbox.db", copy = county.directory() / "copy.db";
  SimulatedKiosk kiosk(county, must(store::open_outbox(disk)));
  std::vector<std::string> thanked;
  const auto answer = [&](const std::string& wish) {
    kiosk.answer(wish);
    thanked.push_back(wish);
  };
  const auto deliver = [&] {
    kiosk.start(lively_uploads());
    testing::await("all to be delivered", [&] { return kiosk.status().pending == 0; });
    kiosk.stop();
  };
  const auto reopen = [&](const std::function<void()>& meanwhile) {
    kiosk.release().reset();  // closed in order: the whole store is in its file
    meanwhile();
    kiosk = SimulatedKiosk::on_disk(county, disk);
  };
  answer("delivered before the copy was made");
  deliver();
  std::uint64_t waiting = 0;
  SUBCASE("when all was delivered") {}
  SUBCASE("when an answer waited") {
    answer("waiting in the copy");
    waiting = 1;
  }
  reopen([&] { std::filesystem::copy_file(disk, copy); });
  answer("delivered after it");
  deliver();
  reopen([&] { std::filesystem::copy_file(copy, disk, std::filesystem::copy_options::overwrite_existing); });
  CHECK(kiosk.status().pending == waiting);

  kiosk.start(lively_uploads());
  testing::await("the old copy to be noticed, before anybody answers", [&] {
    return kiosk.status().alarms == std::vector<std::string>{"fork"} && kiosk.status().pending == 0;
  });
  kiosk.stop();
  check_counted_once_and_unread(county, {}, thanked);
  answer("since then");
  deliver();
  check_counted_once_and_unread(county, {}, thanked);
  CHECK(county.count("SELECT count(*) FROM stream") == 2);
}

TEST_CASE(
    "restored disk: who answers on the old copy, before anybody notices, is counted beside those who answered since") {
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();
  const auto copy = county.directory() / "copy.db";
  hall.kiosk().stop();
  std::filesystem::copy_file(hall.store(), copy);
  hall.start();
  hall.answer();
  hall.await_delivery();
  hall.kiosk().stop();
  std::filesystem::copy_file(copy, hall.store(), std::filesystem::copy_options::overwrite_existing);

  county.network().always(testing::captive_portal());
  (void)hall.taps();
  hall.start();
  hall.answer(2);  // under numbers that the office has of others
  county.network().always(testing::pass());
  hall.answer();
  check_taps(calm, hall.taps());
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
  CHECK(county.count("SELECT count(*) FROM alarm WHERE name = 'fork' AND raised_by = 'collector'") == 1);
  CHECK(county.count("SELECT count(*) FROM stream") == 2);
}

TEST_CASE("database restarted: a collector that is killed again and again takes everything, once") {
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();
  SimulatedKiosk kiosk(county, store::make_memory_outbox());
  std::vector<std::string> thanked;
  for (int number = 0; number < 3000; ++number) {
    thanked.push_back("wish " + std::to_string(number));
    kiosk.answer(thanked.back());
  }
  upload::UploadOptions options = lively_uploads();
  options.max_records = 40;  // many transactions, so that a kill is likely to hit one
  std::minstd_rand random(20261125);
  kiosk.start(options);
  Visits visits(hall);
  int kills = 0;
  while (kiosk.status().pending > 0 && kills < 40) {
    const auto before = kiosk.status().pending;
    testing::await("some of it to be taken", [&] { return kiosk.status().pending < before; });
    std::this_thread::sleep_for(std::chrono::milliseconds{random() % 20});  // somewhere in the next ones
    county.office().kill();
    ++kills;
    county.office().open();
  }
  CHECK(kills >= 10);
  visits.end();
  check_taps(calm, hall.taps());
  testing::await(
      "all to be delivered", [&] { return kiosk.status().pending == 0; }, 120s);
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall}, thanked);
  CHECK(county.count("SELECT count(*) FROM stream") == 2);
  CHECK(kiosk.status().alarms.empty());
}

}  // namespace minyi::faults
