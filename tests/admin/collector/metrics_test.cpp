#include "minyi/collector/metrics.hpp"

#include <regex>
#include <set>
#include <sstream>

#include "admin/collector/program.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;

namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

// Every line is a comment of ours or a sample, each family is announced once and before its samples, and no sample
// stands twice: what Prometheus refuses a page for.
void check_format(const std::string& text) {
  static const std::regex sample(
      R"re(([a-z_]+)(\{[a-z]+="(?:[^"\\\n]|\\.)*"(?:,[a-z]+="(?:[^"\\\n]|\\.)*")*\})? [0-9.e+-]+)re");
  std::set<std::string> families, samples;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    if (line.starts_with("# HELP ")) continue;
    if (line.starts_with("# TYPE ")) {
      std::istringstream words(line.substr(7));
      std::string family, type;
      words >> family >> type;
      CHECK(families.insert(family).second);
      CHECK(std::set<std::string>{"counter", "gauge", "histogram"}.contains(type));
      continue;
    }
    std::smatch parts;
    REQUIRE(std::regex_match(line, parts, sample));
    CHECK(samples.insert(line.substr(0, line.rfind(' '))).second);
    std::string family = parts[1];
    for (const char* part : {"_bucket", "_sum", "_count"})
      if (family.ends_with(part) && !families.contains(family)) family.resize(family.size() - std::string(part).size());
    CHECK(families.contains(family));
  }
  CHECK(text.ends_with("\n"));
}

}  // namespace

TEST_CASE("the counters say what came and what became of it") {
  Metrics metrics;
  metrics.records(5, 2, 1);
  metrics.records(1, 0, 0);
  metrics.turned(Turned::slow);
  metrics.request("sync", 200, std::chrono::milliseconds{30});
  metrics.request("sync", 200, std::chrono::seconds{60});
  metrics.request("sync", 401, std::chrono::milliseconds{1});
  const std::string text = metrics.text();
  check_format(text);
  for (const char* line :
       {"minyi_records_total{result=\"accepted\"} 6", "minyi_records_total{result=\"duplicate\"} 2",
        "minyi_records_total{result=\"poison\"} 1", "minyi_turned_away_total{reason=\"slow\"} 1",
        "minyi_turned_away_total{reason=\"rate\"} 0", "minyi_http_requests_total{route=\"sync\",status=\"200\"} 2",
        "minyi_http_requests_total{route=\"sync\",status=\"401\"} 1",
        "minyi_http_request_duration_seconds_bucket{route=\"sync\",le=\"0.025\"} 1",
        "minyi_http_request_duration_seconds_bucket{route=\"sync\",le=\"0.05\"} 2",
        "minyi_http_request_duration_seconds_bucket{route=\"sync\",le=\"10\"} 2",
        "minyi_http_request_duration_seconds_bucket{route=\"sync\",le=\"+Inf\"} 3",
        "minyi_http_request_duration_seconds_count{route=\"sync\"} 3"})
    CHECK_MESSAGE(has_line(text, line), line << " is not in:\n" << text);
}

TEST_CASE("kiosks are counted by state, and a site's silence by its kiosk that spoke last") {
  Office office;
  Kiosk busy(office, "1-1"), twin(office, "1-1"), revoked(office, "1-2"), unheard(office, "1-1-1");
  busy.answer("yes");
  busy.append(Bytes{1, 2, 3});
  busy.sync_all();
  busy.sync_all();
  must(office.warehouse().revoke(revoked.id));
  office.clock().advance(std::chrono::seconds{90});
  auto late = twin.run(0, 0);
  late.health.pending = 7;
  late.health.alarms = {"disk \"low\""};
  twin.sync(late);
  office.clock().advance(std::chrono::seconds{10});

  const std::string text = must(describe_kiosks(office.warehouse(), office.clock().now()));
  check_format(text);
  for (const char* line :
       {"minyi_kiosks{state=\"ok\"} 2", "minyi_kiosks{state=\"new\"} 1", "minyi_kiosks{state=\"silent\"} 0",
        "minyi_kiosks{state=\"revoked\"} 1", "minyi_site_last_sync_age_seconds{site=\"1-1\"} 10",
        "minyi_pending_records 7", R"(minyi_kiosk_alarms{alarm="disk \"low\""} 1)", "minyi_rollout_version 3"})
    CHECK_MESSAGE(has_line(text, line), line << " is not in:\n" << text);
  office.clock().advance(std::chrono::hours{25});
  CHECK(has_line(must(describe_kiosks(office.warehouse(), office.clock().now())), "minyi_kiosks{state=\"silent\"} 3"));
}

TEST_CASE("the program answers /metrics to the operator's address and to no other") {
  const TempDir folder;
  const auto ready = folder / "ready";
  Program program(folder, {"serve", "--data", folder / "data", "--listen", "127.0.0.1:0", "--ready-file", ready,
                           "--metrics", "127.0.0.1:0"});
  const std::string url = await_ready(ready);
  const std::string metrics = metrics_of(program.errors());
  REQUIRE(metrics.ends_with("/metrics"));

  CHECK(exchange_http(url + "/metrics", "GET", "", {}).status == 404);
  CHECK(exchange_http(url + "/v1/sync", "POST", "x", {}).status == 401);
  const auto page = exchange_http(metrics, "GET", "", {});
  CHECK(page.status == 200);
  CHECK(page.content_type == "text/plain; version=0.0.4; charset=utf-8");
  check_format(page.body);
  CHECK(has_line(page.body, "minyi_http_requests_total{route=\"sync\",status=\"401\"} 1"));
  const std::string operators = metrics.substr(0, metrics.rfind('/'));
  CHECK(exchange_http(operators + "/v1/sync", "POST", "x", {}).status == 404);
  program.signal(SIGTERM);
  CHECK(program.wait() == 0);
}
