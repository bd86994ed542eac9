#include "kiosk/upload/small_collector.hpp"

namespace minyi::kiosk::upload::test {
namespace {

std::string refusal(const Result<Identity>& result) {
  return result ? "enrolled" : std::string(code_name(result.error().code));
}

}  // namespace

TEST_CASE("enrolment leaves an identity that a restart finds again") {
  SmallCollector collector;
  const auto outbox = store::make_memory_outbox();
  CHECK_FALSE(load_identity(*outbox).value().has_value());
  const auto enrolled = enrol(collector.url() + "/", collector.code, *outbox, SystemClock{});
  REQUIRE_MESSAGE(enrolled.has_value(), to_string(enrolled.error()));
  const auto loaded = load_identity(*outbox).value();
  REQUIRE(loaded.has_value());
  for (const Identity* identity : {&*enrolled, &*loaded}) {
    CHECK(identity->kiosk == KioskId{"k-7"});
    CHECK(identity->site == SiteId{"150921-01"});
    CHECK(identity->site_name == "东街");
    CHECK(identity->collector_url == collector.url());
    CHECK(identity->collector_seal == collector.seal.public_key);
    CHECK(identity->collector_sign == collector.sign.public_key);
    CHECK(identity->publisher_key == exchange::publisher_public_line(collector.publisher));
    CHECK(identity->keys.public_key == collector.kiosk.public_key);
    CHECK(identity->keys.secret_key.bytes == enrolled->keys.secret_key.bytes);
  }
}

TEST_CASE("a code that the collector refuses is named as such, with a hint, and nothing is kept") {
  for (const auto code : {ErrorCode::code_unknown, ErrorCode::code_used, ErrorCode::code_expired}) {
    SmallCollector collector;
    collector.answer_instead([&](const auto&, auto& response) { SmallCollector::refuse(response, {code, "no"}); });
    const auto outbox = store::make_memory_outbox();
    const auto refused = enrol(collector.url(), collector.code, *outbox, SystemClock{});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == code);
    CHECK_FALSE(refused.error().hint.empty());
    CHECK_FALSE(load_identity(*outbox).value().has_value());
  }
}

TEST_CASE("a code with a wrong second part is an unknown code") {
  SmallCollector collector;
  const auto outbox = store::make_memory_outbox();
  auto code = collector.code;
  code.secret[0] = code.secret[0] == 'A' ? 'B' : 'A';
  CHECK(refusal(enrol(collector.url(), code, *outbox, SystemClock{})) == "code.unknown");
}

TEST_CASE("who answers without knowing the code is not the collector") {
  SmallCollector collector;
  SmallCollector impostor;
  impostor.code.lookup = collector.code.lookup;
  const auto outbox = store::make_memory_outbox();
  const std::vector<SmallCollector::Answer> answers = {
      [](const auto&, auto& response) { response.set_content("<html>", "text/html"); },
      [](const auto&, auto& response) { response.set_redirect("http://127.0.0.1:1/"); },
      [](const auto&, auto& response) { response.status = 500; },
      [](const auto&, auto& response) { response.set_content(std::string(1u << 10, 'x'), "application/cbor"); },
      [&](const auto& request, auto& response) {
        const auto received = exchange::decode_enrolment(as_bytes(request.body)).value();
        const auto body =
            exchange::encode(exchange::EnrolmentReply{KioskId{"k"}, SiteId{"s"}, "", impostor.seal.public_key,
                                                      impostor.sign.public_key, "", received.request.nonce},
                             exchange::derive_enrolment_key(impostor.code));
        response.set_content(std::string(as_text(body)), "application/cbor");
      }};
  for (const auto& answer : answers) {
    collector.answer_instead(answer);
    CHECK(refusal(enrol(collector.url(), collector.code, *outbox, SystemClock{})) == "collector.wrong");
  }
  CHECK_FALSE(load_identity(*outbox).value().has_value());
}

