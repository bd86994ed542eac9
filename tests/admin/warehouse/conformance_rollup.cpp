// What analysts ask for.
#include "admin/warehouse/conformance_parts.hpp"

namespace minyi::tests {
namespace {

void rollups_go_by_site_and_day(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  Response partial = response("1-1-1", "2026-11-24", true);
  partial.outcome = Outcome::partial;
  Response other_form = response("1-1-1", "2026-11-24", true);
  other_form.form = FormId{"another"};
  must(warehouse->take(run_of("k-1", {response("1-1-1", "2026-11-23", true), response("1-1-1", "2026-11-23", false),
                                      response("1-1-1", "2026-11-24", true),
                                      response("1-1-2", "2026-11-24", std::nullopt), partial, other_form})));

  const auto by_site = rows(*warehouse, {});
  REQUIRE(by_site.size() == 2);
  CHECK(row_of(by_site, "1-1-1").completed == 3);
  CHECK(row_of(by_site, "1-1-1").partial == 1);
  CHECK(row_of(by_site, "1-1-1").indicators.at("awareness") == Counts{2, 3});  // the partial one is not in it
  CHECK(row_of(by_site, "1-1-2").completed == 1);
  CHECK(row_of(by_site, "1-1-2").indicators.at("awareness") == Counts{0, 0});

  const auto by_both = rows(*warehouse, {.by_day = true});
  REQUIRE(by_both.size() == 3);
  CHECK(row_of(by_both, "1-1-1", "2026-11-23").indicators.at("awareness") == Counts{1, 2});
  CHECK(row_of(by_both, "1-1-1", "2026-11-24").indicators.at("awareness") == Counts{1, 1});

  const auto by_day = rows(*warehouse, {.by_site = false, .by_day = true});
  REQUIRE(by_day.size() == 2);
  CHECK(row_of(by_day, "", "2026-11-24").completed == 2);

  const auto total = rows(*warehouse, {.by_site = false});
  REQUIRE(total.size() == 1);
  CHECK(total[0].completed == 4);
  CHECK(total[0].eligible == 960);

  CHECK(rows(*warehouse, {.from = "2026-11-24"}).size() == 2);
  CHECK(row_of(rows(*warehouse, {.from = "2026-11-24"}), "1-1-1").completed == 1);
  CHECK(row_of(rows(*warehouse, {.to = "2026-11-23"}), "1-1-1").completed == 2);
  CHECK(rows(*warehouse, {.from = "2026-11-25"}).empty());
  CHECK(must(warehouse->indicator_names(FormId{"civic"})) == std::vector<std::string>{"awareness"});
  CHECK(must(warehouse->indicator_names(FormId{"none"})).empty());
}

void rollups_climb_the_tree(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  const std::string day = "2026-11-23";
  must(warehouse->take(
      run_of("k-1", {response("1-1-1-1", day, true), response("1-1-1-2", day, false), response("1-1-1", day, true),
                     response("1-1-2", day, true), response("1-2", day, false), response("unheard-of", day, true)})));
  const auto towns = rows(*warehouse, {.level = "town"});
  REQUIRE(towns.size() == 3);
  CHECK(row_of(towns, "1-1").completed == 4);
  CHECK(row_of(towns, "1-1").indicators.at("awareness") == Counts{3, 4});
  CHECK(row_of(towns, "1-1").eligible == 460);  // (100 + 60) + 300
  CHECK(row_of(towns, "1-2").eligible == 500);  // its own number; its child's is unknown
  CHECK(row_of(towns, "unheard-of").completed == 1);
  CHECK_FALSE(row_of(towns, "unheard-of").eligible);

  const auto communities = rows(*warehouse, {.level = "community"});
  CHECK(row_of(communities, "1-1-1").completed == 3);
  CHECK(row_of(communities, "1-1-1").eligible == 160);
  CHECK(row_of(communities, "1-2").completed == 1);  // above the level asked for: stays where it is

  const auto banner = rows(*warehouse, {.level = "banner"});
  CHECK(row_of(banner, "1").completed == 5);
  CHECK(row_of(banner, "1").eligible == 960);

  // A child without a number makes the sum unknown, rather than too small.
  must(warehouse->import_sites({{SiteId{"1-1-1-3"}, SiteId{"1-1-1"}, "grid", "网格三", std::nullopt}}));
  CHECK_FALSE(row_of(rows(*warehouse, {.level = "town"}), "1-1").eligible);
}

void the_funnel_is_absolute(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  Intake first = run_of("k-1", {});
  first.funnel = {{"2026-11-23", FormId{"civic"}, "1", 10, 5, 3, 2, {{"/data/a", 1}, {"/data/b", 1}}}};
  must(warehouse->take(first));
  Intake again = run("k-1", first.stream, first.head, 0);
  again.funnel = {{"2026-11-23", FormId{"civic"}, "1", 12, 6, 4, 1, {{"/data/b", 1}}}};
  must(warehouse->take(again));
  must(warehouse->take(again));
  CHECK(must(warehouse->head(KioskId{"k-1"}, first.stream)) == exchange::genesis(first.stream));
}

constexpr Case cases[] = {
    {"rollups go by site and day", rollups_go_by_site_and_day},
    {"rollups climb the tree", rollups_climb_the_tree},
    {"the funnel is absolute", the_funnel_is_absolute},
};

}  // namespace

std::span<const Case> rollup_cases() { return cases; }

}  // namespace minyi::tests
