// What the collector serves besides receipts: rollouts and what they name.
#include "kiosk/upload/kiosk.hpp"

namespace minyi::kiosk::upload::test {

TEST_CASE("a newer rollout is fetched, verified and handed over with its forms") {
  SmallCollector collector;
  Kiosk kiosk;
  const std::string xml = "<h:html>a form</h:html>";
  exchange::Rollout rollout;
  rollout.version = 4;
  rollout.forms = {{FormId{"civic-city"}, "1", exchange::blake2b(as_bytes(xml)), xml.size(), {}}};
  std::atomic<std::uint64_t> current{0};
  std::atomic<int> calls{0};
  std::string got;
  UploadHooks hooks;
  hooks.current_rollout = [&] { return current.load(); };
  hooks.on_rollout = [&](const std::string& json, const std::string& signature,
                         exchange::RolloutSource& source) -> Result<> {
    ++calls;
    const auto line = exchange::publisher_public_line(collector.publisher);
    MINYI_CHECK(exchange::minisign_verify(json, signature, line));
    MINYI_TRY(const auto decoded, exchange::decode_rollout(json));
    MINYI_TRY(got, source.form(decoded.forms.at(0)));
    current = decoded.version;
    return {};
  };

  SUBCASE("good") {
    collector.publish(rollout, {{to_hex(rollout.forms[0].digest), xml}}, collector.publisher);
    const auto uploader = kiosk.start(collector, quick(), hooks);
    REQUIRE(eventually([&] { return current == 4; }));
    CHECK(got == xml);
    REQUIRE(eventually([&] { return collector.syncs().back().rollout_version == 4; }));
    CHECK(uploader->status().rollout_version == 4);
    CHECK(calls == 1);
    CHECK(collector.bad_signatures().empty());
  }
  SUBCASE("signed by another publisher") {
    collector.publish(rollout, {{to_hex(rollout.forms[0].digest), xml}}, exchange::make_publisher_key());
    kiosk.answer(2);
    const auto uploader = kiosk.start(collector, quick(), hooks);
    REQUIRE(eventually([&] { return says(*uploader, "new forms"); }));
    CHECK(calls == 0);
    CHECK(eventually([&] { return kiosk.pending() == 0; }));  // answers are not held back
  }
  SUBCASE("its form was altered") {
    std::string altered = xml;
    altered[3] ^= 1;
    collector.publish(rollout, {{to_hex(rollout.forms[0].digest), altered}}, collector.publisher);
    const auto uploader = kiosk.start(collector, quick(), hooks);
    REQUIRE(eventually([&] { return says(*uploader, "is not what the rollout names"); }));
    CHECK(current == 0);
    REQUIRE(eventually([&] { return calls >= 2; }));  // tried again at a later sync
    collector.publish(rollout, {{to_hex(rollout.forms[0].digest), xml}}, collector.publisher);
    CHECK(eventually([&] { return current == 4 && uploader->status().waiting_for.empty(); }));
  }
  SUBCASE("its form is larger than it says") {
    collector.publish(rollout, {{to_hex(rollout.forms[0].digest), xml + std::string(1u << 20, ' ')}},
                      collector.publisher);
    const auto uploader = kiosk.start(collector, quick(), hooks);
    REQUIRE(eventually([&] { return says(*uploader, "larger than anything"); }));
    CHECK(current == 0);
  }
}

TEST_CASE("files of a rollout are fetched by digest, and believed only when they are what it names") {
  SmallCollector collector;
  Kiosk kiosk;
  const std::string xml = "<h:html>a form</h:html>";
  const std::string picture("\x89PNG\r\n\0\xff and more", 17);
  const exchange::RolloutFile file{"旗.png", exchange::blake2b(as_bytes(picture)), picture.size()};
  exchange::Rollout rollout;
  rollout.version = 4;
  rollout.forms = {{FormId{"civic-city"}, "1", exchange::blake2b(as_bytes(xml)), xml.size(), {file}}};
  std::atomic<std::uint64_t> current{0};
  std::string got;
  UploadHooks hooks;
  hooks.current_rollout = [&] { return current.load(); };
  hooks.on_rollout = [&](const std::string& json, const std::string&, exchange::RolloutSource& source) -> Result<> {
    MINYI_TRY(const auto decoded, exchange::decode_rollout(json));
    MINYI_TRY(got, source.file(decoded.forms.at(0).files.at(0)));
    current = decoded.version;
    return {};
  };
  collector.publish(rollout, {}, collector.publisher);
  const auto serve = [&](const std::string& bytes) { collector.keep_files({{to_hex(file.digest), bytes}}); };
  std::string why;
  SUBCASE("truncated") {
    serve(picture.substr(0, 9));
    why = "is not what the rollout names";
  }
  SUBCASE("altered") {
    std::string altered = picture;
    altered[2] ^= 1;
    serve(altered);
    why = "the file 旗.png is not what the rollout names";
  }
  SUBCASE("larger than it says") {
    serve(picture + std::string(1u << 20, ' '));
    why = "larger than anything";
  }
  SUBCASE("not there") { why = "no such file"; }
  SUBCASE("cut off on the way") {
    collector.keep_files({{to_hex(file.digest), picture}}, SmallCollector::Sent::cut_off);
    why = "broke off";
  }
  const auto uploader = kiosk.start(collector, quick(), hooks);
  const bool said = eventually([&] { return says(*uploader, why); });
  REQUIRE_MESSAGE(said, why << " is not in: " << uploader->status().waiting_for);
  CHECK(current == 0);
  serve(picture);  // and the next sync gets it right
  REQUIRE(eventually([&] { return current == 4; }));
  CHECK(got == picture);
  CHECK(collector.bad_signatures().empty());
}

TEST_CASE("answers go on their way while a large rollout is being fetched") {
  SmallCollector collector;
  Kiosk kiosk;
  const std::string xml = "<h:html>a form</h:html>";
  exchange::Rollout rollout;
  rollout.version = 4;
  rollout.forms = {{FormId{"civic-city"}, "1", exchange::blake2b(as_bytes(xml)), xml.size(), {}}};
  collector.publish(rollout, {{to_hex(rollout.forms[0].digest), xml}}, collector.publisher);
  std::atomic<bool> delivered{false};
  UploadHooks hooks;
  hooks.current_rollout = [] { return 0; };
  hooks.on_rollout = [&](const std::string&, const std::string&, exchange::RolloutSource& source) -> Result<> {
    if (!delivered) kiosk.answer(1);  // while the rollout is under way
    while (!delivered) {
      MINYI_CHECK(source.form(rollout.forms[0]));
      delivered = !collector.records().empty();
    }
    return {};
  };
  const auto uploader = kiosk.start(collector, quick(), hooks);
  CHECK(eventually([&] { return delivered.load(); }));
}

}  // namespace minyi::kiosk::upload::test
