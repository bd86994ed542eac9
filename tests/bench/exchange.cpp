// bench-exchange: what sealing, intake and the drain of a backlog cost, each beside the least that can be done here:
// the cryptography alone, the same rows inserted raw, the same bytes posted raw to the same server.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <curl/curl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sqlite3.h>

#include "minyi/collector/collector.hpp"
#include "minyi/collector/log.hpp"
#include "minyi/store/outbox.hpp"
#include "minyi/upload/uploader.hpp"

#include "bench/report.hpp"
#include "e2e/stage.hpp"

namespace {

using namespace minyi;  // NOLINT(google-build-using-namespace): a program of this project

constexpr std::size_t per_sync = 200;  // as the uploader sends
constexpr std::size_t questions = 14;  // as the shipped survey has

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "bench-exchange: " << why << '\n';
  std::exit(1);
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(to_string(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// A survey as long as the shipped one, with three indicators.
std::string survey() {
  std::string nodes, binds, controls;
  for (std::size_t i = 0; i < questions; ++i) {
    nodes += fmt::format("<q{}/>", i);
    binds += fmt::format(R"(<bind nodeset="/data/q{}" type="string"/>)", i);
    controls += fmt::format(R"(<input ref="/data/q{}"><label>Question {}</label></input>)", i, i);
  }
  for (const char* name : {"awareness", "support", "participation"}) {
    nodes += fmt::format("<{}/>", name);
    binds += fmt::format(R"-(<bind nodeset="/data/{0}" type="string" calculate="if(/data/q3 = 'yes', 1, 0)" )-"
                         R"(minyi:indicator="{0}"/>)",
                         name);
  }
  return R"(<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" )"
         R"(xmlns:jr="http://openrosa.org/javarosa" xmlns:minyi="https://minyi.example/xforms"><h:head><h:title>Bench)"
         R"(</h:title><model><instance><data id="bench" version="1">)" +
         nodes + "</data></instance>" + binds + "</model></h:head><h:body>" + controls + "</h:body></h:html>";
}

exchange::Record record_of(const Digest& form) {
  const auto now = SystemClock{}.now();
  exchange::Record record{.id = exchange::random_record_id(),
                          .form = FormId{"bench"},
                          .version = "1",
                          .form_digest = form,
                          .language = "zh",
                          .start = now - std::chrono::seconds{100},
                          .end = now,
                          .offset = std::chrono::minutes{480}};
  for (std::size_t i = 0; i < questions; ++i) record.answers.push_back({fmt::format("/data/q{}", i), "yes"});
  return record;
}

bench::Line sealing(std::size_t count) {
  const auto keys = exchange::make_seal_keys();
  const exchange::Record record = record_of({});
  const Bytes plain = exchange::encode(record);
  Bytes sealed(plain.size() + crypto_box_SEALBYTES);
  double ours = 0, floor = 0;
  for (std::size_t i = 0; i < count; ++i) {  // in turns: what else the machine does disturbs both alike
    ours += seconds_of([&] { (void)exchange::seal(record, keys.public_key); });
    floor +=
        seconds_of([&] { crypto_box_seal(sealed.data(), plain.data(), plain.size(), keys.public_key.bytes.data()); });
  }
  const double each = 1e6 / static_cast<double>(count);
  return {"sealing a record", "us", ours * each, floor * each, "<= 1.5 x libsodium", ours <= 1.5 * floor};
}

// A kiosk of the office's, and its syncs as they come in.
std::vector<collector::Request> syncs_of(warehouse::Warehouse& office, const collector::Keys& keys, const Digest& form,
                                         const std::string& name, std::size_t records) {
  const auto code = exchange::make_enrolment_code();
  const auto own = exchange::make_sign_keys();
  const auto now = SystemClock{}.now();
  must(office.add_invitation({.lookup = code.lookup,
                              .key = exchange::derive_enrolment_key(code),
                              .site = SiteId{"1"},
                              .expires = now + std::chrono::hours{1}}));
  must(office.enrol({.id = KioskId{name}, .site = SiteId{"1"}, .key = own.public_key, .enrolled = now}, code.lookup));
  std::vector<collector::Request> requests;
  exchange::SyncRequest sync{.stream = exchange::random_stream_id()};
  sync.after = exchange::genesis(sync.stream);
  sync.health.kiosk_time = now;
  for (std::size_t sent = 0; sent < records; sent += per_sync) {
    exchange::Head head = sync.after;
    sync.records.clear();
    for (std::size_t i = 0; i < per_sync; ++i) {
      sync.records.push_back(exchange::seal(record_of(form), keys.seal.public_key));
      head = exchange::extend(head, sync.records.back().bytes);
    }
    collector::Request request{
        .method = "POST", .path = "/v1/sync", .body = std::string(as_text(exchange::encode(sync)))};
    request.signature =
        exchange::sign_request(request.method, request.path, as_bytes(request.body), name, now, own.secret_key);
    requests.push_back(std::move(request));
    sync.after = head;
  }
  return requests;
}

// The rows of the tables that grow with each record, by table, in an order that has nothing to do with their keys.
struct FreeValue {
  void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using Row = std::vector<std::unique_ptr<sqlite3_value, FreeValue>>;
using Rows = std::map<std::string, std::vector<Row>>;

class Raw {
 public:
  explicit Raw(const std::string& file) {
    if (sqlite3_open(file.c_str(), &database_) != SQLITE_OK) give_up("cannot open " + file);
    for (const char* pragma : {"PRAGMA journal_mode = TRUNCATE", "PRAGMA synchronous = FULL"}) run(pragma);
  }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;
  ~Raw() { sqlite3_close_v2(database_); }
  void run(const std::string& sql) const {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(database_));
  }
  [[nodiscard]] Rows read() const {
    Rows rows;
    for (const char* table : {"response", "answer", "response_indicator", "link"}) {
      sqlite3_stmt* statement = prepare(fmt::format("SELECT * FROM {} ORDER BY substr(hex({}), 9)", table,
                                                    table == std::string("response") ? "id"
                                                    : table == std::string("link")   ? "hash"
                                                                                     : "response"));
      while (sqlite3_step(statement) == SQLITE_ROW) {
        Row row;
        for (int i = 0; i < sqlite3_column_count(statement); ++i)
          row.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement, i)));
        rows[table].push_back(std::move(row));
      }
      sqlite3_finalize(statement);
    }
    return rows;
  }
  void write(const Rows& rows, std::size_t transactions) const {
    for (std::size_t part = 0; part < transactions; ++part) {
      run("BEGIN");
      for (const auto& [table, all] : rows) {
        std::string marks = "?";
        for (std::size_t i = 1; i < all.front().size(); ++i) marks += ",?";
        sqlite3_stmt* statement = prepare(fmt::format("INSERT INTO {} VALUES ({})", table, marks));
        for (std::size_t i = all.size() * part / transactions; i < all.size() * (part + 1) / transactions; ++i) {
          for (std::size_t column = 0; column < all[i].size(); ++column)
            sqlite3_bind_value(statement, static_cast<int>(column) + 1, all[i][column].get());
          if (sqlite3_step(statement) != SQLITE_DONE) give_up(sqlite3_errmsg(database_));
          sqlite3_reset(statement);
        }
        sqlite3_finalize(statement);
      }
      run("COMMIT");
    }
  }

 private:
  [[nodiscard]] sqlite3_stmt* prepare(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      give_up(sqlite3_errmsg(database_));
    return statement;
  }
  sqlite3* database_ = nullptr;
};

