#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>

#include <sqlite3.h>

#include "admin/collector/office.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;

TEST_CASE("answers become responses, rollups and a signed receipt") {
  Office office;
  Kiosk kiosk(office);
  kiosk.answer("yes");
  kiosk.answer("no");
  kiosk.answer("");
  const auto receipt = kiosk.sync_all();
  CHECK(receipt.stream == kiosk.stream);
  CHECK(receipt.head == kiosk.links[3]);
  CHECK(receipt.rejected.empty());
  CHECK_FALSE(receipt.fork);
  CHECK(receipt.rollout_version == 3);
  CHECK(receipt.collector_time == office.clock().now());
  CHECK(office.total().completed == 3);
  CHECK(office.total().indicators.at("awareness") == Counts{1, 2});
  const auto kiosks = must(office.warehouse().kiosks());
  REQUIRE(kiosks.size() == 1);
  CHECK(kiosks[0].responses == 3);
  CHECK(kiosks[0].last_sync == office.clock().now());
}

TEST_CASE("a heartbeat without records is answered and moves nothing") {
  Office office;
  Kiosk kiosk(office);
  CHECK(kiosk.sync(0, 0).head == kiosk.links[0]);
  kiosk.answer("yes");
  kiosk.sync_all();
  CHECK(kiosk.sync(1, 1).head == kiosk.links[1]);
  CHECK(office.total().completed == 1);
}

TEST_CASE("a retry after a lost receipt changes nothing and is told the same") {
  Office office;
  Kiosk kiosk(office);
  kiosk.answer("yes");
  kiosk.append(random_bytes(100));
  kiosk.answer("no");
  const auto first = kiosk.sync_all();
  const auto again = kiosk.sync_all();
  CHECK(again.head == first.head);
  REQUIRE(again.rejected.size() == 1);
  CHECK(again.rejected[0].sequence == Sequence{2});
  CHECK(office.total().completed == 2);

  // The retry that brings more than the first try did.
  kiosk.answer("yes");
  CHECK(kiosk.sync_all().head == kiosk.links[4]);
  CHECK(office.total().completed == 3);
  // A duplicate that the network kept for a while: it ends before the head.
  const auto late = kiosk.sync(0, 2);
  CHECK(late.head == kiosk.links[4]);
  CHECK_FALSE(late.fork);
  CHECK(office.total().completed == 3);
}

TEST_CASE("a run beyond the head is a gap: nothing is taken and the receipt says from where") {
  Office office;
  Kiosk kiosk(office);
  for (int i = 0; i < 4; ++i) kiosk.answer("yes");
  kiosk.sync(0, 1);
  const auto receipt = kiosk.sync(2, 4);
  CHECK(receipt.head == kiosk.links[1]);
  CHECK_FALSE(receipt.fork);
  CHECK(office.total().completed == 1);
  CHECK(kiosk.sync(1, 4).head == kiosk.links[4]);
  CHECK(office.total().completed == 4);
  CHECK(must(office.warehouse().kiosk(kiosk.id))->alarms == std::vector<std::string>{"gap"});
}

TEST_CASE("a restored disk that tells another history is a fork") {
  Office office;
  Kiosk kiosk(office);
  for (int i = 0; i < 3; ++i) kiosk.answer("yes");
  Kiosk restored = kiosk;  // as the disk was after three records
  kiosk.answer("yes");
  kiosk.answer("yes");
  kiosk.sync(0, 5);

  SUBCASE("from the same place, as many records") { restored.answer("no"), restored.answer("no"); }
  SUBCASE("from the same place, fewer") { restored.answer("no"); }
  SUBCASE("from the same place, more") {
    for (int i = 0; i < 4; ++i) restored.answer("no");
  }
  const auto receipt = restored.sync(3, restored.records.size());
  CHECK(receipt.fork);
  CHECK(receipt.head == kiosk.links[5]);
  CHECK(office.total().completed == 5);
  CHECK(must(office.warehouse().kiosk(kiosk.id))->alarms == std::vector<std::string>{"fork"});

  // It opens a new stream; what both disks held is sent again and not counted again.
  const auto records = restored.records;
  restored.fresh_stream();
  for (const auto& record : records) restored.append(record.bytes);
  const std::size_t fresh = records.size() - 3;
  CHECK(restored.sync_all().head == restored.links.back());
  CHECK(office.total().completed == 5 + fresh);
  CHECK(office.total().indicators.at("awareness") == Counts{5, 5 + fresh});
}