TEST_CASE("a lost answer does not burn the code: the same key asks again") {
  SmallCollector collector;
  const auto outbox = store::make_memory_outbox();
  std::vector<exchange::SignPublicKey> keys;
  collector.answer_instead([&](const auto& request, auto& response) {
    keys.push_back(exchange::decode_enrolment(as_bytes(request.body)).value().request.kiosk);
    response.status = 502;
  });
  CHECK(refusal(enrol(collector.url(), collector.code, *outbox, SystemClock{})) == "collector.wrong");
  collector.answer_instead({});
  const auto enrolled = enrol(collector.url(), collector.code, *outbox, SystemClock{});
  REQUIRE(enrolled.has_value());
  CHECK(enrolled->keys.public_key == keys.at(0));
}

TEST_CASE("a collector that is not there and an address that is none are told apart") {
  std::string nowhere;
  {
    const SmallCollector gone;
    nowhere = gone.url();
  }
  const auto outbox = store::make_memory_outbox();
  const auto code = exchange::make_enrolment_code();
  CHECK(refusal(enrol(nowhere, code, *outbox, SystemClock{})) == "network.failed");
  CHECK(refusal(enrol("file:///etc/passwd", code, *outbox, SystemClock{})) == "argument.invalid");
}

TEST_CASE("enrolling is given up at once when the kiosk is stopped, and nothing is kept") {
  SmallCollector collector;
  collector.answer_instead([&](const auto&, auto&) { collector.hold(); });
  const auto outbox = store::make_memory_outbox();
  std::stop_source stop;
  std::atomic<std::chrono::steady_clock::time_point> asked{};
  std::thread stopper([&] {
    eventually([&] { return collector.held() == 1; });
    asked = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  const auto refused = refusal(enrol(collector.url(), collector.code, *outbox, SystemClock{}, stop.get_token()));
  const auto end = std::chrono::steady_clock::now();
  stopper.join();
  CHECK(refused == "network.failed");
  CHECK(collector.held() == 1);
  CHECK(end - asked.load() < 5s);  // the collector would have held on for 20
  CHECK_FALSE(load_identity(*outbox).value().has_value());
}

TEST_CASE("who may vouch for the collector is remembered, and changed without the address") {
  SmallCollector collector;
  const auto outbox = store::make_memory_outbox();
  REQUIRE(enrol(collector.url(), collector.code, *outbox, SystemClock{}, {}, "PEM one"));
  CHECK(load_identity(*outbox).value()->collector_ca == "PEM one");
  REQUIRE(move_collector(*outbox, collector.url(), "PEM two"));
  CHECK(load_identity(*outbox).value()->collector_ca == "PEM two");
  REQUIRE(move_collector(*outbox, collector.url()));
  CHECK(load_identity(*outbox).value()->collector_ca.empty());
}

TEST_CASE("a kiosk follows a collector that moved, with the keys it has") {
  SmallCollector collector;
  const auto outbox = store::make_memory_outbox();
  const auto enrolled = enrol(collector.url(), collector.code, *outbox, SystemClock{});
  REQUIRE(enrolled.has_value());
  const auto moved = move_collector(*outbox, "HTTPS://minyi.example:8443/");
  REQUIRE_MESSAGE(moved.has_value(), to_string(moved.error()));
  const auto loaded = load_identity(*outbox).value();
  REQUIRE(loaded.has_value());
  for (const Identity* identity : {&*moved, &*loaded}) {
    CHECK(identity->collector_url == "https://minyi.example:8443");
    CHECK(identity->kiosk == enrolled->kiosk);
    CHECK(identity->site == enrolled->site);
    CHECK(identity->site_name == enrolled->site_name);
    CHECK(identity->keys.public_key == enrolled->keys.public_key);
    CHECK(identity->keys.secret_key.bytes == enrolled->keys.secret_key.bytes);
    CHECK(identity->collector_seal == enrolled->collector_seal);
    CHECK(identity->collector_sign == enrolled->collector_sign);
    CHECK(identity->publisher_key == enrolled->publisher_key);
  }
  CHECK(refusal(move_collector(*outbox, "https://minyi.example/there")) == "argument.invalid");
  CHECK(load_identity(*outbox).value()->collector_url == "https://minyi.example:8443");
}

TEST_CASE("a kiosk that was never enrolled has no collector to follow") {
  const auto outbox = store::make_memory_outbox();
  CHECK(refusal(move_collector(*outbox, "https://minyi.example")) == "kiosk.unknown");
  CHECK_FALSE(load_identity(*outbox).value().has_value());
}

TEST_CASE(
    "a kiosk that is enrolled anew has fresh keys, and takes what was not acknowledged into a stream of its own") {
  SmallCollector collector;
  const auto outbox = store::make_memory_outbox();
  const auto first_code = collector.code;
  const auto first = enrol(collector.url(), first_code, *outbox, SystemClock{});
  REQUIRE(first.has_value());
  const exchange::SealedRecord waiting{Bytes(100, 7)};
  REQUIRE(outbox->append(waiting, exchange::Outcome::complete).has_value());
  const auto stream = outbox->status().value().stream;

  collector.code = exchange::make_enrolment_code();
  collector.kiosk_id = "k-8";
  const auto second = enrol(collector.url(), collector.code, *outbox, SystemClock{});
  REQUIRE_MESSAGE(second.has_value(), to_string(second.error()));
  CHECK(second->kiosk == KioskId{"k-8"});
  CHECK(second->keys.public_key != first->keys.public_key);
  CHECK(load_identity(*outbox).value()->kiosk == KioskId{"k-8"});
  const auto run = outbox->pending(10, 1000).value();
  CHECK(run.stream != stream);
  REQUIRE(run.records.size() == 1);
  CHECK(run.records[0].bytes == waiting.bytes);
  CHECK(enrolled_by(collector.code, *outbox).value());
  CHECK_FALSE(enrolled_by(first_code, *outbox).value());
}

TEST_CASE("a refused code leaves the identity that a kiosk has, and its stream") {
  SmallCollector collector;
  const auto outbox = store::make_memory_outbox();
  REQUIRE(enrol(collector.url(), collector.code, *outbox, SystemClock{}).has_value());
  const auto stream = outbox->status().value().stream;
  CHECK(refusal(enrol(collector.url(), exchange::make_enrolment_code(), *outbox, SystemClock{})) == "code.unknown");
  CHECK(load_identity(*outbox).value()->kiosk == KioskId{"k-7"});
  CHECK(outbox->status().value().stream == stream);
  CHECK(enrolled_by(collector.code, *outbox).value());
}

TEST_CASE("answers that wait for one collector keep the kiosk from going to another, until they are delivered") {
  SmallCollector collector;
  SmallCollector elsewhere;
  const auto outbox = store::make_memory_outbox();
  REQUIRE(enrol(collector.url(), collector.code, *outbox, SystemClock{}).has_value());
  REQUIRE(outbox->append({Bytes(100, 7)}, exchange::Outcome::complete).has_value());
  const auto refused = enrol(elsewhere.url(), elsewhere.code, *outbox, SystemClock{});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::collector_wrong);
  CHECK(refused.error().message.find("1 answers wait") != std::string::npos);
  CHECK(load_identity(*outbox).value()->collector_url == collector.url());

  const auto run = outbox->pending(10, 1000).value();
  exchange::Receipt receipt;
  receipt.stream = run.stream;
  receipt.head = exchange::extend(run.after, run.records.at(0).bytes);
  REQUIRE(outbox->acknowledge(receipt).has_value());
  REQUIRE(enrol(elsewhere.url(), elsewhere.code, *outbox, SystemClock{}).has_value());  // the code is still good
  CHECK(load_identity(*outbox).value()->collector_url == elsewhere.url());
}

TEST_CASE("an identity that was altered is reported, not half used") {
  const auto outbox = store::make_memory_outbox();
  for (const auto* text : {"{", "[]", "{\"v\":1}", "{\"v\":1,\"kiosk\":5}"}) {
    REQUIRE(outbox->set_setting("identity", as_bytes(text)).has_value());
    const auto loaded = load_identity(*outbox);
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().code == ErrorCode::store_damaged);
  }
}

}  // namespace minyi::kiosk::upload::test
