#include "minyi/upload/uploader.hpp"

#include "kiosk/upload/kiosk.hpp"
#include "support/fault_proxy.hpp"

namespace minyi::kiosk::upload::test {

TEST_CASE("a backlog is sent in batches, in order, each record once, and the bodies go") {
  SmallCollector collector;
  Kiosk kiosk;
  kiosk.answer(50);
  auto options = quick();
  options.max_records = 7;
  options.heartbeat = 1h;  // the whole backlog goes without waiting for one
  const auto uploader = kiosk.start(collector, options);
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  check_exactly_once(collector, 50);
  CHECK(collector.bad_signatures().empty());
  CHECK(collector.syncs().at(0).records.size() == 7);
  CHECK(collector.syncs().at(0).health.pending == 50);
  CHECK(collector.syncs().at(0).health.offset == 480min);
  CHECK(collector.syncs().at(0).health.program_version == "0.1.0");
  REQUIRE(eventually([&] { return uploader->status().online && uploader->status().waiting_for.empty(); }));
  CHECK(uploader->status().last_receipt.has_value());
}

TEST_CASE("with nothing to send the heartbeat goes out all the same") {
  SmallCollector collector;
  Kiosk kiosk;
  const auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return collector.syncs().size() >= 3; }));
  CHECK(collector.syncs().at(2).records.empty());
}

TEST_CASE("a nudge sends at once what was appended between two heartbeats") {
  SmallCollector collector;
  Kiosk kiosk;
  auto options = quick();
  options.heartbeat = 1h;
  const auto uploader = kiosk.start(collector, options);
  REQUIRE(eventually([&] { return uploader->status().online; }));
  kiosk.answer(1);
  uploader->nudge();
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  check_exactly_once(collector, 1);
}

TEST_CASE("who asks for it now does not wait for a backoff's end, as a nudge does") {
  SmallCollector collector;
  collector.answer_instead([](const auto&, auto& response) { response.status = 502; });
  Kiosk kiosk;
  kiosk.answer(1);
  auto options = quick();
  options.backoff_base = options.backoff_cap = 1h;
  const auto uploader = kiosk.start(collector, options);
  REQUIRE(eventually([&] { return !uploader->status().waiting_for.empty(); }));
  collector.answer_instead({});
  uploader->nudge();
  CHECK(collector.requests() == 1);
  uploader->try_now();
  REQUIRE(eventually([&] { return kiosk.pending() == 0 && uploader->status().online; }));
  check_exactly_once(collector, 1);
}

TEST_CASE("whatever is not our collector's receipt acknowledges nothing, is explained, and is outlived") {
  struct Impostor {
    const char* name;
    const char* explanation;
    SmallCollector::Answer answer;
  };
  const auto other = exchange::make_sign_keys();
  const std::vector<Impostor> impostors = {
      {"captive portal", "a web page answered",
       [](const auto&, auto& response) { response.set_content("<html>log in</html>", "text/html; charset=utf-8"); }},
      {"page without a type", "a web page answered",
       [](const auto&, auto& response) { response.set_content("\n <!doctype html>", "application/octet-stream"); }},
      {"redirect", "redirected",
       [](const auto&, auto& response) { response.set_redirect("http://127.0.0.1:1/login", 302); }},
      {"empty", "not a receipt", [](const auto&, auto& response) { response.status = 200; }},
      {"garbage", "not a receipt",
       [](const auto&, auto& response) {
         response.set_content(std::string(1000, '\xA5'), std::string(exchange::receipt_content_type));
       }},
      {"too large", "larger than anything",
       [](const auto&, auto& response) {
         response.set_content(std::string(3u << 20, 'x'), std::string(exchange::receipt_content_type));
       }},
      {"wrong key", "not a receipt",
       [&](const auto& request, auto& response) {
         const auto sync = exchange::decode_sync(as_bytes(request.body)).value();
         exchange::Receipt receipt;
         receipt.stream = sync.stream;
         receipt.head = sync.after;
         for (const auto& record : sync.records) receipt.head = exchange::extend(receipt.head, record.bytes);
         const auto body = exchange::encode_signed(receipt, other.secret_key);
         response.set_content(std::string(as_text(body)), std::string(exchange::receipt_content_type));
       }},
      {"truncated", "broke off",
       [](const auto&, auto& response) {
         response.set_content_provider(500, "application/octet-stream",
                                       [](std::size_t, std::size_t, httplib::DataSink& sink) {
                                         sink.write("half", 4);
                                         return false;
                                       });
       }},
      {"proxy", "in trouble (502)", [](const auto&, auto& response) { response.status = 502; }},
      {"another service", "not the collector (404)", [](const auto&, auto& response) { response.status = 404; }},
      {"no content", "not the collector (204)", [](const auto&, auto& response) { response.status = 204; }},
      {"revoked", "may not send",
       [](const auto&, auto& response) {
         SmallCollector::refuse(response, {ErrorCode::kiosk_revoked, "this kiosk may not send any more"});
       }},
  };
  SmallCollector collector;
  for (const auto& impostor : impostors) {
    INFO(std::string(impostor.name));
    Kiosk kiosk;
    kiosk.answer(3);
    const auto before = collector.records().size();
    collector.answer_instead(impostor.answer);
    const auto uploader = kiosk.start(collector);
    const bool explained = eventually([&] { return says(*uploader, impostor.explanation); });
    INFO(uploader->status().waiting_for);
    CHECK(explained);
    CHECK_FALSE(uploader->status().online);
    CHECK(kiosk.pending() == 3);
    kiosk.answer(1, 4);  // residents go on answering
    const int asked = collector.requests();
    CHECK(eventually([&] { return collector.requests() >= asked + 3; }));  // and it is tried again
    CHECK(kiosk.pending() == 4);
    collector.answer_instead({});
    CHECK(eventually([&] { return kiosk.pending() == 0 && uploader->status().waiting_for.empty(); }));
    CHECK(collector.records().size() == before + 4);
  }
}

