#include "admin/collector/office.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;

namespace {

exchange::EnrolmentReply reply_of(const HttpAnswer& answer, const exchange::EnrolmentCode& code, const Kiosk& kiosk) {
  REQUIRE(answer.status == 200);
  return must(
      exchange::decode_enrolment_reply(as_bytes(answer.body), exchange::derive_enrolment_key(code), kiosk.nonce));
}

}  // namespace

TEST_CASE("a code gives a kiosk its place and the keys to trust") {
  Office office;
  Kiosk kiosk(office);
  kiosk.keys = exchange::make_sign_keys();
  const auto code = office.invite("1-1-2");
  const auto reply = reply_of(kiosk.enrol(code), code, kiosk);
  CHECK(reply.site == SiteId{"1-1-2"});
  CHECK(reply.site_name == "网格二");
  CHECK(reply.publisher_key == "RWQpublisher");
  CHECK(reply.collector_seal == office.keys().seal.public_key);
  CHECK(reply.collector_sign == office.keys().sign.public_key);
  const auto enrolled = must(office.warehouse().kiosk(reply.kiosk));
  REQUIRE(enrolled);
  CHECK(enrolled->key == kiosk.keys.public_key);
}

TEST_CASE("a kiosk whose reply was lost is answered again, another is not") {
  Office office;
  Kiosk kiosk(office);
  const auto code = office.invite();
  const auto first = reply_of(kiosk.enrol(code), code, kiosk);
  CHECK(reply_of(kiosk.enrol(code), code, kiosk).kiosk == first.kiosk);
  office.clock().advance(std::chrono::hours{48});  // the code's time is over; the lost reply is still owed
  CHECK(reply_of(kiosk.enrol(code), code, kiosk).kiosk == first.kiosk);
  kiosk.keys = exchange::make_sign_keys();
  CHECK(kiosk.enrol(code).code() == "code.used");
  CHECK(must(office.warehouse().kiosks()).size() == 2);
}

TEST_CASE("unknown, expired and mistyped codes each say so") {
  Office office;
  Kiosk kiosk(office);
  CHECK(kiosk.enrol(exchange::make_enrolment_code()).code() == "code.unknown");
  auto mistyped = office.invite();
  const std::string secret = mistyped.secret;
  mistyped.secret[0] = secret[0] == '0' ? '1' : '0';
  CHECK(kiosk.enrol(mistyped).code() == "code.unknown");
  mistyped.secret = secret;
  office.clock().advance(std::chrono::hours{24});
  CHECK(kiosk.enrol(mistyped).code() == "code.expired");
  CHECK(must(office.warehouse().kiosks()).size() == 1);
}

TEST_CASE("a code is closed after ten wrong tries, even to who knows it") {
  Office office;
  Kiosk kiosk(office);
  const auto code = office.invite();
  auto guess = code;
  for (unsigned i = 0; i < max_code_failures; ++i) {
    guess.secret = exchange::make_enrolment_code().secret;
    CHECK(kiosk.enrol(guess).code() == "code.unknown");
    office.clock().advance(std::chrono::minutes{5});  // patient enough not to be locked out himself
  }
  const auto refused = kiosk.enrol(code);
  CHECK(refused.code() == "request.limit");
  CHECK(refused.status == 429);
}

TEST_CASE("who guesses codes learns nothing from an answer, and waits longer after each") {
  Office office;
  Kiosk kiosk(office);
  auto guess = office.invite();
  guess.secret = exchange::make_enrolment_code().secret;
  const auto right_place = kiosk.enrol(guess), nowhere = kiosk.enrol(exchange::make_enrolment_code());
  CHECK(right_place.status == nowhere.status);
  CHECK(right_place.body == nowhere.body);

  const auto try_one = [&] { return kiosk.enrol(exchange::make_enrolment_code()); };
  for (int i = 0; i < 3; ++i) CHECK(try_one().code() == "code.unknown");
  const auto good = office.invite();
  for (const int wait : {1, 2, 4, 8}) {
    const auto refused = kiosk.enrol(good);
    CHECK(refused.code() == "request.limit");
    CHECK(refused.status == 429);
    CHECK(refused.retry_after == std::to_string(wait));
    office.clock().advance(std::chrono::seconds{wait});
    CHECK(try_one().code() == "code.unknown");
  }
  office.clock().advance(std::chrono::seconds{16});
  CHECK(kiosk.enrol(good).status == 200);
}

TEST_CASE("without a publisher's key nobody is enrolled and the code stays good") {
  Office office;
  Kiosk kiosk(office);
  kiosk.keys = exchange::make_sign_keys();
  must(office.warehouse().set_setting(std::string(warehouse::publisher_key_setting), {}));
  const auto code = office.invite();
  const auto refused = kiosk.enrol(code);
  CHECK(refused.code() == "not_found");
  CHECK(refused.body.find("minyi publish") != std::string::npos);
  must(office.warehouse().set_setting(std::string(warehouse::publisher_key_setting), as_bytes("RWQ")));
  CHECK(kiosk.enrol(code).status == 200);
}

TEST_CASE("noise in place of an enrolment is refused") {
  Office office;
  CHECK(exchange_http(office.url() + "/v1/enrol", "POST", "hello", {}).code() == "wire.malformed");
  CHECK(exchange_http(office.url() + "/v1/enrol", "POST", "", {}).code() == "wire.malformed");
}

TEST_CASE("a kiosk fetches its rollout and its forms, and nobody else does") {
  Office office;
  Kiosk kiosk(office, "1-1");
  const auto answer = kiosk.send("GET", "/v1/rollout", "");
  CHECK(answer.status == 200);
  CHECK(must(exchange::decode_signed_rollout(answer.body)).signature == "signature of 3");
  CHECK(exchange_http(office.url() + "/v1/rollout", "GET", "", {}).code() == "signature.invalid");

  const auto form = kiosk.send("GET", "/v1/forms/" + to_hex(survey_digest()), "");
  CHECK(form.status == 200);
  CHECK(form.body == survey);
  CHECK(kiosk.send("GET", "/v1/forms/" + to_hex(Digest{}), "").code() == "form.unknown");
  CHECK(exchange_http(office.url() + "/v1/forms/" + to_hex(survey_digest()), "GET", "", {}).code() ==
        "signature.invalid");
}

TEST_CASE("a rollout for other sites is not this kiosk's") {
  Office office;
  Kiosk here(office, "1-1-1"), there(office, "1-2"), beside(office, "1-1-2");
  office.publish(4, {SiteId{"1-1"}, SiteId{"1-1-1"}});
  CHECK(here.sync_all().rollout_version == 4);
  CHECK(there.sync_all().rollout_version == 3);
  // Below a place that is listed, and not listed: its kiosk would refuse it, so it is not offered.
  CHECK(beside.sync_all().rollout_version == 3);
  CHECK(must(exchange::decode_signed_rollout(here.send("GET", "/v1/rollout", "").body)).signature == "signature of 4");
  CHECK(must(exchange::decode_signed_rollout(there.send("GET", "/v1/rollout", "").body)).signature == "signature of 3");
}

TEST_CASE("health says whether the database is reached") {
  Office office;
  const auto answer = exchange_http(office.url() + "/healthz", "GET", "", {});
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "application/json");
  CHECK(answer.body.find("\"database\":\"ok\"") != std::string::npos);
  CHECK(answer.body.find("\"rollout\":3") != std::string::npos);
}
