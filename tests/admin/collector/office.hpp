// A real office for the collector's tests: a warehouse in a file, the HTTP server on a free port of 127.0.0.1, and
// kiosks that speak to it over the network with keys, seals and chains of their own.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <curl/curl.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include "minyi/collector/http.hpp"
#include "minyi/collector/log.hpp"
#include "minyi/exchange/problem.hpp"

#include "support/fake_clock.hpp"
#include "support/temp_dir.hpp"

namespace minyi::collector::tests {

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(to_string(result.error()));
  return std::move(*result);
}
inline void must(const Result<>& result) {
  if (!result) FAIL(to_string(result.error()));
}

struct HttpAnswer {
  long status = 0;  // 0: no answer
  std::string content_type;
  std::string body;
  std::string retry_after;
  // Stable code of an error answer.
  [[nodiscard]] std::string code() const {
    const auto problem = exchange::decode_problem(body);
    return problem ? std::string(code_name(problem->code)) : "no error: " + std::to_string(status);
  }
};

// How a client stands in the network.
struct Client {
  std::string address{};  // its own, of 127.0.0.0/8; empty: any
  std::string ca{};       // PEM file of the only certificates it trusts
};

inline HttpAnswer exchange_http(const std::string& url, const std::string& method, const std::string& body,
                                const std::vector<std::string>& headers, const Client& client = {}) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  HttpAnswer answer;
  curl_slist* list = nullptr;
  for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
  if (!client.address.empty()) curl_easy_setopt(curl.get(), CURLOPT_INTERFACE, client.address.c_str());
  if (!client.ca.empty()) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, client.ca.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
  if (method == "POST") {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.data());
  }
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(
      curl.get(), CURLOPT_WRITEFUNCTION, +[](char* data, std::size_t size, std::size_t count, void* out) {
        static_cast<std::string*>(out)->append(data, size * count);
        return size * count;
      });
  if (curl_easy_perform(curl.get()) == CURLE_OK) curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  const char* type = nullptr;
  curl_easy_getinfo(curl.get(), CURLINFO_CONTENT_TYPE, &type);
  if (type != nullptr) answer.content_type = type;
  curl_header* header = nullptr;
  if (curl_easy_header(curl.get(), "Retry-After", 0, CURLH_HEADER, -1, &header) == CURLHE_OK)
    answer.retry_after = header->value;
  curl_slist_free_all(list);
  return answer;
}

// Grid (site), age, awareness; the indicator is awareness.
inline constexpr const char* survey = R"xml(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"
  xmlns:minyi="https://minyi.example/xforms">
  <h:head><h:title>Test</h:title><model>
    <instance><data id="civic" version="1"><start/><grid/><age/><aware/><awareness/></data></instance>
    <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
    <bind nodeset="/data/grid" type="string" minyi:site="residence"/>
    <bind nodeset="/data/age" type="int"/>
    <bind nodeset="/data/aware" type="string"/>
    <bind nodeset="/data/awareness" type="string" calculate="if(/data/aware = 'yes', 1, if(/data/aware = 'no', 0, ''))"
      minyi:indicator="awareness"/>
  </model></h:head>
  <h:body>
    <input ref="/data/grid"><label>Grid</label></input>
    <input ref="/data/age"><label>Age</label></input>
    <select1 ref="/data/aware"><label>Aware</label>
      <item><label>Yes</label><value>yes</value></item><item><label>No</label><value>no</value></item></select1>
  </h:body>
</h:html>)xml";

inline Digest survey_digest() { return exchange::blake2b(as_bytes(survey)); }

class Office {
 public:
  explicit Office(const Limits& limits = {}) : limits_(limits) {
    must(start_cryptography());
    keys_ = must(read_or_make_keys((folder_ / "collector.key").string()));
    warehouse_ = open();
    must(warehouse_->import_sites({{SiteId{"1"}, std::nullopt, "banner", "旗", std::nullopt},
                                   {SiteId{"1-1"}, SiteId{"1"}, "community", "社区一", std::nullopt},
                                   {SiteId{"1-2"}, SiteId{"1"}, "community", "社区二", 40},
                                   {SiteId{"1-1-1"}, SiteId{"1-1"}, "grid", "网格一", 20},
                                   {SiteId{"1-1-2"}, SiteId{"1-1"}, "grid", "网格二", 30}}));
    must(warehouse_->set_setting(std::string(warehouse::publisher_key_setting), as_bytes("RWQpublisher")));
    publish(3, {});
    start();
  }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;
  ~Office() { stop(); }

