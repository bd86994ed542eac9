#include <doctest/doctest.h>

#include "minyi/exchange/enrolment.hpp"
#include "minyi/warehouse/warehouse.hpp"

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;

namespace {

// A warehouse with an enrolled kiosk and its answers, put in as the collector would.
struct Answered {
  explicit Answered(Desk& desk) {
    REQUIRE(desk.office({"sites", "import", desk.write("sites.csv", small_tree)}).exit == 0);
    const Outcome invited = desk.office({"kiosks", "invite", "--site", "c1"});
    REQUIRE(invited.exit == 0);
    code = exchange::parse_enrolment_code(invited.out).value();
    warehouse = warehouse::open_sqlite(desk.database()).value();
    for (const char* id : {"k-1", "k-2"}) {
      exchange::EnrolmentCode own = id == std::string("k-1") ? code : exchange::make_enrolment_code();
      if (id != std::string("k-1"))
        REQUIRE(warehouse->add_invitation({.lookup = own.lookup,
                                           .key = exchange::derive_enrolment_key(own),
                                           .site = SiteId("c2"),
                                           .expires = desk.clock.now()}));
      REQUIRE(warehouse->enrol({.id = KioskId(id),
                                .site = SiteId(id == std::string("k-1") ? "c1" : "c2"),
                                .key = exchange::make_sign_keys().public_key,
                                .enrolled = desk.clock.now()},
                               own.lookup));
    }
  }

  void take(const Desk& desk, const char* kiosk, const char* site, const std::string& day, int aware, int unaware) {
    warehouse::Intake intake{
        .kiosk = KioskId(kiosk), .stream = exchange::random_stream_id(), .received = desk.clock.now()};
    intake.expected = exchange::genesis(intake.stream);
    intake.head = intake.expected;
    for (int one = 0; one < aware + unaware; ++one) {
      intake.head = exchange::extend(intake.head, as_bytes("sealed"));
      intake.links.push_back(intake.head.hash);
      intake.responses.push_back({.id = exchange::random_record_id(),
                                  .form = FormId("f"),
                                  .version = "1",
                                  .site = SiteId(site),
                                  .day = day,
                                  .indicators = {{"awareness", one < aware}, {"support", std::nullopt}}});
    }
    const auto taken = warehouse->take(intake);
    REQUIRE_MESSAGE(taken, to_string(taken.error()));
  }

  exchange::EnrolmentCode code;
  std::unique_ptr<warehouse::Warehouse> warehouse;
};

}  // namespace

TEST_CASE("an invitation prints a code that works once and is kept as a key only") {
  Desk desk;
  const Answered answered(desk);
  const auto kept = answered.warehouse->invitation(answered.code.lookup).value();
  REQUIRE(kept);
  CHECK(kept->key == exchange::derive_enrolment_key(answered.code));
  CHECK(kept->expires == desk.clock.now() + std::chrono::hours(24));
  CHECK_FALSE(has(Desk::read(desk.database()), answered.code.secret));
  // The kiosk must learn the publisher's key when it enrols.
  CHECK(answered.warehouse->setting(std::string(warehouse::publisher_key_setting)).value());
}

TEST_CASE("an invitation to a site that is not there is refused") {
  Desk desk;
  REQUIRE(desk.office({"sites", "import", desk.write("sites.csv", small_tree)}).exit == 0);
  const Outcome refused = desk.office({"kiosks", "invite", "--site", "nowhere"});
  CHECK(refused.exit == 1);
  CHECK(refused.err == "minyi: nowhere: no such site (see `minyi sites list`)\n");
  CHECK(refused.out.empty());
}

TEST_CASE("kiosks are listed with what they need, and a revoked one says so") {
  Desk desk;
  const Answered answered(desk);
  CHECK(desk.office({"kiosks", "list"}).out ==
        "kiosk  site  name      state  last sync  responses  pending  alarms\n"
        "k-1    c1    团结社区  new    never              0\n"
        "k-2    c2    =幸福     new    never              0\n");
  desk.clock.advance(std::chrono::hours(25));
  CHECK(has(desk.office({"kiosks", "list"}).out, "silent"));
  CHECK(desk.office({"kiosks", "revoke", "k-1"}).exit == 0);
  CHECK(has(desk.office({"kiosks", "list", "--json"}).out, R"("state": "revoked")"));
  const Outcome unknown = desk.office({"kiosks", "revoke", "k-9"});
  CHECK(unknown.exit == 1);
  CHECK(has(unknown.err, "k-9"));
}

