#include "admin/warehouse/conformance.hpp"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

namespace minyi::tests {
namespace {

using namespace minyi::warehouse;
using exchange::Head;
using exchange::Outcome;

const Instant noon{std::chrono::milliseconds{1'795'420'800'000}};

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(to_string(result.error()));
  return std::move(*result);
}
void must(const Result<>& result) {
  if (!result) FAIL(to_string(result.error()));
}
template <class T>
ErrorCode error_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().code;
}

// 旗 1 > 镇 1-1, 1-2 > 社区 1-1-1, 1-1-2, 1-2-1 > 网格 1-1-1-1, 1-1-1-2
std::vector<Site> county() {
  return {
      {SiteId{"1"}, std::nullopt, "banner", "旗", std::nullopt},
      {SiteId{"1-1"}, SiteId{"1"}, "town", "镇一", std::nullopt},
      {SiteId{"1-2"}, SiteId{"1"}, "town", "镇二", 500},
      {SiteId{"1-1-1"}, SiteId{"1-1"}, "community", "社区一", std::nullopt},
      {SiteId{"1-1-2"}, SiteId{"1-1"}, "community", "社区二", 300},
      {SiteId{"1-2-1"}, SiteId{"1-2"}, "community", "社区三", std::nullopt},
      {SiteId{"1-1-1-1"}, SiteId{"1-1-1"}, "grid", "网格一", 100},
      {SiteId{"1-1-1-2"}, SiteId{"1-1-1"}, "grid", "网格二", 60},
  };
}

Invitation invitation(const std::string& lookup, const std::string& site) {
  Invitation one{.lookup = lookup, .site = SiteId{site}, .expires = noon + std::chrono::hours{24}};
  one.key.fill(7);
  return one;
}

Kiosk kiosk_of(const std::string& id, const std::string& site) {
  return {.id = KioskId{id}, .site = SiteId{site}, .key = exchange::make_sign_keys().public_key, .enrolled = noon};
}

void enrol(Warehouse& warehouse, const std::string& id, const std::string& site) {
  must(warehouse.add_invitation(invitation(id, site)));
  must(warehouse.enrol(kiosk_of(id, site), id));
}

Response response(const std::string& site, const std::string& day, std::optional<bool> aware) {
  return {.id = exchange::random_record_id(),
          .form = FormId{"civic"},
          .version = "1",
          .language = "zh",
          .site = SiteId{site},
          .day = day,
          .hour = 9,
          .duration = std::chrono::seconds{95},
          .answers = {{"/data/aware", "yes"}, {"/data/why", "报纸"}},
          .indicators = {{"awareness", aware}}};
}

// A run that continues `from` with this many links; bodies are of no interest to a warehouse.
Intake run(const std::string& kiosk, const StreamId& stream, const Head& from, std::size_t length) {
  Intake intake{.kiosk = KioskId{kiosk},
                .stream = stream,
                .expected = from,
                .head = from,
                .health = exchange::Health{},
                .received = noon};
  for (std::size_t i = 0; i < length; ++i) {
    intake.head = exchange::extend(intake.head, random_bytes(40));
    intake.links.push_back(intake.head.hash);
  }
  return intake;
}

Intake run_of(const std::string& kiosk, std::vector<Response> responses) {
  const StreamId stream = exchange::random_stream_id();
  Intake intake = run(kiosk, stream, exchange::genesis(stream), responses.size());
  intake.responses = std::move(responses);
  return intake;
}

std::vector<RollupRow> rows(Warehouse& warehouse, RollupQuery query) {
  query.form = FormId{"civic"};
  return must(warehouse.rollup(query));
}

const RollupRow& row_of(const std::vector<RollupRow>& rows, const std::string& site, const std::string& day = {}) {
  for (const RollupRow& row : rows)
    if (row.site.value() == site && row.day == day) return row;
  FAIL("no row of site " << site << " on " << day);
  return rows.front();
}

using Counts = std::pair<std::uint64_t, std::uint64_t>;

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

