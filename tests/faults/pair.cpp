#include "faults/pair.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "minyi/collector/log.hpp"

namespace minyi::faults {
namespace {

namespace fs = std::filesystem;

constexpr const char* survey = R"xml(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:minyi="https://minyi.example/xforms">
  <h:head><h:title>Wishes</h:title><model>
    <instance><data id="wishes" version="1"><wish/><awareness/></data></instance>
    <bind nodeset="/data/wish" type="string"/>
    <bind nodeset="/data/awareness" type="string" calculate="1" minyi:indicator="awareness"/>
  </model></h:head>
  <h:body><input ref="/data/wish"><label>Wish</label></input></h:body>
</h:html>)xml";

constexpr std::string_view words = "I am resident ";

Digest survey_digest() { return exchange::blake2b(as_bytes(survey)); }

}  // namespace

void must(const Result<>& result) {
  if (!result) FAIL(to_string(result.error()));
}

Pair::Pair(std::string folder) : folder_(std::move(folder)) {
  must(start_cryptography());
  keys_ = must(collector::read_or_make_keys(folder_ + "/collector.key"));
  const auto warehouse = must(warehouse::open_sqlite(warehouse_file()));
  must(warehouse->import_sites({{SiteId{"1"}, std::nullopt, "community", "社区", 1000}}));
  const exchange::Rollout rollout{.version = 1,
                                  .created = clock_.now(),
                                  .forms = {{FormId{"wishes"}, "1", survey_digest(), std::string(survey).size()}}};
  must(warehouse->publish({{FormId{"wishes"}, "1", survey_digest(), "Wishes", survey}},
                          {1, exchange::encode(rollout), "-"}));
  const auto code = exchange::make_enrolment_code();
  must(warehouse->add_invitation({.lookup = code.lookup,
                                  .key = exchange::derive_enrolment_key(code),
                                  .site = SiteId{"1"},
                                  .expires = clock_.now() + std::chrono::hours{1}}));
  must(warehouse->enrol({.id = kiosk(), .site = SiteId{"1"}, .key = kiosk_keys_.public_key, .enrolled = clock_.now()},
                        code.lookup));
}

Result<std::unique_ptr<kiosk::store::Outbox>> Pair::outbox() const {
  return kiosk::store::open_outbox(outbox_file(), {.reserve_bytes = 0});
}

Result<Pair::Office> Pair::office() const {
  Office office;
  MINYI_TRY(office.warehouse, warehouse::open_sqlite(warehouse_file()));
  office.collector = std::make_unique<collector::Collector>(*office.warehouse, keys_, clock_,
                                                            collector::make_log(collector::Verbosity::silent));
  return office;
}

KioskId Pair::kiosk() { return KioskId{"k-1"}; }

std::string Pair::words_of(unsigned resident) { return fmt::format("{}{}", words, resident); }

exchange::SealedRecord Pair::answer(unsigned resident) const {
  const exchange::Record record{.id = exchange::random_record_id(),
                                .form = FormId{"wishes"},
                                .version = "1",
                                .form_digest = survey_digest(),
                                .language = "zh",
                                .start = clock_.now() - std::chrono::seconds{60},
                                .end = clock_.now(),
                                .offset = std::chrono::minutes{480},
                                .answers = {{"/data/wish", words_of(resident)}}};
  return exchange::seal(record, keys_.seal.public_key);
}

SyncRequest Pair::compose(kiosk::store::Outbox& outbox, std::size_t most) {
  auto run = must(outbox.pending(most, 1u << 20));
  return {.stream = run.stream, .after = run.after, .records = std::move(run.records)};
}

Result<Receipt> Pair::post(Office& office, const SyncRequest& request) const {
  const Bytes body = exchange::encode(request);
  const collector::Request posted{.method = "POST",
                                  .path = "/v1/sync",
                                  .body = std::string(as_text(body)),
                                  .signature = exchange::sign_request("POST", "/v1/sync", body, kiosk().value(),
                                                                      clock_.now(), kiosk_keys_.secret_key)};
  MINYI_TRY(const auto answer, office.collector->sync(posted));
  return exchange::verify_receipt(as_bytes(answer.body), keys_.sign.public_key);
}

Result<> Pair::take(kiosk::store::Outbox& outbox, const SyncRequest& request, const Receipt& receipt) {
  MINYI_TRY(const auto taken, outbox.acknowledge(receipt));
  if (taken == kiosk::store::Taken::confirmed && receipt.head.sequence < request.after.sequence)
    return outbox.start_over(receipt.head.sequence);
  return {};
}

void Pair::deliver(kiosk::store::Outbox& outbox, Office& office) const {
  for (int syncs = 0; must(outbox.status()).pending > 0 || syncs == 0; ++syncs) {
    REQUIRE(syncs < 1000);
    const auto request = compose(outbox);
    // A store that was salvaged or forked meanwhile is in another stream: the next sync goes on there.
    if (const auto taken = take(outbox, request, must(post(office, request))); !taken)
      REQUIRE_MESSAGE(taken.error().code == ErrorCode::chain_broken, to_string(taken.error()));
  }
}

std::map<std::string, int> Pair::counted() const {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(warehouse_file().c_str(), &database) == SQLITE_OK);
  std::map<std::string, int> found;
  const auto note = [](void* out, int, char** values, char**) {
    ++(*static_cast<std::map<std::string, int>*>(out))[values[0]];
    return 0;
  };
  CHECK(sqlite3_exec(database, "SELECT value FROM answer WHERE path = '/data/wish'", note, &found, nullptr) ==
        SQLITE_OK);
  sqlite3_close(database);
  return found;
}

std::uint64_t Pair::total(Office& office) const {
  const auto rows = must(office.warehouse->rollup({.form = FormId{"wishes"}, .by_site = false}));
  return rows.empty() ? 0 : rows.front().indicators.at("awareness").first;
}

std::vector<std::string> Pair::legible_files() const {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const std::string name = entry.path().filename().string();
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(in), {});
    if (name.starts_with("outbox") && content.find(words) != std::string::npos) found.push_back(name);
  }
  return found;
}

}  // namespace minyi::faults
