// The collector and the publisher change their keys while kiosks are out: they follow by the former ones' word, and by
// nobody else's.
#include "minyi/exchange/chain.hpp"
#include "minyi/exchange/seal.hpp"

#include "kiosk/upload/small_collector.hpp"

namespace minyi::kiosk::upload::test {
namespace {

exchange::Record some_record() {
  exchange::Record record;
  record.id = RecordId{{1}};
  record.form = FormId{"civic-city"};
  return record;
}

struct Kiosk {
  SmallCollector& collector;
  std::shared_ptr<store::Outbox> outbox = store::make_memory_outbox();
  std::vector<std::string> log{};
  std::mutex mutex{};

  explicit Kiosk(SmallCollector& at) : collector(at) {
    REQUIRE(enrol(collector.url(), collector.code, *outbox, SystemClock{}).has_value());
  }
  [[nodiscard]] Identity identity() const { return load_identity(*outbox).value().value(); }
  std::unique_ptr<Uploader> start(UploadHooks hooks = {}, std::chrono::milliseconds key_check = 1h) {
    UploadOptions options;
    options.heartbeat = 20ms;
    options.backoff_base = 1ms;
    options.backoff_cap = 10ms;
    options.key_check = key_check;
    hooks.log = [this](const std::string& line) {
      const std::lock_guard lock(mutex);
      log.push_back(line);
    };
    return start_uploader(outbox, std::make_shared<const Identity>(identity()), options, std::move(hooks),
                          std::make_shared<SystemClock>());
  }
  void answer() {
    const auto sealed = exchange::seal(some_record(), identity().collector_seal);
    REQUIRE(outbox->append(sealed, exchange::Outcome::complete).has_value());
  }
  [[nodiscard]] bool delivered() const { return outbox->status().value().pending == 0; }
};

}  // namespace

TEST_CASE("a collector with new keys is believed by the former ones' word, at once and after the next start") {
  SmallCollector collector;
  Kiosk kiosk(collector);
  const auto former = kiosk.identity();
  auto uploader = kiosk.start();
  kiosk.answer();
  REQUIRE(eventually([&] { return kiosk.delivered(); }));
  collector.rotate_keys();
  collector.rotate_keys();  // it was out for the first one
  kiosk.answer();
  uploader->nudge();
  REQUIRE(eventually([&] { return kiosk.delivered(); }));
  CHECK(uploader->identity()->collector_seal == collector.seal.public_key);
  CHECK(uploader->identity()->collector_sign == collector.sign.public_key);
  uploader.reset();

  const auto kept = kiosk.identity();
  CHECK(kept.collector_seal == collector.seal.public_key);
  CHECK(kept.collector_sign == collector.sign.public_key);
  CHECK(kept.kiosk == former.kiosk);
  CHECK(kept.keys.secret_key.bytes == former.keys.secret_key.bytes);
  CHECK(kept.former_publishers.empty());
  kiosk.answer();
  uploader = kiosk.start();
  CHECK(eventually([&] { return kiosk.delivered(); }));
  CHECK(collector.records().size() == 3);
}

TEST_CASE("a kiosk learns of new keys within a day, though nothing asks for one") {
  SmallCollector collector;
  Kiosk kiosk(collector);
  std::atomic<int> told = 0;
  UploadHooks hooks;
  hooks.on_publisher = [&](const std::string&) { ++told; };
  const auto uploader = kiosk.start(hooks, 1ms);
  REQUIRE(eventually([&] { return uploader->status().online; }));
  collector.rotate_publisher();
  REQUIRE(eventually([&] { return told == 1; }));
  CHECK(uploader->identity()->publisher_key == exchange::publisher_public_line(collector.publisher));
}

TEST_CASE("who stands in the collector's place with keys of his own is not believed, whatever he says of them") {
  SmallCollector collector, stranger;
  Kiosk kiosk(collector);
  kiosk.answer();
  SUBCASE("keys that nobody signed") {}
  SUBCASE("a way that begins at his own") { stranger.rotate_keys(); }
  SUBCASE("no way but noise") {
    stranger.answer_instead([&](const httplib::Request& request, httplib::Response& response) {
      const bool keys = request.path == exchange::rotations_path;
      response.set_content(keys ? std::string(200u << 10, 'x') : "nothing", "application/cbor");
    });
  }
  REQUIRE(move_collector(*kiosk.outbox, stranger.url()));
  const auto before = kiosk.identity();
  auto uploader = kiosk.start();
  REQUIRE(eventually([&] { return !uploader->status().waiting_for.empty() && stranger.requests() > 3; }));
  CHECK_FALSE(kiosk.delivered());
  CHECK(kiosk.identity().collector_seal == before.collector_seal);
  CHECK(kiosk.identity().collector_sign == before.collector_sign);
  CHECK(uploader->identity()->collector_seal == before.collector_seal);
}

TEST_CASE("a survey that the publisher's new key signed is taken once the former one has named it") {
  SmallCollector collector;
  Kiosk kiosk(collector);
  const std::string first = exchange::publisher_public_line(collector.publisher);
  std::mutex mutex;
  std::string publisher = first;
  std::atomic<std::uint64_t> current = 0;
  const UploadHooks hooks{
      .current_rollout = [&] { return current.load(); },
      .on_rollout = [&](const std::string& json, const std::string& signature, exchange::RolloutSource&) -> Result<> {
        const std::lock_guard lock(mutex);
        MINYI_CHECK(exchange::minisign_verify(json, signature, publisher));
        MINYI_TRY(const auto rollout, exchange::decode_rollout(json));
        current = rollout.version;
        return {};
      },
      .on_publisher =
          [&](const std::string& line) {
            const std::lock_guard lock(mutex);
            publisher = line;
          }};
  const auto publish = [&](std::uint64_t version, const exchange::PublisherKey& by) {
    exchange::Rollout rollout;
    rollout.version = version;
    rollout.forms = {{FormId{"civic-city"}, "1", exchange::blake2b({}), 0, {}}};
    collector.publish(rollout, {}, by);
  };
  const auto uploader = kiosk.start(hooks);
  publish(1, collector.publisher);
  REQUIRE(eventually([&] { return current == 1; }));
  const auto former = collector.publisher;
  collector.rotate_publisher();
  publish(2, collector.publisher);
  REQUIRE(eventually([&] { return current == 2; }));
  publish(3, former);
  REQUIRE(eventually([&] { return uploader->status().waiting_for.find("new forms") != std::string::npos; }));
  CHECK(current == 2);
  CHECK(kiosk.identity().former_publishers == std::vector{first});
  CHECK(publishers_of(kiosk.identity()).back() == exchange::publisher_public_line(collector.publisher));
}

TEST_CASE("a kiosk that is enrolled anew at its collector with new keys takes along what waits") {
  SmallCollector collector;
  Kiosk kiosk(collector);
  kiosk.answer();
  collector.rotate_keys();
  collector.code = exchange::make_enrolment_code();
  collector.kiosk_id = "k-8";
  const auto again = enrol(collector.url(), collector.code, *kiosk.outbox, SystemClock{});
  REQUIRE_MESSAGE(again.has_value(), to_string(again.error()));
  CHECK(again->collector_seal == collector.seal.public_key);
  CHECK(kiosk.outbox->status().value().pending == 1);

  // Another collector, which has only its own way to show.
  SmallCollector other;
  other.rotate_keys();
  const auto refused = enrol(other.url(), other.code, *kiosk.outbox, SystemClock{});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::collector_wrong);
  CHECK(kiosk.identity().kiosk == KioskId{"k-8"});
}

}  // namespace minyi::kiosk::upload::test