void the_newest_rollout_wins_and_never_goes_back(Backend& backend) {
  auto warehouse = backend.fresh();
  CHECK_FALSE(must(warehouse->rollout()));
  PublishedForm form{FormId{"civic"}, "1", {}, "文明城市", "<h:html/>"};
  form.digest = exchange::blake2b(as_bytes(form.xform));
  must(warehouse->publish({form}, {3, "{\"version\":3}", "sig3"}));
  CHECK(error_of(warehouse->publish({form}, {3, "{}", ""})) == ErrorCode::rollout_older);
  CHECK(error_of(warehouse->publish({form}, {2, "{}", ""})) == ErrorCode::rollout_older);
  CHECK(error_of(warehouse->publish({form}, {0, "{}", ""})) == ErrorCode::argument_invalid);
  PublishedForm wrong = form;
  wrong.xform += " ";
  CHECK(error_of(warehouse->publish({wrong}, {4, "{}", ""})) == ErrorCode::argument_invalid);
  must(warehouse->publish({form}, {5, "{\"version\":5}", "sig5"}));
  const auto newest = must(backend.again()->rollout());
  REQUIRE(newest);
  CHECK(newest->version == 5);
  CHECK(newest->json == "{\"version\":5}");
  CHECK(newest->signature == "sig5");
  const auto all = must(warehouse->rollouts());
  REQUIRE(all.size() == 2);
  CHECK(all[0].version == 5);
  CHECK(all[1].version == 3);
  const auto found = must(warehouse->form(form.digest));
  REQUIRE(found);
  CHECK(found->title == "文明城市");
  CHECK(found->xform == "<h:html/>");
  CHECK_FALSE(must(warehouse->form(Digest{})));
}

void files_belong_to_a_form_for_good(Backend& backend) {
  auto warehouse = backend.fresh();
  const std::string towns("name\nt1\n"), picture("\x89PNG\r\n\0\xff", 8);
  const Digest towns_digest = must(warehouse->keep_file(towns));
  CHECK(towns_digest == exchange::blake2b(as_bytes(towns)));
  CHECK(must(warehouse->keep_file(towns)) == towns_digest);
  const Digest picture_digest = must(warehouse->keep_file(picture));
  PublishedForm form{FormId{"civic"}, "1", {}, "", "<h:html/>", {}};
  form.digest = exchange::blake2b(as_bytes(form.xform));
  form.files = {{"旗.png", Digest{}, 8}};
  CHECK(error_of(warehouse->publish({form}, {1, "{}", ""})) == ErrorCode::file_missing);
  CHECK_FALSE(must(warehouse->form(form.digest)));
  form.files = {{"towns.csv", towns_digest, towns.size()}, {"旗.png", picture_digest, picture.size()}};
  must(warehouse->publish({form}, {1, "{}", ""}));
  must(warehouse->publish({form}, {2, "{}", ""}));

  CHECK(must(backend.again()->form(form.digest))->files == form.files);
  CHECK(must(warehouse->file(picture_digest)) == picture);
  CHECK(must(warehouse->file(towns_digest)) == towns);
  CHECK_FALSE(must(warehouse->file(Digest{})));

  PublishedForm changed = form;
  changed.files[0].digest = must(warehouse->keep_file("name\nt2\n"));
  CHECK(error_of(warehouse->publish({changed}, {3, "{}", ""})) == ErrorCode::form_invalid);
  changed.files.clear();
  CHECK(error_of(warehouse->publish({changed}, {3, "{}", ""})) == ErrorCode::form_invalid);
  CHECK(must(warehouse->rollout())->version == 2);
  CHECK(must(warehouse->form(form.digest))->files == form.files);
}

void a_stream_goes_on_from_its_head_only(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  const StreamId stream = exchange::random_stream_id();
  const Head start = exchange::genesis(stream);
  CHECK_FALSE(must(warehouse->head(KioskId{"k-1"}, stream)));

  Head elsewhere = start;
  elsewhere.hash[0] ^= 1;
  CHECK(error_of(warehouse->take(run("k-1", stream, elsewhere, 1))) == ErrorCode::chain_broken);
  CHECK(error_of(warehouse->take(run("k-1", stream, {Sequence{4}, start.hash}, 1))) == ErrorCode::chain_broken);
  CHECK_FALSE(must(warehouse->head(KioskId{"k-1"}, stream)));

  const Intake first = run("k-1", stream, start, 3);
  must(warehouse->take(first));
  CHECK(must(backend.again()->head(KioskId{"k-1"}, stream)) == first.head);
  CHECK(must(warehouse->link(stream, Sequence{2})) == first.links[1]);
  CHECK(must(warehouse->link(stream, Sequence{3})) == first.head.hash);
  CHECK_FALSE(must(warehouse->link(stream, Sequence{4})));

  CHECK(error_of(warehouse->take(first)) == ErrorCode::chain_broken);
  CHECK(error_of(warehouse->take(run("k-1", stream, start, 5))) == ErrorCode::chain_broken);
  const Intake second = run("k-1", stream, first.head, 2);
  must(warehouse->take(second));
  CHECK(must(warehouse->head(KioskId{"k-1"}, stream)) == second.head);
}