TEST_CASE("a kiosk whose run is not taken is heard all the same") {
  Office office;
  Kiosk kiosk(office);
  for (int i = 0; i < 3; ++i) kiosk.answer("yes");
  kiosk.sync(0, 1);
  office.clock().advance(std::chrono::hours{30});
  auto request = kiosk.run(2, 3);
  std::string seen;
  SUBCASE("a gap") { seen = "gap"; }
  SUBCASE("a fork") {
    seen = "fork";
    request = kiosk.run(1, 3);
    request.after.hash[0] ^= 1;
  }
  request.health.pending = 2;
  request.health.alarms = {"disk-low"};
  CHECK(kiosk.sync(request).head == kiosk.links[1]);
  const auto found = must(office.warehouse().kiosk(kiosk.id));
  REQUIRE(found);
  CHECK(found->last_sync == office.clock().now());
  REQUIRE(found->health);
  CHECK(found->health->pending == 2);
  CHECK(found->alarms == std::vector<std::string>{"disk-low", seen});
  CHECK(found->responses == 1);
}

TEST_CASE("a history that starts elsewhere is a fork") {
  Office office;
  Kiosk kiosk(office);
  kiosk.answer("yes");
  auto request = kiosk.run(0, 1);
  request.after.hash[0] ^= 1;
  CHECK(kiosk.sync(request).fork);
  kiosk.sync_all();
  request = kiosk.run(1, 1);
  request.after.hash[0] ^= 1;
  CHECK(kiosk.sync(request).fork);
  CHECK(office.total().completed == 1);
}

TEST_CASE("poison is acknowledged, kept sealed and stops nothing") {
  Office office;
  Kiosk kiosk(office);
  kiosk.answer("yes");
  kiosk.append(random_bytes(200));                                                                  // 2: noise
  kiosk.append(exchange::seal(Kiosk::record("yes"), exchange::make_seal_keys().public_key).bytes);  // 3: for another
  auto unknown = Kiosk::record("yes");
  unknown.form_digest[0] ^= 1;
  kiosk.append(unknown);  // 4: a form that was never published
  auto strange = Kiosk::record("yes");
  strange.answers.push_back({"/data/nowhere", "x"});
  kiosk.append(strange);  // 5: answers that the form cannot hold
  auto misnamed = Kiosk::record("yes");
  misnamed.version = "2";
  kiosk.append(misnamed);                                     // 6: says another version than its digest
  kiosk.append(Bytes{});                                      // 7: nothing at all
  kiosk.append(random_bytes(exchange::max_sealed_size + 1));  // 8: too large
  kiosk.answer("no");
  const Bytes noise = kiosk.records[1].bytes;

  const auto receipt = kiosk.sync_all();
  CHECK(receipt.head == kiosk.links[9]);
  CHECK(office.total().completed == 2);
  std::vector<std::string> told;
  for (const auto& rejection : receipt.rejected)
    told.push_back(std::to_string(rejection.sequence.value()) + " " + rejection.code);
  CHECK(told == std::vector<std::string>{"2 seal.unreadable", "3 seal.unreadable", "4 form.unknown",
                                         "5 interview.invalid", "6 interview.invalid", "7 seal.unreadable",
                                         "8 wire.too_large"});
  // Kept as it came.
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(office.file().c_str(), &database) == SQLITE_OK);
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v2(database, "SELECT sealed FROM poison WHERE sequence = 2", -1, &statement, nullptr) ==
          SQLITE_OK);
  REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, 0));
  CHECK(Bytes(bytes, bytes + sqlite3_column_bytes(statement, 0)) == noise);
  sqlite3_finalize(statement);
  sqlite3_close(database);
}

