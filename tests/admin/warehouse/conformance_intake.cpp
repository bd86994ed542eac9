// What kiosks send: once, whole, in its stream.
#include <atomic>
#include <thread>

#include "admin/warehouse/conformance_parts.hpp"

namespace minyi::tests {
namespace {

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

constexpr Case cases[] = {
    {"a stream goes on from its head only", a_stream_goes_on_from_its_head_only},
    {"an intake that does not add up is refused", an_intake_that_does_not_add_up_is_refused},
    {"a stream is its kiosk's own", a_stream_is_its_kiosks_own},
    {"a refused intake leaves nothing behind", a_refused_intake_leaves_nothing_behind},
    {"poison is told again to who asks", poison_is_told_again_to_who_asks},
    {"what was put aside counts once when it is taken up", what_was_put_aside_counts_once_when_it_is_taken_up},
    {"a response is counted once, whatever brings it", a_response_is_counted_once_whatever_brings_it},
    {"of many syncs at once one moves the head", of_many_syncs_at_once_one_moves_the_head},
};

}  // namespace

std::span<const Case> intake_cases() { return cases; }

}  // namespace minyi::tests