void an_intake_that_does_not_add_up_is_refused(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  const StreamId stream = exchange::random_stream_id();
  Intake short_of_one = run("k-1", stream, exchange::genesis(stream), 3);
  short_of_one.links.pop_back();
  CHECK(error_of(warehouse->take(short_of_one)) == ErrorCode::internal);
  Intake other_end = run("k-1", stream, exchange::genesis(stream), 3);
  other_end.head.hash[0] ^= 1;
  CHECK(error_of(warehouse->take(other_end)) == ErrorCode::internal);
  CHECK_FALSE(must(warehouse->head(KioskId{"k-1"}, stream)));
  CHECK(error_of(warehouse->take(run_of("nobody", {}))) == ErrorCode::kiosk_unknown);
}

void a_stream_is_its_kiosks_own(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  enrol(*warehouse, "k-2", "1-1-2");
  const StreamId stream = exchange::random_stream_id();
  const Intake first = run("k-1", stream, exchange::genesis(stream), 1);
  must(warehouse->take(first));
  CHECK(error_of(warehouse->head(KioskId{"k-2"}, stream)) == ErrorCode::chain_broken);
  CHECK(error_of(warehouse->take(run("k-2", stream, first.head, 1))) == ErrorCode::chain_broken);
  CHECK(must(warehouse->head(KioskId{"k-1"}, stream)) == first.head);
}

void a_refused_intake_leaves_nothing_behind(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  const Intake first = run_of("k-1", {response("1-1-1", "2026-11-23", true)});
  must(warehouse->take(first));
  Intake stale = first;
  stale.responses = {response("1-1-1", "2026-11-23", true)};
  stale.poison = {{Sequence{1}, {1, 2, 3}, "seal.unreadable"}};
  stale.funnel = {{"2026-11-23", FormId{"civic"}, "1", 9, 9, 9, 9, {}}};
  stale.received = noon + std::chrono::hours{1};
  CHECK(error_of(warehouse->take(stale)) == ErrorCode::chain_broken);
  // What fails late fails whole: a number that poison has already.
  Intake late = run("k-1", first.stream, first.head, 1);
  late.responses = {response("1-1-1", "2026-11-23", true)};
  late.poison = {{Sequence{2}, {1}, "x"}, {Sequence{2}, {1}, "x"}};
  CHECK_FALSE(warehouse->take(late));
  CHECK(must(warehouse->head(KioskId{"k-1"}, first.stream)) == first.head);
  CHECK(must(warehouse->rejections(first.stream, Sequence{0})).empty());
  CHECK(must(warehouse->kiosk(KioskId{"k-1"}))->last_sync == noon);
  CHECK(row_of(rows(*warehouse, {}), "1-1-1").completed == 1);
}

void poison_is_told_again_to_who_asks(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  const StreamId stream = exchange::random_stream_id();
  Intake intake = run("k-1", stream, exchange::genesis(stream), 4);
  intake.poison = {{Sequence{2}, {1, 2}, "seal.unreadable"}, {Sequence{4}, {}, "form.unknown"}};
  must(warehouse->take(intake));
  const auto all = must(backend.again()->rejections(stream, Sequence{0}));
  REQUIRE(all.size() == 2);
  CHECK(all[0].sequence == Sequence{2});
  CHECK(all[0].code == "seal.unreadable");
  CHECK(must(warehouse->rejections(stream, Sequence{2})).size() == 1);
  CHECK(must(warehouse->rejections(stream, Sequence{4})).empty());
}

void what_was_put_aside_counts_once_when_it_is_taken_up(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  for (int streams = 0; streams < 2; ++streams) {
    const StreamId stream = exchange::random_stream_id();
    Intake intake = run("k-1", stream, exchange::genesis(stream), 4);
    intake.poison = {
        {Sequence{1}, {7}, "form.unknown"}, {Sequence{2}, {8}, "other"}, {Sequence{4}, {9}, "form.unknown"}};
    must(warehouse->take(intake));
  }
  std::vector<warehouse::PutAside> aside;
  std::optional<warehouse::PutAside> last;
  for (auto page = must(warehouse->put_aside("form.unknown", last, 3)); !page.empty();
       page = must(warehouse->put_aside("form.unknown", last, 3))) {
    aside.insert(aside.end(), page.begin(), page.end());
    last = page.back();
  }
  REQUIRE(aside.size() == 4);
  CHECK(aside[1].sequence == Sequence{4});
  CHECK(aside[1].sealed == Bytes{9});
  CHECK(aside[1].kiosk == KioskId{"k-1"});

  const Response one = response("1-1-1", "2026-11-23", true);
  for (int times = 0; times < 2; ++times) must(backend.again()->take_up(aside[1], one));
  CHECK(row_of(rows(*warehouse, {}), "1-1-1").completed == 1);
  CHECK(must(warehouse->put_aside("form.unknown", std::nullopt, 10)).size() == 3);
  must(warehouse->take_up(aside[2], one));  // the same response from another stream
  CHECK(row_of(rows(*warehouse, {}), "1-1-1").completed == 1);
  CHECK(must(warehouse->kiosk(KioskId{"k-1"}))->responses == 1);
}

