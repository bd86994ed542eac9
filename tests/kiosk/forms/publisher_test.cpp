// The publisher changes its key: what the former one signed stays in use, and nothing more of it is taken.
#include <doctest/doctest.h>

#include "kiosk/forms/shelf.hpp"

namespace minyi::kiosk::forms::test {
namespace {

TEST_CASE("what the former key signed is used until the new one signs something, and no version goes back") {
  Place place;
  Office office;
  const auto form = office.add("civic-city", "1");
  const std::string first = exchange::publisher_public_line(office.publisher);
  auto library = place.open(office);
  REQUIRE(office.publish(*library, rollout(5, {form})));
  const auto former = office.publisher;
  office.publisher = exchange::make_publisher_key();
  const std::string second = exchange::publisher_public_line(office.publisher);
  CHECK(code_of(office.publish(*library, rollout(6, {form}))) == "signature.invalid");
  library->follow(second);
  CHECK(library->active()->rollout_version == 5);

  const auto reopen = [&] {
    auto opened = Library::open(place.path + "/kept", {first, second}, place.site, place.kiosk, place.clock);
    REQUIRE(opened.has_value());
    library = std::move(*opened);
  };
  SUBCASE("at once") {}
  SUBCASE("after the next start") { reopen(); }
  CHECK(library->problem().empty());
  CHECK(library->active()->rollout_version == 5);
  CHECK(library->active()->forms.size() == 1);

  CHECK(code_of(office.publish(*library, rollout(4, {form}))) == "rollout.older");
  const auto json = exchange::encode(rollout(7, {form}));
  CHECK(code_of(library->install(json, exchange::minisign(json, "test", former), office)) == "signature.invalid");
  REQUIRE(office.publish(*library, rollout(6, {form})));
  reopen();
  CHECK(library->active()->rollout_version == 6);
  CHECK(code_of(office.publish(*library, rollout(5, {form}))) == "rollout.older");
}

TEST_CASE("no version goes back under the new key, though what was kept is lost") {
  Place place;
  Office office;
  const auto form = office.add("civic-city", "1");
  const std::string first = exchange::publisher_public_line(office.publisher);
  REQUIRE(office.publish(*place.open(office), rollout(5, {form})));
  for (const char* lost : {"rollout.json", "rollout.json.minisig"}) REQUIRE(std::filesystem::remove(place.file(lost)));
  office.publisher = exchange::make_publisher_key();
  const auto library = Library::open(place.path + "/kept", {first, exchange::publisher_public_line(office.publisher)},
                                     place.site, place.kiosk, place.clock);
  REQUIRE(library.has_value());
  CHECK(code_of(office.publish(**library, rollout(4, {form}))) == "rollout.older");
  CHECK(office.publish(**library, rollout(5, {form})));
}

}  // namespace
}  // namespace minyi::kiosk::forms::test
