#include "minyi/exchange/enrolment.hpp"

#include <doctest/doctest.h>

#include "minyi/exchange/problem.hpp"

#include "samples.hpp"

using namespace samples;

namespace {

const EnrolmentCode code{"ABCD", "EFGHJKMNPQRSTVWX"};

EnrolmentRequest request() { return {"ABCD", sign_keys(1).public_key, counting<16>(5)}; }

EnrolmentReply reply() {
  return {KioskId("k-7f3a"), SiteId("150921-03"), "幸福社区",
          {counting<32>(3)}, {counting<32>(4)},   publisher_public_line(publisher()),
          counting<16>(5)};
}

}  // namespace

TEST_CASE("an enrolment code reads as it is written, and as people type it") {
  CHECK(to_string(code) == "ABCD-EFGH-JKMN-PQRS-TVWX");
  for (const std::string_view typed :
       {"ABCD-EFGH-JKMN-PQRS-TVWX", "abcdefghjkmnpqrstvwx", " abcd efgh jkmn pqrs tvwx\n", "A-BCDEF-GHJKMNPQRSTVWX"}) {
    const auto read = parse_enrolment_code(typed);
    REQUIRE(read);
    CHECK(read->lookup == code.lookup);
    CHECK(read->secret == code.secret);
  }
  CHECK(parse_enrolment_code("oO0i-Il1L-0000-0000-0000").value().lookup == "0001");
  CHECK(parse_enrolment_code("oO0i-Il1L-0000-0000-0000").value().secret == "1111000000000000");
}

TEST_CASE("what is not an enrolment code is refused with the reason") {
  for (const std::string_view typed : {"", "ABCD", "ABCD-EFGH-JKMN-PQRS-TVW", "ABCD-EFGH-JKMN-PQRS-TVWXY",
                                       "ABCD-EFGH-JKMN-PQRS-TUWX", "ABCD-EFGH-JKMN-PQRS-TV!X", "幸福"}) {
    const auto read = parse_enrolment_code(typed);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::argument_invalid);
    CHECK_FALSE(read.error().hint.empty());
  }
}

TEST_CASE("made codes differ and can be read back") {
  const EnrolmentCode a = make_enrolment_code();
  const EnrolmentCode b = make_enrolment_code();
  CHECK(a.secret != b.secret);
  CHECK(parse_enrolment_code(to_string(a)).value().secret == a.secret);
}

TEST_CASE("the enrolment key and both messages are pinned") {
  const EnrolmentKey key = derive_enrolment_key(code);
  CHECK(to_hex(key) == "8096ae3e8e20752d039d7ba72d5646f21ec783d1bb4b117798a51bfdd9be3e26");
  CHECK(
      to_hex(encode(request(), key)) ==
      "a464626f6479585ca5636b6579582079b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664646b696e6469656e72"
      "6f6c6d656e74666c6f6f6b75706441424344656e6f6e63655005060708090a0b0c0d0e0f1011121314617601646b696e6471656e726f6c6d"
      "656e742d72657175657374636d6163582020630fed4c80eab9c753f03085257ec2d0b5baba9468af1cb43a3bd33ca995d0617601");
  CHECK(
      to_hex(encode(reply(), key)) ==
      "a464626f647958eea9646b696e6468656e726f6c6c6564656b696f736b666b2d37663361656e6f6e63655005060708090a0b0c0d0e0f1011"
      "121314697075626c69736865727838525753676f614b6a704b576d7079564475532f78435655525232726367326e62626479544e6d576847"
      "586a646f55424f34515a7371565764647365616c5820030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021226473"
      "69676e58200405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122236473697465693135303932312d303369736974"
      "655f6e616d656ce5b9b8e7a68fe7a4bee58cba617601646b696e646f656e726f6c6d656e742d7265706c79636d61635820c8b68ad155cad6"
      "12e5f729e397531febacb0d7adcd57351d27e31d04a8fe088a617601");
}

