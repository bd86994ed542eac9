// Someone on the way plays with the surveys: old ones in place of new ones, always the same one, one without an end.
// The kiosk keeps what it has, says so, and answers go on; and a resident in mid-survey ends what he began.
#include <fstream>
#include <mutex>

#include <doctest/doctest.h>

#include "faults/fleet.hpp"

namespace minyi::faults {
namespace {

using testing::Passage;
using testing::Sight;

constexpr const char* asking = "GET /v1/rollout";

// Answers that were right once, to be given again.
class Recorder {
 public:
  testing::Fault record() {
    return testing::only(asking, [this](Passage& passage) {
      const std::lock_guard lock(mutex_);
      answer_ = passage.ask();
      passage.say(answer_);
      return testing::Then::keep;
    });
  }
  testing::Fault replay() {
    return testing::only(asking, [this](Passage& passage) {
      const std::lock_guard lock(mutex_);
      passage.say(answer_);
      return testing::Then::keep;
    });
  }

 private:
  std::mutex mutex_;
  std::string answer_;
};

Sight await_rollout(const Hall& hall, std::uint64_t version) {
  return hall.await("rollout " + std::to_string(version),
                    [&](const Sight& sight) { return sight.status.rollout == version; });
}

// While the fault lasts the kiosk stays with its rollout and says why, and what residents answer is delivered.
void check_kept(County& county, Hall& hall, std::uint64_t version, const std::string& excuse) {
  hall.await("the excuse: " + excuse, [&](const Sight& sight) {
    return sight.status.online && sight.status.waiting_for.find(excuse) != std::string::npos;
  });
  hall.answer(2);
  CHECK(hall.await_delivery().status.rollout == version);
  check_counted_once_and_unread(county, {&hall});
}

std::uint64_t resident_kib(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6));
  return 0;
}

}  // namespace

TEST_CASE("rolled back rollout: an old one that was rightly signed is not taken again") {
  Recorder recorder;
  County county;
  county.network().always(recorder.record());
  Hall hall(county);
  await_rollout(hall, 1);
  county.network().always(testing::pass());
  county.publish("2");
  await_rollout(hall, 2);
  const auto calm = [&] {
    hall.answer();
    return hall.taps();
  }();

  county.network().always(recorder.replay());
  county.publish("3");
  check_kept(county, hall, 2, "older rollout 1");
  check_taps(calm, hall.taps());
  hall.kiosk().stop();
  hall.start();
  check_kept(county, hall, 2, "older rollout 1");
  county.network().always(testing::pass());
  await_rollout(hall, 3);
}

TEST_CASE("frozen rollout: who always shows the present one is noticed") {
  Recorder recorder;
  County county;
  county.network().always(recorder.record());
  Hall hall(county);
  await_rollout(hall, 1);
  county.network().always(recorder.replay());
  county.publish("2");  // the receipts, which nobody can forge, say that there is a second
  check_kept(county, hall, 1, "older rollout 1");
  county.network().always(testing::pass());
  await_rollout(hall, 2);
}

TEST_CASE("endless rollout: no more is read of it than a survey can be") {
  County county;
  Hall hall(county);
  await_rollout(hall, 1);
  const std::uint64_t before = resident_kib(hall.kiosk().pid());
  std::string what = asking;
  SUBCASE("the list of surveys") {}
  SUBCASE("a survey") { what = "GET /v1/forms/"; }
  county.network().always(testing::only(what, testing::endless()));
  county.publish("2");
  check_kept(county, hall, 1, "larger than anything");
  CHECK(resident_kib(hall.kiosk().pid()) < before + (32 << 10));
  county.network().always(testing::pass());
  await_rollout(hall, 2);
}

TEST_CASE("form changed in mid survey: the resident ends what he began, and both versions are counted") {
  County county;
  Hall hall(county);
  const auto asked = [&] {
    const Sight sight = hall.kiosk().wait_for_screen("question");
    const auto questions = sight.starting("question:");
    return questions.empty() ? std::string() : questions.front()->label;
  };
  await_rollout(hall, 1);
  hall.begin();
  CHECK(asked() == "What do you wish for (1)?");
  county.publish("2");
  await_rollout(hall, 2);
  CHECK(asked() == "What do you wish for (1)?");
  hall.finish();
  hall.begin();
  CHECK(asked() == "What do you wish for (2)?");
  hall.finish();
  hall.await_delivery();
  CHECK(county.count("SELECT count(DISTINCT version) FROM response") == 2);
  check_counted_once_and_unread(county, {&hall});
}

}  // namespace minyi::faults