  std::unique_ptr<warehouse::Warehouse> open() { return must(warehouse::open_sqlite(file())); }
  [[nodiscard]] std::string file() const { return (folder_ / "warehouse.db").string(); }
  warehouse::Warehouse& warehouse() { return *warehouse_; }
  const Keys& keys() { return keys_; }
  testing::FakeClock& clock() { return clock_; }
  [[nodiscard]] const std::string& url() const { return url_; }

  // Another program of the office's, on the same warehouse: it remembers no form.
  void restart() {
    stop();
    start();
  }

  // It is started again with new keys.
  void rotate() {
    stop();
    keys_ = must(rotate_keys(folder_ / "collector.key"));
    must(claim_warehouse(*warehouse_, keys_));
    start();
  }

  void publish(std::uint64_t version, const std::vector<SiteId>& sites) {
    const exchange::Rollout rollout{.version = version,
                                    .created = clock_.now(),
                                    .forms = {{FormId{"civic"}, "1", survey_digest(), std::string(survey).size()}},
                                    .sites = sites};
    const warehouse::PublishedForm form{FormId{"civic"}, "1", survey_digest(), "Test", survey};
    const std::string signature = "signature of " + std::to_string(version);
    must(warehouse_->publish({form}, {version, exchange::encode(rollout), signature}));
  }

  exchange::EnrolmentCode invite(const std::string& site = "1-1") {
    const auto code = exchange::make_enrolment_code();
    must(warehouse_->add_invitation({.lookup = code.lookup,
                                     .key = exchange::derive_enrolment_key(code),
                                     .site = SiteId{site},
                                     .expires = clock_.now() + std::chrono::hours{24}}));
    return code;
  }

  // What another program does to the file, or reads in it: each value with a space behind it.
  [[nodiscard]] std::string select(const std::string& sql) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file().c_str(), &database) == SQLITE_OK);
    std::string found;
    const auto note = [](void* out, int count, char** values, char**) {
      for (int i = 0; i < count; ++i)
        *static_cast<std::string*>(out) += std::string(values[i] != nullptr ? values[i] : "-") + " ";
      return 0;
    };
    CHECK(sqlite3_exec(database, sql.c_str(), note, &found, nullptr) == SQLITE_OK);
    sqlite3_close(database);
    return found;
  }

  warehouse::RollupRow total() {
    const auto rows = must(warehouse_->rollup({.form = FormId{"civic"}, .by_site = false}));
    return rows.empty() ? warehouse::RollupRow{} : rows.front();
  }

 private:
  void start() {
    collector_ = std::make_unique<Collector>(*warehouse_, keys_, clock_, make_log(Verbosity::silent));
    server_ = must(HttpServer::bind(*collector_, clock_, {.listen = {"127.0.0.1", 0}, .limits = limits_},
                                    make_log(Verbosity::silent)));
    url_ = server_->url();
    thread_ = std::thread([this] { server_->serve(); });
    while (!server_->serving()) std::this_thread::yield();
  }
  void stop() {
    if (server_) server_->stop();
    if (thread_.joinable()) thread_.join();
  }

  Limits limits_;
  testing::TempDir folder_;
  testing::FakeClock clock_;
  Keys keys_;
  std::unique_ptr<warehouse::Warehouse> warehouse_;
  std::unique_ptr<Collector> collector_;
  std::unique_ptr<HttpServer> server_;
  std::string url_;
  std::thread thread_;
};

class Kiosk {
 public:
  explicit Kiosk(Office& office, const std::string& site = "1-1") : office_(&office) {
    const auto code = office.invite(site);
    const auto answer = enrol(code);
    REQUIRE(answer.status == 200);
    const auto reply =
        must(exchange::decode_enrolment_reply(as_bytes(answer.body), exchange::derive_enrolment_key(code), nonce));
    id = reply.kiosk;
    seal_to = reply.collector_seal;
    believe = reply.collector_sign;
    fresh_stream();
  }