TEST_CASE("both sides of an enrolment know each other by the code") {
  const EnrolmentKey key = derive_enrolment_key(code);
  const auto received = decode_enrolment(encode(request(), key));
  REQUIRE(received);
  CHECK(received->request.lookup == "ABCD");
  CHECK(received->request.kiosk == request().kiosk);
  CHECK(received->request.nonce == request().nonce);
  CHECK(authenticate(*received, key));
  const auto answered = decode_enrolment_reply(encode(reply(), key), key, request().nonce);
  REQUIRE(answered);
  CHECK(answered->kiosk == KioskId("k-7f3a"));
  CHECK(answered->site == SiteId("150921-03"));
  CHECK(answered->site_name == "幸福社区");
  CHECK(answered->collector_seal == reply().collector_seal);
  CHECK(answered->collector_sign == reply().collector_sign);
  CHECK(answered->publisher_key == reply().publisher_key);
}

TEST_CASE("who does not know the code is refused on either side") {
  const EnrolmentKey key = derive_enrolment_key(code);
  const EnrolmentKey wrong = derive_enrolment_key({"ABCD", "EFGHJKMNPQRSTVWY"});
  const auto received = decode_enrolment(encode(request(), wrong));
  REQUIRE(received);
  CHECK(authenticate(*received, key).error().code == ErrorCode::signature_invalid);
  CHECK(decode_enrolment_reply(encode(reply(), wrong), key, request().nonce).error().code ==
        ErrorCode::signature_invalid);
}

TEST_CASE("an answer to another enrolment is refused") {
  const EnrolmentKey key = derive_enrolment_key(code);
  CHECK(decode_enrolment_reply(encode(reply(), key), key, counting<16>(6)).error().code ==
        ErrorCode::signature_invalid);
}

TEST_CASE("a request is not taken for a reply, nor a reply for a request") {
  const EnrolmentKey key = derive_enrolment_key(code);
  CHECK_FALSE(decode_enrolment_reply(encode(request(), key), key, request().nonce));
  CHECK_FALSE(decode_enrolment(encode(reply(), key)));
}

TEST_CASE("an enrolment altered or cut off anywhere is refused") {
  const EnrolmentKey key = derive_enrolment_key(code);
  const auto refused_request = [&](ByteView bytes) {
    const auto received = decode_enrolment(bytes);
    CHECK_FALSE((received && authenticate(*received, key)));
  };
  const auto refused_reply = [&](ByteView bytes) { CHECK_FALSE(decode_enrolment_reply(bytes, key, request().nonce)); };
  samples::each_truncation(encode(request(), key), refused_request);
  samples::each_truncation(encode(reply(), key), refused_reply);
  samples::each_bit_flipped(encode(request(), key), [&](ByteView bytes, std::size_t) { refused_request(bytes); });
  samples::each_bit_flipped(encode(reply(), key), [&](ByteView bytes, std::size_t) { refused_reply(bytes); });
}

TEST_CASE("an error travels with code, message and hint, and without its place") {
  const std::string body =
      encode_problem({ErrorCode::code_used, "the code was used", "/var/lib/minyi", "ask for another"});
  CHECK(body == R"({"error":{"code":"code.used","hint":"ask for another","message":"the code was used"}})");
  const auto read = decode_problem(body);
  REQUIRE(read);
  CHECK(read->code == ErrorCode::code_used);
  CHECK(read->message == "the code was used");
  CHECK(read->hint == "ask for another");
  CHECK(read->where.empty());
}

TEST_CASE("an error of a newer collector keeps its message") {
  const auto read = decode_problem(R"({"error":{"code":"moon.full","message":"come back later"}})");
  REQUIRE(read);
  CHECK(read->code == ErrorCode::internal);
  CHECK(read->message == "come back later");
}

TEST_CASE("what is no collector's error is not taken for one") {
  for (const std::string_view body :
       {"", "<html>", "[]", "{}", R"({"error":"x"})", R"({"error":{"code":1,"message":"x"}})",
        R"({"error":{"code":"internal"}})", "{\"error\":{\"code\":\"a\",\"message\":\"\xFF\"}}"}) {
    const auto read = decode_problem(body);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::wire_malformed);
  }
  CHECK_FALSE(decode_problem(std::string(1u << 20, '[')));
  CHECK(decode_problem("{\"error\":{\"code\":\"internal\",\"message\":\"a\\nb\"}}").value().message == "a b");
}
