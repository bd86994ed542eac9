// The way back fails: the collector has taken the records, and the kiosk does not hear of it, or hears half.
#include <doctest/doctest.h>

#include "faults/fleet.hpp"

namespace minyi::faults {
namespace {

using testing::Sight;

// Residents answer while every answer of the collector meets the fault; the office has them, and the kiosk must not
// know. Then the network is mended.
void check_fault_on_the_way_back(const testing::Fault& fault, const std::string& excuse) {
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();

  county.network().always(fault);
  hall.answer(2);
  testing::await("one more to be in the office", [&] { return county.wishes().size() > 1; });
  const Sight unsure = hall.await_excuse(excuse);
  CHECK(unsure.status.pending == 2);  // counted already, and the kiosk cannot know
  CHECK(unsure.status.acknowledged == 1);
  hall.kiosk().kill();  // nor does a restart make it believe so
  hall.start();
  hall.answer();
  const Sight after = hall.await_excuse(excuse);
  CHECK(after.status.pending == 3);
  check_taps(calm, hall.taps());

  county.network().always(testing::pass());
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
}

}  // namespace

TEST_CASE("lost receipt: what the office took without telling is sent again and counted once") {
  check_fault_on_the_way_back(testing::lose_answer(), "closed without an answer");
}

TEST_CASE("truncated receipt: half a receipt acknowledges nothing, and nothing is counted twice") {
  check_fault_on_the_way_back(testing::truncate_answer(20), "broke off");
}

TEST_CASE("doubled request: a request that arrives twice is counted once") {
  County county;
  Hall hall(county);
  county.network().always(testing::duplicate());
  hall.answer(3);
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
}

}  // namespace minyi::faults
