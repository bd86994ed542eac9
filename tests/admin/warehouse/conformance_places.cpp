// Places, and the kiosks that stand there.
#include "admin/warehouse/conformance_parts.hpp"

namespace minyi::tests {
namespace {

void sites_come_back_as_imported(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  const auto sites = must(warehouse->sites());
  REQUIRE(sites.size() == 8);
  CHECK(sites[0].code.value() == "1");
  CHECK_FALSE(sites[0].parent);
  CHECK(sites[0].name == "旗");
  CHECK_FALSE(sites[0].eligible);
  CHECK(sites[2].code.value() == "1-1-1");
  CHECK(sites[2].parent == SiteId{"1-1"});
  CHECK(sites[2].level == "community");
}

void a_second_import_replaces_and_never_deletes(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  must(warehouse->import_sites(
      {{SiteId{"1-2"}, SiteId{"1"}, "town", "新镇", 650}, {SiteId{"1-3"}, SiteId{"1"}, "town", "镇三", std::nullopt}}));
  const auto sites = must(backend.again()->sites());
  REQUIRE(sites.size() == 9);
  CHECK(sites[6].name == "新镇");
  CHECK(sites[6].eligible == 650);
}

void a_tree_that_is_none_is_refused_whole(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  const auto refused = [&](const std::vector<Site>& sites) {
    CHECK(error_of(warehouse->import_sites(sites)) == ErrorCode::argument_invalid);
    CHECK(must(warehouse->sites()).size() == 8);
  };
  refused({{SiteId{"9"}, SiteId{"nowhere"}, "town", "", 1}});
  refused({{SiteId{"9"}, std::nullopt, "town", "", 1}, {SiteId{"9"}, std::nullopt, "town", "", 1}});
  refused({{SiteId{""}, std::nullopt, "town", "", 1}});
  refused({{SiteId{"1"}, SiteId{"1-1"}, "banner", "", 1}});  // with the 1-1 that is there: a circle
  refused({{SiteId{"9"}, SiteId{"9"}, "town", "", 1}});
}

void an_invitation_is_taken_once(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  CHECK_FALSE(must(warehouse->invitation("ABCD")));
  CHECK(error_of(warehouse->add_invitation(invitation("ABCD", "elsewhere"))) == ErrorCode::not_found);
  must(warehouse->add_invitation(invitation("ABCD", "1-1-1")));
  CHECK(error_of(warehouse->add_invitation(invitation("ABCD", "1-1-1"))) == ErrorCode::argument_invalid);
  must(warehouse->count_invitation_failure("ABCD"));
  must(warehouse->count_invitation_failure("ABCD"));
  auto found = must(backend.again()->invitation("ABCD"));
  REQUIRE(found);
  CHECK(found->failures == 2);
  CHECK(found->key == invitation("ABCD", "").key);
  CHECK(found->site.value() == "1-1-1");
  CHECK(found->expires == noon + std::chrono::hours{24});
  CHECK_FALSE(found->used_by);

  CHECK(error_of(warehouse->enrol(kiosk_of("k-1", "1-1-1"), "WXYZ")) == ErrorCode::code_unknown);
  must(warehouse->enrol(kiosk_of("k-1", "1-1-1"), "ABCD"));
  CHECK(error_of(warehouse->enrol(kiosk_of("k-2", "1-1-1"), "ABCD")) == ErrorCode::code_used);
  found = must(warehouse->invitation("ABCD"));
  REQUIRE(found);
  CHECK(found->used_by == KioskId{"k-1"});
  CHECK(must(warehouse->kiosks()).size() == 1);
}

void a_kiosk_is_found_and_revoked(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  must(warehouse->add_invitation(invitation("ABCD", "1-1-1")));
  const Kiosk made = kiosk_of("k-1", "1-1-1");
  must(warehouse->enrol(made, "ABCD"));
  auto kiosk = must(warehouse->kiosk(KioskId{"k-1"}));
  REQUIRE(kiosk);
  CHECK(kiosk->key == made.key);
  CHECK(kiosk->enrolled == noon);
  CHECK_FALSE(kiosk->last_sync);
  CHECK_FALSE(kiosk->health);
  CHECK_FALSE(kiosk->revoked);
  CHECK_FALSE(must(warehouse->kiosk(KioskId{"k-2"})));
  CHECK(error_of(warehouse->revoke(KioskId{"k-2"})) == ErrorCode::kiosk_unknown);
  must(warehouse->revoke(KioskId{"k-1"}));
  CHECK(must(warehouse->kiosk(KioskId{"k-1"}))->revoked);
  CHECK(error_of(warehouse->take(run_of("k-1", {response("1-1-1", "2026-11-23", true)}))) == ErrorCode::kiosk_revoked);
  CHECK(rows(*warehouse, {}).empty());
}

void health_and_alarms_are_the_latest(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  Intake first = run_of("k-1", {response("1-1-1", "2026-11-23", true)});
  first.health = exchange::Health{.kiosk_time = noon - std::chrono::seconds{3},
                                  .offset = std::chrono::minutes{480},
                                  .uptime = std::chrono::milliseconds{61'000},
                                  .free_bytes = 5'000'000'000,
                                  .pending = 4,
                                  .program_version = "0.1.0",
                                  .alarms = {"disk-low", "fork"}};
  must(warehouse->take(first));
  must(warehouse->raise_alarm(KioskId{"k-1"}, "fork", noon));
  must(warehouse->raise_alarm(KioskId{"k-1"}, "fork", noon));
  must(warehouse->raise_alarm(KioskId{"nobody"}, "fork", noon));
  auto kiosk = must(warehouse->kiosk(KioskId{"k-1"}));
  REQUIRE(kiosk);
  CHECK(kiosk->last_sync == noon);
  CHECK(kiosk->responses == 1);
  CHECK(kiosk->alarms == std::vector<std::string>{"disk-low", "fork"});
  REQUIRE(kiosk->health);
  CHECK(kiosk->health->kiosk_time == noon - std::chrono::seconds{3});
  CHECK(kiosk->health->offset == std::chrono::minutes{480});
  CHECK(kiosk->health->free_bytes == 5'000'000'000);
  CHECK(kiosk->health->program_version == "0.1.0");

  Intake heartbeat = run("k-1", first.stream, first.head, 0);
  heartbeat.received = noon + std::chrono::minutes{1};
  heartbeat.health->kiosk_time = heartbeat.received;
  must(warehouse->take(heartbeat));
  kiosk = must(warehouse->kiosk(KioskId{"k-1"}));
  CHECK(kiosk->last_sync == noon + std::chrono::minutes{1});
  CHECK(kiosk->health->alarms.empty());
  CHECK(kiosk->alarms == std::vector<std::string>{"fork"});  // what the collector saw stays

  Intake old = heartbeat;  // says nothing of now
  old.health.reset();
  old.received = noon + std::chrono::minutes{2};
  must(warehouse->take(old));
  kiosk = must(warehouse->kiosk(KioskId{"k-1"}));
  CHECK(kiosk->last_sync == noon + std::chrono::minutes{1});

  must(warehouse->hear(KioskId{"k-1"}, {.kiosk_time = noon, .pending = 9, .alarms = {"disk-low"}},
                       noon + std::chrono::minutes{3}));
  kiosk = must(warehouse->kiosk(KioskId{"k-1"}));
  CHECK(kiosk->last_sync == noon + std::chrono::minutes{3});
  CHECK(kiosk->health->pending == 9);
  CHECK(kiosk->alarms == std::vector<std::string>{"disk-low", "fork"});
  // A kiosk with a flat battery is heard, and flagged for as long as its clock is wrong.
  must(warehouse->hear(KioskId{"k-1"}, {}, noon + std::chrono::minutes{4}));
  CHECK(must(warehouse->kiosk(KioskId{"k-1"}))->alarms == std::vector<std::string>{"fork", "clock-wrong"});
  must(warehouse->hear(KioskId{"k-1"}, {.kiosk_time = noon}, noon + std::chrono::minutes{5}));
  CHECK(must(warehouse->kiosk(KioskId{"k-1"}))->alarms == std::vector<std::string>{"fork"});
  CHECK(error_of(warehouse->hear(KioskId{"nobody"}, {}, noon)) == ErrorCode::kiosk_unknown);
}

constexpr Case cases[] = {
    {"sites come back as imported", sites_come_back_as_imported},
    {"a second import replaces and never deletes", a_second_import_replaces_and_never_deletes},
    {"a tree that is none is refused whole", a_tree_that_is_none_is_refused_whole},
    {"an invitation is taken once", an_invitation_is_taken_once},
    {"a kiosk is found and revoked", a_kiosk_is_found_and_revoked},
    {"health and alarms are the latest", health_and_alarms_are_the_latest},
};

}  // namespace

std::span<const Case> places_cases() { return cases; }

}  // namespace minyi::tests