TEST_CASE("records that came before their form count when it is published, and other poison stays") {
  Office office;
  Kiosk kiosk(office);
  std::string later = survey;
  later.replace(later.find("version=\"1\""), 11, "version=\"2\"");
  auto early = Kiosk::record("yes");
  early.version = "2";
  early.form_digest = exchange::blake2b(as_bytes(later));
  kiosk.append(early);
  kiosk.append(random_bytes(200));
  kiosk.append(early);  // sent again under another number
  CHECK(kiosk.sync_all().rejected.size() == 3);
  CHECK(office.total().completed == 0);
  CHECK(kiosk.sync(3, 3).rejected.empty());
  CHECK(office.total().completed == 0);

  must(office.warehouse().publish(
      {{FormId{"civic"}, "2", early.form_digest, "Test", later}},
      {4,
       exchange::encode(exchange::Rollout{.version = 4,
                                          .created = office.clock().now(),
                                          .forms = {{FormId{"civic"}, "2", early.form_digest, later.size()}}}),
       "signature"}));
  kiosk.sync(3, 3);  // a heartbeat
  CHECK(office.total().completed == 1);
  CHECK(office.select("SELECT code FROM poison") == "seal.unreadable ");
  office.restart();
  kiosk.sync(3, 3);
  CHECK(office.total().completed == 1);
}

TEST_CASE("a form that was published and cannot be read makes no poison of its answers") {
  Office office;
  Kiosk kiosk(office);
  const auto unread = [&] {
    office.restart();
    const HttpAnswer answer = kiosk.post(kiosk.run(0, kiosk.records.size()));
    CHECK(answer.status == 503);
    CHECK(answer.code() == "store.damaged");
    CHECK(answer.retry_after == "30");
    CHECK(answer.body.find(to_hex(survey_digest())) == std::string::npos);
    CHECK(office.select("SELECT count(*) FROM poison") == "0 ");
    CHECK(office.select("SELECT count(*) FROM stream") == "0 ");
    CHECK(office.total().completed == 0);
  };
  kiosk.append(random_bytes(100));  // what is poison in any case stays unsaid until the run is taken
  kiosk.answer("yes");
  std::string repair;
  SUBCASE("its text was damaged") {
    repair = "UPDATE form SET xform = replace(xform, '<h:headX', '<h:head')";
    CHECK(office.select("UPDATE form SET xform = replace(xform, '<h:head', '<h:headX')").empty());
  }
  SUBCASE("its row was lost") {
    repair = "INSERT INTO form SELECT * FROM kept";
    CHECK(office.select("CREATE TABLE kept AS SELECT * FROM form; DELETE FROM form").empty());
  }
  unread();
  CHECK(office.select(repair).empty());
  const auto receipt = kiosk.sync_all();
  CHECK(receipt.head == kiosk.links[2]);
  CHECK(receipt.rejected.size() == 1);
  CHECK(office.total().completed == 1);
}

TEST_CASE("a partial response is kept and not in the rates") {
  Office office;
  Kiosk kiosk(office);
  kiosk.answer("yes");
  auto partial = Kiosk::record("yes");
  partial.outcome = exchange::Outcome::partial;
  kiosk.append(partial);
  CHECK(kiosk.sync_all().rejected.empty());
  CHECK(office.total().completed == 1);
  CHECK(office.total().partial == 1);
  CHECK(office.total().indicators.at("awareness") == Counts{1, 1});
}

TEST_CASE("a response counts where the resident lives, if that is below the kiosk") {
  Office office;
  Kiosk kiosk(office, "1-1");
  kiosk.answer("yes", "1-1-1");
  kiosk.answer("yes", "1-1-2");
  kiosk.answer("no", "1-1-2");
  kiosk.answer("yes", "1-2");        // another community: the kiosk's own place stands
  kiosk.answer("yes", "elsewhere");  // no place at all
  kiosk.answer("yes");
  kiosk.sync_all();
  std::map<std::string, std::uint64_t> completed;
  for (const auto& row : must(office.warehouse().rollup({.form = FormId{"civic"}})))
    completed[row.site.value()] = row.completed;
  CHECK(completed == std::map<std::string, std::uint64_t>{{"1-1", 3}, {"1-1-1", 1}, {"1-1-2", 2}});
  const auto rows = must(office.warehouse().rollup({.form = FormId{"civic"}, .level = "community"}));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].completed == 6);
  CHECK(rows[0].eligible == 50);
}