  HttpAnswer enrol(const exchange::EnrolmentCode& code) {
    const Bytes bytes = random_bytes(nonce.size());
    std::copy(bytes.begin(), bytes.end(), nonce.begin());
    const Bytes body = exchange::encode(exchange::EnrolmentRequest{code.lookup, keys.public_key, nonce},
                                        exchange::derive_enrolment_key(code));
    return exchange_http(office_->url() + "/v1/enrol", "POST", std::string(as_text(body)),
                         {"Content-Type: application/cbor"});
  }

  void fresh_stream() {
    stream = exchange::random_stream_id();
    links = {exchange::genesis(stream)};
    records.clear();
  }

  static exchange::Record record(const std::string& aware, const std::string& grid = {}) {
    exchange::Record one{.id = exchange::random_record_id(),
                         .form = FormId{"civic"},
                         .version = "1",
                         .form_digest = survey_digest(),
                         .language = "zh",
                         .start = testing::FakeClock{}.now() - std::chrono::seconds{100},
                         .end = testing::FakeClock{}.now(),
                         .offset = std::chrono::minutes{480}};
    one.answers.push_back({"/data/start", "2026-11-23T09:13:20.000+08:00"});
    if (!grid.empty()) one.answers.push_back({"/data/grid", grid});
    one.answers.push_back({"/data/aware", aware});
    return one;
  }

  void append(Bytes sealed) {
    links.push_back(exchange::extend(links.back(), sealed));
    records.push_back({std::move(sealed)});
  }
  void append(const exchange::Record& one) { append(exchange::seal(one, seal_to).bytes); }
  void answer(const std::string& aware, const std::string& grid = {}) { append(record(aware, grid)); }

  // Records after+1 … last.
  exchange::SyncRequest run(std::size_t after, std::size_t last) const {
    exchange::SyncRequest request{.stream = stream, .after = links.at(after)};
    request.records.assign(records.begin() + static_cast<std::ptrdiff_t>(after),
                           records.begin() + static_cast<std::ptrdiff_t>(last));
    request.health.kiosk_time = office_->clock().now();
    request.health.program_version = "test";
    return request;
  }

  HttpAnswer send(const std::string& method, const std::string& path, const std::string& body) const {
    return send_signed_by(keys.secret_key, method, path, body);
  }
  HttpAnswer send_signed_by(const exchange::SignSecretKey& key, const std::string& method, const std::string& path,
                            const std::string& body) const {
    const auto signature =
        exchange::sign_request(method, path, as_bytes(body), id.value(), office_->clock().now(), key);
    return exchange_http(
        office_->url() + path, method, body,
        {"Content-Type: " + std::string(exchange::sync_content_type), "Content-Digest: " + signature.content_digest,
         "Signature-Input: " + signature.signature_input, "Signature: " + signature.signature});
  }
  HttpAnswer post(const exchange::SyncRequest& request) const {
    const Bytes body = exchange::encode(request);
    return send("POST", "/v1/sync", std::string(as_text(body)));
  }
  exchange::Receipt sync(const exchange::SyncRequest& request) const {
    const HttpAnswer answer = post(request);
    if (answer.status != 200) FAIL("sync answered " << answer.status << " " << answer.body);
    CHECK(answer.content_type == exchange::receipt_content_type);
    return must(exchange::verify_receipt(as_bytes(answer.body), believe));
  }
  exchange::Receipt sync(std::size_t after, std::size_t last) const { return sync(run(after, last)); }
  exchange::Receipt sync_all() const { return sync(0, records.size()); }

  KioskId id{};
  exchange::SignKeyPair keys = exchange::make_sign_keys();
  exchange::SealPublicKey seal_to{};
  exchange::SignPublicKey believe{};
  std::array<std::uint8_t, 16> nonce{};
  StreamId stream{};
  std::vector<exchange::Head> links;  // h(0), h(1), …
  std::vector<exchange::SealedRecord> records;

 private:
  Office* office_;
};

using Counts = std::pair<std::uint64_t, std::uint64_t>;

}  // namespace minyi::collector::tests