TEST_CASE("a redirect is not followed, so nothing is sent to where it points") {
  SmallCollector collector;
  SmallCollector elsewhere;
  Kiosk kiosk;
  kiosk.answer(1);
  collector.answer_instead(
      [&](const auto&, auto& response) { response.set_redirect(elsewhere.url() + "/v1/sync", 307); });
  const auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return collector.requests() >= 3; }));
  CHECK(elsewhere.requests() == 0);
  CHECK(kiosk.pending() == 1);
}

TEST_CASE("a receipt that got lost on the way leads to the same records again, taken once") {
  SmallCollector collector;
  Kiosk kiosk;
  kiosk.answer(5);
  collector.alter_receipts([](exchange::Receipt& receipt) { receipt.stream = exchange::random_stream_id(); });
  auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return collector.syncs().size() >= 3; }));
  REQUIRE(eventually([&] { return says(*uploader, "another stream"); }));
  CHECK(kiosk.pending() == 5);
  collector.alter_receipts({});
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  check_exactly_once(collector, 5);
}

TEST_CASE("a collector that takes nothing is no success") {
  SmallCollector collector;
  Kiosk kiosk;
  kiosk.answer(2);
  collector.alter_receipts([](exchange::Receipt& receipt) { receipt.head = exchange::genesis(receipt.stream); });
  const auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return says(*uploader, "took none"); }));
  CHECK(kiosk.pending() == 2);
}

TEST_CASE("a collector restored from a backup gets again what it lost and all that comes after, in a new stream") {
  SmallCollector collector;
  Kiosk kiosk;
  kiosk.answer(3);
  REQUIRE(kiosk.outbox->count(store::Step::shown, "2026-11-22", FormId{"f"}, "1", "").has_value());
  REQUIRE(kiosk.outbox->count(store::Step::shown, "2026-11-23", FormId{"f"}, "1", "").has_value());
  auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return kiosk.pending() == 0 && kiosk.outbox->funnel().value().size() == 1; }));
  uploader.reset();
  const auto former = kiosk.outbox->status().value().stream;
  SUBCASE("it knows the beginning") { collector.rewind(1); }
  SUBCASE("it does not know the stream") { collector.rewind(0); }
  kiosk.answer(2, 4);
  uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  CHECK(kiosk.outbox->status().value().stream != former);
  check_exactly_once(collector, 5);
  const std::vector<std::string> alarms{"collector-behind"};
  REQUIRE(eventually([&] { return collector.syncs().back().health.alarms == alarms; }));
  const auto syncs = collector.syncs();
  const auto fresh = std::find_if(syncs.begin(), syncs.end(), [&](const auto& sync) { return sync.stream != former; });
  REQUIRE(fresh != syncs.end());
  CHECK(fresh->after == exchange::genesis(fresh->stream));
  CHECK(fresh->funnel.size() == 2);             // what the backup did not hold
  CHECK(syncs.back().stream == fresh->stream);  // and once is enough
  CHECK(uploader->status().waiting_for.empty());
}