TEST_CASE("rows say the resident's own day and hour, and nowhere the minute") {
  Office office;
  Kiosk kiosk(office);
  auto late = Kiosk::record("yes");  // 23:30 in China is still the 23rd there
  late.start = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + std::chrono::hours{15};
  late.end = late.start + std::chrono::minutes{30};
  kiosk.append(late);
  auto early = late;  // and 00:30 is the 24th
  early.id = exchange::random_record_id();
  early.start += std::chrono::hours{1};
  early.end += std::chrono::hours{1};
  kiosk.append(early);
  kiosk.sync_all();
  const auto days = must(office.warehouse().rollup({.form = FormId{"civic"}, .by_site = false, .by_day = true}));
  REQUIRE(days.size() == 2);
  CHECK(days[0].day == "2026-11-23");
  CHECK(days[1].day == "2026-11-24");

  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(office.file().c_str(), &database) == SQLITE_OK);
  std::string found;
  const auto note = [](void* out, int, char** values, char**) {
    *static_cast<std::string*>(out) += std::string(values[0]) + " ";
    return 0;
  };
  CHECK(sqlite3_exec(database, "SELECT hour FROM response ORDER BY hour", note, &found, nullptr) == SQLITE_OK);
  CHECK(found == "0 23 ");
  found.clear();
  CHECK(sqlite3_exec(database, "SELECT DISTINCT path FROM answer", note, &found, nullptr) == SQLITE_OK);
  CHECK(found == "/data/aware ");  // /data/start, which says the minute, is not among them
  sqlite3_close(database);
}

TEST_CASE("only the kiosk that signs is heard") {
  Office office;
  Kiosk kiosk(office);
  kiosk.answer("yes");
  const Bytes encoded = exchange::encode(kiosk.run(0, 1));
  const std::string body(as_text(encoded));
  CHECK(kiosk.send_signed_by(exchange::make_sign_keys().secret_key, "POST", "/v1/sync", body).code() ==
        "signature.invalid");
  CHECK(exchange_http(office.url() + "/v1/sync", "POST", body, {}).code() == "signature.invalid");
  // A signature over another body.
  const auto signature = exchange::sign_request("POST", "/v1/sync", as_bytes("other"), kiosk.id.value(),
                                                office.clock().now(), kiosk.keys.secret_key);
  const auto altered =
      exchange_http(office.url() + "/v1/sync", "POST", body,
                    {"Content-Digest: " + signature.content_digest, "Signature-Input: " + signature.signature_input,
                     "Signature: " + signature.signature});
  CHECK(altered.code() == "signature.invalid");
  CHECK(altered.status == 401);
  Kiosk stranger = kiosk;
  stranger.id = KioskId{"k-00000000"};
  CHECK(stranger.post(kiosk.run(0, 1)).code() == "kiosk.unknown");
  CHECK(office.total().completed == 0);
  must(office.warehouse().revoke(kiosk.id));
  const auto refused = kiosk.post(kiosk.run(0, 1));
  CHECK(refused.code() == "kiosk.revoked");
  CHECK(refused.status == 403);
  CHECK(office.total().completed == 0);
}

TEST_CASE("a stream of another kiosk is not taken over") {
  Office office;
  Kiosk one(office), other(office, "1-2");
  one.answer("yes");
  one.sync_all();
  Kiosk thief = other;
  thief.stream = one.stream;
  thief.links = one.links;
  thief.records = one.records;
  const auto refused = thief.post(thief.run(1, 1));
  CHECK(refused.code() == "chain.broken");
  CHECK(refused.status == 409);
  one.answer("no");
  CHECK(one.sync(1, 2).head == one.links[2]);
}