bench::Line intake(const std::string& directory, std::size_t count) {
  const std::string file = directory + "/intake.db";
  const std::string xform = survey();
  const Digest digest = exchange::blake2b(as_bytes(xform));
  const collector::Keys keys{exchange::make_seal_keys(), exchange::make_sign_keys()};
  {
    const auto office = must(warehouse::open_sqlite(file));
    must(office->import_sites({{SiteId{"1"}, std::nullopt, "community", "Bench", 1000}}));
    const exchange::Rollout rollout{.version = 1, .forms = {{FormId{"bench"}, "1", digest, xform.size()}}};
    must(office->publish({{FormId{"bench"}, "1", digest, "Bench", xform}}, {1, exchange::encode(rollout), "none"}));
    std::vector<std::vector<collector::Request>> kiosks;  // two, since there are two cores
    for (const char* name : {"k-1", "k-2"}) kiosks.push_back(syncs_of(*office, keys, digest, name, count / 2));
    const SystemClock clock;
    collector::Collector collector(*office, keys, clock, collector::make_log(collector::Verbosity::silent));
    const double ours = seconds_of([&] {
      std::vector<std::jthread> threads;
      for (const auto& requests : kiosks)
        threads.emplace_back([&] {
          for (const collector::Request& request : requests) (void)must(collector.sync(request));
        });
    });
    (void)must(warehouse::open_sqlite(directory + "/raw.db"));  // the same tables, and empty
    const Raw raw(directory + "/raw.db");
    const Rows rows = Raw(file).read();
    const std::size_t kept = rows.at("response").size();
    if (kept != kiosks[0].size() * per_sync * 2) give_up("not every record was taken");
    raw.run("PRAGMA foreign_keys = OFF");
    const double floor = seconds_of([&] { raw.write(rows, kept / per_sync); });
    const double each = 1e6 / static_cast<double>(kept);
    return {"intake of a record", "us", ours * each, floor * each, "<= 4 x raw inserts", ours <= 4 * floor};
  }
}