void a_response_is_counted_once_whatever_brings_it(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  const Response one = response("1-1-1", "2026-11-23", true);
  must(warehouse->take(run_of("k-1", {one, response("1-1-1", "2026-11-23", false)})));
  // The kiosk opened a new stream and sends the first again, with a third; and that one twice in one run.
  const Response third = response("1-1-1", "2026-11-23", std::nullopt);
  const Intake renumbered = run_of("k-1", {one, third, third});
  must(warehouse->take(renumbered));
  CHECK(must(warehouse->head(KioskId{"k-1"}, renumbered.stream)) == renumbered.head);
  const auto found = rows(*warehouse, {});
  CHECK(row_of(found, "1-1-1").completed == 3);
  CHECK(row_of(found, "1-1-1").indicators.at("awareness") == Counts{1, 2});
  CHECK(must(warehouse->kiosk(KioskId{"k-1"}))->responses == 3);
}

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

void settings_are_bytes_by_name(Backend& backend) {
  auto warehouse = backend.fresh();
  CHECK_FALSE(must(warehouse->setting("publisher-key")));
  must(warehouse->set_setting("publisher-key", as_bytes("RWQ")));
  must(warehouse->set_setting("publisher-key", as_bytes("RWR")));
  must(warehouse->set_setting("empty", {}));
  CHECK(must(backend.again()->setting("publisher-key")) == Bytes{'R', 'W', 'R'});
  CHECK(must(warehouse->setting("empty")) == Bytes{});
}

void of_many_syncs_at_once_one_moves_the_head(Backend& backend) {
  auto warehouse = backend.fresh();
  must(warehouse->import_sites(county()));
  enrol(*warehouse, "k-1", "1-1-1");
  auto other = backend.again();
  const StreamId stream = exchange::random_stream_id();
  Head head = exchange::genesis(stream);
  for (int round = 0; round < 5; ++round) {
    std::atomic<int> taken = 0, refused = 0, failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
      threads.emplace_back([&, door = i % 2 == 0 ? warehouse.get() : other.get()] {
        Intake intake = run("k-1", stream, head, 1);
        intake.responses = {response("1-1-1", "2026-11-23", true)};
        const auto result = door->take(intake);
        ++(result ? taken : result.error().code == ErrorCode::chain_broken ? refused : failed);
      });
    for (std::thread& thread : threads) thread.join();
    CHECK(taken == 1);
    CHECK(refused == 5);
    CHECK(failed == 0);
    head = *must(warehouse->head(KioskId{"k-1"}, stream));
  }
  CHECK(head.sequence == Sequence{5});
  CHECK(row_of(rows(*other, {}), "1-1-1").completed == 5);
}

struct Case {
  const char* name;
  void (*run)(Backend&);
};

constexpr Case cases[] = {
    {"sites come back as imported", sites_come_back_as_imported},
    {"a second import replaces and never deletes", a_second_import_replaces_and_never_deletes},
    {"a tree that is none is refused whole", a_tree_that_is_none_is_refused_whole},
    {"an invitation is taken once", an_invitation_is_taken_once},
    {"a kiosk is found and revoked", a_kiosk_is_found_and_revoked},
    {"health and alarms are the latest", health_and_alarms_are_the_latest},
    {"the newest rollout wins and never goes back", the_newest_rollout_wins_and_never_goes_back},
    {"files belong to a form for good", files_belong_to_a_form_for_good},
    {"a stream goes on from its head only", a_stream_goes_on_from_its_head_only},
    {"an intake that does not add up is refused", an_intake_that_does_not_add_up_is_refused},
    {"a stream is its kiosk's own", a_stream_is_its_kiosks_own},
    {"a refused intake leaves nothing behind", a_refused_intake_leaves_nothing_behind},
    {"poison is told again to who asks", poison_is_told_again_to_who_asks},
    {"what was put aside counts once when it is taken up", what_was_put_aside_counts_once_when_it_is_taken_up},
    {"a response is counted once, whatever brings it", a_response_is_counted_once_whatever_brings_it},
    {"rollups go by site and day", rollups_go_by_site_and_day},
    {"rollups climb the tree", rollups_climb_the_tree},
    {"the funnel is absolute", the_funnel_is_absolute},
    {"settings are bytes by name", settings_are_bytes_by_name},
    {"of many syncs at once one moves the head", of_many_syncs_at_once_one_moves_the_head},
};

}  // namespace

void check_conformance(Backend& backend) {
  must(start_cryptography());
  for (const Case& one : cases) {
    SUBCASE(one.name) { one.run(backend); }
  }
}

}  // namespace minyi::tests
