// Something stands between the kiosk and its collector, or the network carries nothing, or only drops. The kiosk says
// why it waits, its residents notice nothing, and what they answered arrives when the way is free.
#include <ctime>

#include <doctest/doctest.h>

#include "faults/fleet.hpp"

namespace minyi::faults {
namespace {

using namespace std::chrono_literals;
using testing::Sight;

// Residents answer before and during the fault; the kiosk gives the excuse; then the network is mended.
void check_fault_on_the_way(County& county, const testing::Fault& fault, const std::string& excuse,
                            testing::Patience patience = testing::default_patience) {
  Hall hall(county);
  const auto calm = hall.calm_taps();

  county.network().always(fault);
  hall.answer(2);
  const Sight waiting = hall.await_excuse(excuse, patience);
  CHECK(waiting.status.pending == 2);
  CHECK(waiting.status.acknowledged == 1);
  CHECK(hall.kiosk().log().find(excuse) != std::string::npos);
  hall.answer();  // after it has found out, too
  check_taps(calm, hall.taps());
  CHECK(county.wishes().size() == 1);

  county.network().always(testing::pass());
  hall.await_delivery(patience);
  check_counted_once_and_unread(county, {&hall});
}

std::string http_date(std::chrono::system_clock::time_point when) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text, size};
}

}  // namespace

TEST_CASE("captive portal: a page with status 200 takes no answers") {
  County county;
  check_fault_on_the_way(county, testing::captive_portal(), "a web page answered");
}

TEST_CASE("redirect to another host: it is told nothing") {
  County county;
  const testing::FaultProxy other(county.office().url());
  check_fault_on_the_way(county, testing::redirect(other.url() + "/v1/sync"), "redirected to another place");
  CHECK(other.connections() == 0);
}

TEST_CASE("intercepted tls: who shows a certificate of his own is told nothing") {
  County county;
  testing::FaultProxy interceptor(county.office().url(), testing::FaultProxy::Speaks::https);
  Hall hall(county);
  const auto calm = hall.calm_taps();
  hall.kiosk().stop();
  hall.start({"--collector", interceptor.url()});  // the collector speaks TLS from now on, and somebody is in between
  hall.answer(2);
  const Sight waiting = hall.await_excuse("certificate is not trusted");
  CHECK(waiting.status.pending == 2);
  check_taps(calm, hall.taps());
  CHECK(interceptor.connections() > 0);
  CHECK(interceptor.overheard().empty());
  hall.kiosk().stop();
  hall.start({"--collector", county.network().url()});
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
}

TEST_CASE("busy with retry after: the kiosk stays away for as long as it is asked to, in either form") {
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();
  const std::size_t before = county.network().requests();
  county.network().play({testing::busy(429, "4"), testing::busy(503, "4"),
                         testing::busy(503, http_date(std::chrono::system_clock::now() + 16s))});
  hall.answer(2);  // what residents do meanwhile is no reason to come earlier
  hall.await_excuse("the collector is busy");
  check_taps(calm, hall.taps());
  hall.await_delivery();
  const auto arrivals = county.network().arrivals();
  REQUIRE(arrivals.size() > before + 3);
  CHECK(arrivals[before + 1] - arrivals[before] >= 4s);
  CHECK(arrivals[before + 2] - arrivals[before + 1] >= 4s);
  CHECK(arrivals[before + 3] - arrivals[before] >= 14s);  // a date says no parts of a second
  check_counted_once_and_unread(county, {&hall});
}

TEST_CASE("drip: an answer of one byte a second is given up, and nobody waits for it") {
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();
  county.network().always(testing::drip(1s));
  hall.answer(3);
  const Sight waiting = hall.await_excuse("takes too long", 120s);
  CHECK(waiting.status.pending == 3);  // the office may have taken them, but has not said so
  check_taps(calm, hall.taps());
  county.network().always(testing::pass());
  hall.await_delivery();
  check_counted_once_and_unread(county, {&hall});
}

TEST_CASE("black hole: a network that swallows everything is given up, and tried again") {
  County county;
  check_fault_on_the_way(county, testing::black_hole(), "takes too long", 120s);
}

}  // namespace minyi::faults