TEST_CASE("bodies that are no sync are refused in words, and the next request is understood") {
  Office office;
  Kiosk kiosk(office);
  CHECK(kiosk.send("POST", "/v1/sync", "").code() == "wire.malformed");
  CHECK(kiosk.send("POST", "/v1/sync", "hello").code() == "wire.malformed");
  const auto large = kiosk.send("POST", "/v1/sync", std::string(exchange::max_sync_size + 1, 'x'));
  CHECK(large.status == 413);
  CHECK(large.code() == "wire.too_large");
  const auto chunked =
      exchange_http(office.url() + "/v1/enrol", "POST", std::string(100'000, 'x'), {"Transfer-Encoding: chunked"});
  CHECK(chunked.code() == "wire.too_large");
  CHECK(exchange_http(office.url() + "/v1/enrol", "POST", "abc", {"Content-Encoding: gzip"}).status == 400);
  CHECK(exchange_http(office.url() + "/v1/nothing", "GET", "", {}).code() == "not_found");
  kiosk.answer("yes");
  CHECK(kiosk.sync_all().head == kiosk.links[1]);
}

TEST_CASE("many syncs of one stream at once count each answer once") {
  Office office;
  Kiosk kiosk(office);
  constexpr std::size_t answers = 12;
  for (std::size_t i = 0; i < answers; ++i) kiosk.answer(i % 3 == 0 ? "no" : "yes");
  std::atomic<int> receipts = 0, others = 0;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const HttpAnswer answer = kiosk.post(kiosk.run(0, 5 + i));  // overlapping runs, the longest is all
      const auto receipt = exchange::verify_receipt(as_bytes(answer.body), kiosk.believe);
      const bool good = receipt && !receipt->fork && receipt->head.sequence.value() <= answers &&
                        receipt->head == kiosk.links[receipt->head.sequence.value()] &&
                        receipt->head.sequence.value() >= 5 + i;
      ++(good ? receipts : others);
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(receipts == 8);
  CHECK(others == 0);
  CHECK(office.total().completed == answers);
  CHECK(office.total().indicators.at("awareness") == Counts{8, answers});
}

TEST_CASE("two collectors on one warehouse count each answer once") {
  Office office;
  Kiosk kiosk(office);
  for (int i = 0; i < 6; ++i) kiosk.answer("yes");
  const auto door = office.open();
  Collector second(*door, office.keys(), office.clock(), make_log(Verbosity::silent));
  const Bytes body = exchange::encode(kiosk.run(0, 6));
  const auto signature =
      exchange::sign_request("POST", "/v1/sync", body, kiosk.id.value(), office.clock().now(), kiosk.keys.secret_key);
  Result<Answer> from_second;
  std::thread other([&] {
    from_second =
        second.sync({.method = "POST", .path = "/v1/sync", .body = std::string(as_text(body)), .signature = signature});
  });
  const auto receipt = kiosk.sync(0, 4);
  other.join();
  CHECK(receipt.head.sequence.value() >= 4);
  REQUIRE(from_second);
  CHECK(must(exchange::verify_receipt(as_bytes(from_second->body), kiosk.believe)).head == kiosk.links[6]);
  CHECK(office.total().completed == 6);
}

TEST_CASE("a sync that comes late or is replayed lowers no counter and tells no old health") {
  Office office;
  Kiosk kiosk(office);
  kiosk.answer("yes");
  auto old = kiosk.run(0, 1);
  old.funnel = {{"2026-11-23", FormId{"civic"}, "1", 9, 5, 3, 2, {{"/data/age", 2}}}};
  old.health.pending = 7;
  old.health.alarms = {"disk-low"};
  kiosk.sync(old);
  kiosk.answer("no");
  auto later = kiosk.run(1, 2);
  // One counter of each kind grows, one stands, one lies as it never should: each is judged by itself.
  later.funnel = {{"2026-11-23", FormId{"civic"}, "1", 12, 5, 4, 1, {{"/data/grid", 1}, {"/data/age", 1}}}};
  kiosk.sync(later);
  const Instant heard = office.clock().now();
  office.clock().advance(std::chrono::minutes{5});
  CHECK(kiosk.sync(old).head == kiosk.links[2]);

  CHECK(office.select("SELECT shown, started, completed, abandoned FROM funnel") == "12 5 4 2 ");
  CHECK(office.select("SELECT question, abandoned FROM funnel_abandoned ORDER BY question") ==
        "/data/age 2 /data/grid 1 ");
  const auto found = must(office.warehouse().kiosk(kiosk.id));
  REQUIRE(found);
  REQUIRE(found->health);
  CHECK(found->health->pending == 0);
  CHECK(found->alarms.empty());
  CHECK(found->last_sync == heard);

  // The retry of the newest run is no old one: its kiosk is heard.
  kiosk.sync(later);
  CHECK(must(office.warehouse().kiosk(kiosk.id))->last_sync == office.clock().now());
}

TEST_CASE("the funnel and the health of a sync are kept") {
  Office office;
  Kiosk kiosk(office);
  auto request = kiosk.run(0, 0);
  request.funnel = {{"2026-11-23", FormId{"civic"}, "1", 9, 5, 3, 2, {{"/data/age", 2}}}};
  request.health.alarms = {"disk-low"};
  request.health.pending = 7;
  kiosk.sync(request);
  kiosk.sync(request);
  const auto found = must(office.warehouse().kiosk(kiosk.id));
  REQUIRE(found);
  REQUIRE(found->health);
  CHECK(found->health->pending == 7);
  CHECK(found->alarms == std::vector<std::string>{"disk-low"});
}