TEST_CASE("a disk restored from an old copy: the collector knows later records, and all goes on in a new stream") {
  SmallCollector collector;
  Kiosk kiosk;
  kiosk.answer(3);
  auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  const auto former = kiosk.outbox->status().value().stream;
  std::atomic<int> ahead{1};
  collector.alter_receipts([&](exchange::Receipt& receipt) {
    if (ahead-- > 0) receipt.head = exchange::extend(receipt.head, sealed(99).bytes);
  });
  REQUIRE(eventually([&] { return kiosk.outbox->status().value().stream != former; }));
  kiosk.answer(2, 4);
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  check_exactly_once(collector, 5);
  REQUIRE(eventually([&] { return collector.syncs().back().health.alarms == std::vector<std::string>{"fork"}; }));
}

TEST_CASE("a collector that knows another history of every stream is waited for, and keeps nobody from answering") {
  SmallCollector collector;
  Kiosk kiosk;
  kiosk.answer(3);
  collector.alter_receipts([](exchange::Receipt& receipt) { receipt.head.hash[0] ^= 1; });
  const auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return says(*uploader, "every new stream a fork"); }));
  kiosk.answer(1, 4);
  CHECK(kiosk.pending() == 4);
}

TEST_CASE("after a fork what was not acknowledged arrives in a new stream, once") {
  SmallCollector collector;
  Kiosk kiosk;
  kiosk.answer(3);
  std::atomic<int> forks{1};
  collector.alter_receipts([&](exchange::Receipt& receipt) {
    if (forks-- <= 0) return;
    receipt.fork = true;
    receipt.head = exchange::extend(exchange::genesis(receipt.stream), sealed(99).bytes);
  });
  const auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  const auto syncs = collector.syncs();
  CHECK(syncs.front().stream != syncs.back().stream);
  REQUIRE(eventually([&] { return collector.syncs().back().health.alarms == std::vector<std::string>{"fork"}; }));
  CHECK(collector.syncs().back().stream == kiosk.outbox->status().value().stream);
}

TEST_CASE("the funnel is sent until a receipt covers it, and the past not again") {
  SmallCollector collector;
  Kiosk kiosk;
  const FormId form{"f"};
  REQUIRE(kiosk.outbox->count(store::Step::shown, "2026-11-22", form, "1", "").has_value());
  REQUIRE(kiosk.outbox->count(store::Step::shown, "2026-11-23", form, "1", "").has_value());
  collector.answer_instead([](const auto&, auto& response) { response.status = 503; });
  const auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return collector.requests() >= 2; }));
  CHECK(kiosk.outbox->funnel().value().size() == 2);
  collector.answer_instead({});
  REQUIRE(eventually([&] { return kiosk.outbox->funnel().value().size() == 1; }));
  CHECK(collector.syncs().at(0).funnel.size() == 2);
}

TEST_CASE("a collector that is not there is waited for, and found when it comes back") {
  Kiosk kiosk;
  kiosk.answer(4);
  std::shared_ptr<const Identity> nowhere;
  {
    const SmallCollector gone;
    nowhere = gone.identity();
  }
  std::vector<std::string> lines;
  std::mutex mutex;
  UploadHooks hooks;
  hooks.log = [&](const std::string& line) {
    const std::lock_guard lock(mutex);
    lines.push_back(line);
  };
  const auto uploader = start_uploader(kiosk.outbox, nowhere, quick(), hooks, kiosk.clock);
  REQUIRE(eventually([&] { return says(*uploader, "cannot be reached"); }));
  REQUIRE(eventually([&] {
    const std::lock_guard lock(mutex);
    return lines.size() >= 3;
  }));
  const std::lock_guard lock(mutex);
  CHECK(lines[1].find("attempt 2") != std::string::npos);
  CHECK(lines[1].find("network.failed") != std::string::npos);
}