TEST_CASE("rates are printed with numerator, denominator and interval, and small ones are withheld") {
  Desk desk;
  Answered answered(desk);
  answered.take(desk, "k-1", "c1", "2026-11-22", 7, 3);
  answered.take(desk, "k-2", "c2", "2026-11-23", 3, 1);
  const Outcome table = desk.office({"rates", "--form", "f", "--by", "site,day"});
  CHECK_MESSAGE(table.exit == 0, table.err);
  CHECK(table.out ==
        "site  name      day         rate          value   95% interval  numerator  denominator\n"
        "c1    团结社区  2026-11-22  awareness     70.0%  39.7% – 89.2%          7           10\n"
        "c1    团结社区  2026-11-22  support    withheld\n"
        "c1    团结社区  2026-11-22  turnout       50.0%  29.9% – 70.1%         10           20\n"
        "c2    =幸福     2026-11-23  awareness  withheld\n"
        "c2    =幸福     2026-11-23  support    withheld\n"
        "c2    =幸福     2026-11-23  turnout     unknown                         4            ?\n"
        "withheld: the denominator is under 5, and the figure could point at a person\n");
}

TEST_CASE("rates for spreadsheets are guarded against formulas and keep withheld figures empty") {
  Desk desk;
  Answered answered(desk);
  answered.take(desk, "k-1", "c1", "2026-11-22", 7, 3);
  answered.take(desk, "k-2", "c2", "2026-11-23", 3, 1);
  CHECK(desk.office({"rates", "--form", "f", "--csv"}).out ==
        "site,site_name,rate,numerator,denominator,value,low,high,suppressed\n"
        "c1,团结社区,awareness,7,10,0.700000,0.396778,0.892209,false\n"
        "c1,团结社区,support,,,,,,true\n"
        "c1,团结社区,turnout,10,20,0.500000,0.299298,0.700702,false\n"
        "c2,'=幸福,awareness,,,,,,true\n"
        "c2,'=幸福,support,,,,,,true\n"
        "c2,'=幸福,turnout,4,,,,,false\n");
}

TEST_CASE("rates for tools hold null where a figure is withheld") {
  Desk desk;
  Answered answered(desk);
  answered.take(desk, "k-2", "c2", "2026-11-23", 3, 1);
  const std::string out = desk.office({"rates", "--form", "f", "--by", "day", "--json"}).out;
  for (const std::string part :
       {R"("by": [)", R"("day": "2026-11-23")", R"("completed": 4)", R"("denominator": null)", R"("suppressed": true)"})
    CHECK_MESSAGE(has(out, part), part, out);
  CHECK_FALSE(has(out, R"("numerator": 3)"));
}

TEST_CASE("rates are added up to a level, and cut to a period") {
  Desk desk;
  Answered answered(desk);
  answered.take(desk, "k-1", "c1", "2026-11-22", 7, 3);
  answered.take(desk, "k-2", "c2", "2026-11-23", 3, 1);
  CHECK(has(desk.office({"rates", "--form", "f", "--level", "镇"}).out, "71.4%"));
  const Outcome period = desk.office({"rates", "--form", "f", "--from", "2026-11-22", "--to", "2026-11-22"});
  CHECK(has(period.out, "c1"));
  CHECK_FALSE(has(period.out, "c2"));
  CHECK(desk.office({"rates", "--form", "f", "--from", "2026-11-31"}).exit == 2);
  CHECK(desk.office({"rates", "--form", "f", "--from", "2026-11-02", "--to", "2026-11-01"}).exit == 2);
  CHECK(desk.office({"rates", "--form", "f", "--by", "moon"}).exit == 2);
  CHECK(desk.office({"rates", "--form", "f", "--level", "moon"}).exit == 2);
}

TEST_CASE("rates of a survey that was never published are an error rather than an empty table") {
  Desk desk;
  const Answered answered(desk);
  const Outcome refused = desk.office({"rates", "--form", "g"});
  CHECK(refused.exit == 1);
  CHECK(has(refused.err, "no survey of this id was published"));
}