// In KiB, of this process: VmRSS now, or VmHWM since forget_peak().
long memory(const std::string& what) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == what + ":") return status >> word, std::stol(word);
  return 0;
}
void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

struct Drained {
  double seconds = 0;
  double peak = 0;  // MiB beyond what there was
};
Drained measured(const std::function<void()>& work) {
  forget_peak();
  const long before = memory("VmRSS");
  const double seconds = seconds_of(work);
  return {seconds, static_cast<double>(std::max(1L, memory("VmHWM") - before)) / 1024};
}

void post_raw(const std::string& url, std::size_t body_size, std::size_t times) {
  const std::string body(body_size, 'x');
  CURL* const easy = curl_easy_init();
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(
      easy, CURLOPT_WRITEFUNCTION, +[](char*, std::size_t size, std::size_t n, void*) { return size * n; });
  for (std::size_t i = 0; i < times; ++i)
    if (curl_easy_perform(easy) != CURLE_OK) give_up("the raw post failed");
  curl_easy_cleanup(easy);
}

// A post that is only read and refused says what the line costs. The rest of a drain is the collector's intake
// (microseconds a record, of two kiosks at once), which one kiosk has to wait for; it may add no more than half of
// that.
std::vector<bench::Line> drain(const std::string& directory, std::size_t count, double intake) {
  e2e::Office office(directory + "/office");
  office.open();
  e2e::write_file(directory + "/bench.xml", survey());
  office.must({"sites", "import", e2e::source("survey-defs/civic-city/sites.csv")});
  office.must({"publish", directory + "/bench.xml"});
  const auto clock = std::make_shared<SystemClock>();
  const std::shared_ptr<kiosk::store::Outbox> outbox = must(kiosk::store::open_outbox(directory + "/outbox.db"));
  const auto code = must(exchange::parse_enrolment_code(office.invite()));
  const auto identity =
      std::make_shared<const kiosk::upload::Identity>(must(kiosk::upload::enrol(office.url(), code, *outbox, *clock)));
  const Digest digest = exchange::blake2b(as_bytes(survey()));
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto sealed = exchange::seal(record_of(digest), identity->collector_seal);
    bytes += sealed.bytes.size();
    (void)must(outbox->append(sealed, exchange::Outcome::complete));
  }
  const Drained ours = measured([&] {
    const auto uploader = kiosk::upload::start_uploader(outbox, identity, {}, {}, clock);
    while (must(outbox->status()).pending > 0) std::this_thread::sleep_for(std::chrono::milliseconds{5});
  });
  const std::size_t posts = (count + per_sync - 1) / per_sync;
  const Drained floor = measured([&] { post_raw(office.url() + "/v1/sync", bytes / posts, posts); });
  office.close();
  const double each = 1e6 / static_cast<double>(count);
  return {{fmt::format("drain of {} records, each", count), "us", ours.seconds * each, floor.seconds * each,
           "<= floor + 1.5 x intake", ours.seconds * each <= floor.seconds * each + 1.5 * intake},
          {"the same, peak memory", "MiB", ours.peak, floor.peak, "<= floor + 32", ours.peak <= floor.peak + 32}};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Sealing, intake and drain beside the least that can be done"};
  std::string directory = ".";
  std::size_t seals = 20'000, records = 100'000;
  bool json = false;
  app.add_option("--dir", directory, "an empty directory on the disk to measure")->required();
  app.add_option("--seals", seals, "records to seal")->check(CLI::PositiveNumber);
  // As many taken in as drained: a record costs more as the tables grow, raw or not.
  app.add_option("-n", records, "records to take in, and of the backlog; rounded up to syncs")
      ->check(CLI::Range(400u, 10'000'000u));
  app.add_flag("--json", json, "JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  if (!start_cryptography()) give_up("no cryptography");
  std::vector<bench::Line> lines{sealing(seals), intake(directory, records)};
  for (bench::Line& line : drain(directory, records, lines.back().value)) lines.push_back(std::move(line));
  bench::print(lines, json ? bench::Style::json : bench::Style::table);
}