TEST_CASE("a run that does not get through is tried shorter, until it does") {
  SmallCollector collector;
  Kiosk kiosk;
  kiosk.answer(64);
  std::vector<std::size_t> sizes;
  collector.answer_instead([&](const httplib::Request& request, httplib::Response& response) {
    sizes.push_back(exchange::decode_sync(as_bytes(request.body)).value().records.size());
    if (sizes.back() <= 8) collector.answer_instead({});
    response.status = 413;
  });
  auto options = quick();
  options.max_records = 64;
  const auto uploader = kiosk.start(collector, options);
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  CHECK(sizes == std::vector<std::size_t>{64, 32, 16, 8});
  check_exactly_once(collector, 64);
}

TEST_CASE("after a start the first sync waits for its turn, says so, and an answer does not wait") {
  SmallCollector collector;
  Kiosk kiosk;
  auto options = quick();
  options.start_spread = 10min;
  const auto uploader = kiosk.start(collector, options);
  REQUIRE(eventually([&] { return says(*uploader, "just started"); }));
  CHECK(collector.requests() == 0);
  kiosk.answer(1);
  uploader->nudge();
  REQUIRE(eventually([&] { return kiosk.pending() == 0; }));
  CHECK(eventually([&] { return uploader->status().waiting_for.empty(); }));
}

TEST_CASE("a proxy of the environment is used, but not on the way to this machine itself") {
  SmallCollector collector;
  testing::FaultProxy proxy(collector.url());
  proxy.always(testing::captive_portal());
  ::setenv("http_proxy", proxy.url().c_str(), 1);
  auto identity = *collector.identity();
  identity.collector_url = "http://collector.invalid:8080";
  Kiosk far, near;
  far.answer(1);
  near.answer(1);
  {
    const auto uploader =
        start_uploader(far.outbox, std::make_shared<const Identity>(std::move(identity)), quick(), {}, far.clock);
    CHECK(eventually([&] { return says(*uploader, "a web page answered"); }));
  }
  CHECK(proxy.overheard().starts_with("POST http://collector.invalid:8080/v1/sync HTTP/1.1"));
  const auto before = proxy.requests();
  const auto uploader = near.start(collector);
  CHECK(eventually([&] { return near.pending() == 0; }));
  CHECK(proxy.requests() == before);
  ::unsetenv("http_proxy");
}

TEST_CASE("Retry-After is honoured, within its cap") {
  SmallCollector collector;
  Kiosk kiosk;
  collector.answer_instead([](const auto&, auto& response) {
    response.set_header("Retry-After", "3600");
    SmallCollector::refuse(response, {ErrorCode::request_limit, "too many"});
  });
  auto options = quick();
  options.retry_after_cap = 150ms;
  const auto start = std::chrono::steady_clock::now();
  const auto uploader = kiosk.start(collector, options);
  REQUIRE(eventually([&] { return collector.requests() >= 3; }));
  CHECK(std::chrono::steady_clock::now() - start >= 300ms);
}

TEST_CASE("the uploader lets go of a request at once when it is stopped") {
  SmallCollector collector;
  Kiosk kiosk;
  collector.answer_instead([&](const auto&, auto&) { collector.hold(); });
  auto uploader = kiosk.start(collector);
  REQUIRE(eventually([&] { return collector.held() == 1; }));
  const auto start = std::chrono::steady_clock::now();
  uploader.reset();
  CHECK(std::chrono::steady_clock::now() - start < 900ms);
}

TEST_CASE("an answer that drips is given up after the time for a request") {
  SmallCollector collector;
  Kiosk kiosk;
  collector.answer_instead([&](const auto&, auto& response) {
    response.set_content_provider(1000, "application/octet-stream",
                                  [&](std::size_t, std::size_t, httplib::DataSink& sink) {
                                    sink.write("x", 1);
                                    std::this_thread::sleep_for(20ms);
                                    return true;
                                  });
  });
  auto options = quick();
  options.request_timeout = 200ms;
  const auto uploader = kiosk.start(collector, options);
  REQUIRE(eventually([&] { return says(*uploader, "takes too long"); }));
}

TEST_CASE("what others than the store raise an alarm about is told with the kiosk's health") {
  SmallCollector collector;
  Kiosk kiosk;
  UploadHooks hooks;
  hooks.alarms = [] { return std::vector<std::string>{"rollout-stale"}; };
  const auto uploader = kiosk.start(collector, quick(), hooks);
  REQUIRE(eventually([&] { return !collector.syncs().empty(); }));
  CHECK(collector.syncs().front().health.alarms == std::vector<std::string>{"rollout-stale"});
}

}  // namespace minyi::kiosk::upload::test
