// A kiosk is shut out by the office, and taken in again later.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "faults/fleet.hpp"

namespace minyi::faults {
namespace {

// The state of each kiosk of the office, by its id.
std::map<std::string, std::string> states(County& county) {
  std::map<std::string, std::string> found;
  for (const auto& kiosk : nlohmann::json::parse(county.office().must({"kiosks", "list", "--json"})))
    found[kiosk.at("id").get<std::string>()] = kiosk.at("state").get<std::string>();
  return found;
}

}  // namespace

TEST_CASE("revoked kiosk: it collects on, delivers nothing, and all of it when it is enrolled again") {
  County county;
  Hall hall(county);
  const auto calm = hall.calm_taps();
  county.network().always(testing::lose_answer());
  hall.answer();  // taken by the office under the kiosk's first name, which does not know it
  testing::await("the office to have it", [&] { return county.wishes().size() == 2; });
  const std::string first = states(county).begin()->first;
  county.office().must({"kiosks", "revoke", first});

  county.network().always(testing::pass());
  hall.answer(2);
  CHECK(hall.await_excuse("was revoked").status.pending == 3);
  check_taps(calm, hall.taps());
  CHECK(county.wishes().size() == 2);

  hall.kiosk().stop();
  const std::string code = county.office().invite();
  county.network().play({testing::lose_answer()});  // the first try at enrolling
  hall.start({"--collector", county.network().url(), "--enrol", code});
  CHECK(hall.await_excuse("was revoked").status.pending == 3);  // it goes on as it was
  CHECK(hall.kiosk().log().find("not enrolled anew") != std::string::npos);
  hall.kiosk().stop();
  hall.start({"--collector", county.network().url(), "--enrol", code});
  hall.await_delivery();
  hall.answer();
  hall.await_delivery();
  const auto after = states(county);
  CHECK(after.size() == 2);
  CHECK(after.at(first) == "revoked");

  hall.kiosk().stop();  // a service starts with the same arguments for ever
  hall.start({"--collector", county.network().url(), "--enrol", code});
  hall.answer();
  hall.await_delivery();
  CHECK(states(county) == after);
  check_counted_once_and_unread(county, {&hall});
}

}  // namespace minyi::faults
