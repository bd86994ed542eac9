#include <doctest/doctest.h>

#include "minyi/exchange/seal.hpp"

#include "samples.hpp"

using namespace samples;

namespace {

constexpr std::string_view golden_record =
    "ac67616e737765727383826b2f646174612f6b6e6f77736379657382732f646174612f706572736f6e5b325d2f616765623432826a2f646174"
    "61"
    "2f6f70656e6ce6a5bce98193e5b9b2e58780666469676573745820808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d"
    "9e"
    "9f63656e641b000001a1ee57e69464666f726d6a63697669632d6369747962696450101112131415161718191a1b1c1d1e1f646b696e646672"
    "65"
    "636f7264686c616e6775616765627a68666f66667365741901e0676f7574636f6d6568636f6d706c6574656573746172741b000001a1ee565e"
    "00"
    "6176016776657273696f6e6a32303236313132333031";

// {"kind":"record","v":…} and more, with one thing wrong.
Bytes cbor(std::initializer_list<std::string_view> parts) {
  Bytes bytes;
  for (const auto part : parts) bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

ErrorCode code_of(const Result<Record>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

}  // namespace

TEST_CASE("a record's bytes are pinned") { CHECK(to_hex(encode(record())) == golden_record); }

TEST_CASE("a record comes back as it went") {
  const auto read = decode_record(from_hex(golden_record).value());
  REQUIRE(read);
  CHECK(read->id == record().id);
  CHECK(read->form == FormId("civic-city"));
  CHECK(read->version == "2026112301");
  CHECK(read->form_digest == record().form_digest);
  CHECK(read->outcome == Outcome::complete);
  CHECK(read->language == "zh");
  CHECK(read->start == record().start);
  CHECK(read->end == record().end);
  CHECK(read->offset == std::chrono::minutes(480));
  REQUIRE(read->answers.size() == 3);
  CHECK(read->answers[1].path == "/data/person[2]/age");
  CHECK(read->answers[1].value == "42");
  CHECK(read->answers[2].value == "楼道干净");
}

TEST_CASE("west of Greenwich and an unfinished interview come back too") {
  Record unfinished = record();
  unfinished.outcome = Outcome::partial;
  unfinished.offset = std::chrono::minutes(-570);
  unfinished.answers.clear();
  const auto read = decode_record(encode(unfinished));
  REQUIRE(read);
  CHECK(read->outcome == Outcome::partial);
  CHECK(read->offset == std::chrono::minutes(-570));
  CHECK(read->answers.empty());
}

TEST_CASE("a record cut off anywhere is malformed") {
  samples::each_truncation(encode(record()),
                           [](ByteView part) { CHECK(code_of(decode_record(part)) == ErrorCode::wire_malformed); });
}

TEST_CASE("what follows a record makes it malformed") {
  Bytes bytes = encode(record());
  bytes.push_back(0);
  CHECK(code_of(decode_record(bytes)) == ErrorCode::wire_malformed);
}

TEST_CASE("an altered bit gives an error or exactly the record that has these bytes") {
  std::size_t read = 0;
  samples::each_bit_flipped(encode(record()), [&](ByteView altered, std::size_t) {
    const auto result = decode_record(altered);
    if (!result) return;
    ++read;
    CHECK(std::ranges::equal(encode(*result), altered));
  });
  CHECK(read > 0);  // a flip inside an answer's text is a record of its own; the seal is what notices it
}

TEST_CASE("another version is told apart from nonsense") {
  CHECK(code_of(decode_record(cbor({"\xA2", "\x64kind", "\x66record", "\x61v", "\x02"}))) == ErrorCode::wire_version);
  CHECK(code_of(decode_record(cbor({"\xA3", "\x64kind", "\x66record", "\x61v", "\x18\x63", "\x61z", "\xF6"}))) ==
        ErrorCode::wire_malformed);  // null is used by no version
  CHECK(code_of(decode_record(cbor({"\xA2", "\x64kind", "\x66record", "\x61v", "\x61\x31"}))) ==
        ErrorCode::wire_malformed);
  CHECK(code_of(decode_record(cbor({"\xA1", "\x64kind", "\x66record"}))) == ErrorCode::wire_malformed);
  CHECK(code_of(decode_record(cbor({"\xA2", "\x64kind", "\x64sync", "\x61v", "\x01"}))) == ErrorCode::wire_malformed);
  CHECK(code_of(decode_record(cbor({"\x01"}))) == ErrorCode::wire_malformed);
  CHECK(code_of(decode_record({})) == ErrorCode::wire_malformed);
}

TEST_CASE("a second spelling of the same record is malformed") {
  const std::string hex(golden_record);
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = hex;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    return code_of(decode_record(from_hex(text).value()));
  };
  CHECK(with("617601", "61761801") == ErrorCode::wire_malformed);    // 1 in two bytes
  CHECK(with("627a68", "7f627a68ff") == ErrorCode::wire_malformed);  // a text of indefinite length
  CHECK(with("666f66667365741901e0", "666f6666736574f95f80") == ErrorCode::wire_malformed);  // 480 as a half float
  CHECK(with("ac67616e7377657273", "bf67616e7377657273") == ErrorCode::wire_malformed);
  CHECK(with("646b696e64667265636f7264", "646b696e64c0667265636f7264") == ErrorCode::wire_malformed);  // a tag
}

TEST_CASE("a field of the wrong type, length or range is malformed") {
  const std::string hex(golden_record);
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = hex;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    const auto result = decode_record(from_hex(text).value());
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::wire_malformed);
    return result.error().where;
  };
  CHECK(with("68636f6d706c657465", "68636f6d706c657461") == "record.outcome");
  CHECK(with("62696450101112131415161718191a1b1c1d1e1f",
             "6269644f1011121314151617"
             "18191a1b1c1d1e") == "record.id");
  CHECK(with("627a68",
             "42"
             "7a68") == "record.language");
  CHECK(with("1901e0", "190439") == "record.offset");                                   // 18 h 1 min
  CHECK(with("656e641b000001a1ee57e694", "656e641b7fffffffffffffff") == "record.end");  // beyond the year 9999
  CHECK(with("656e641b000001a1ee57e694", "656e641bffffffffffffffff") == "record.end");
  CHECK(with("656e641b000001a1ee57e694", "656e6420") == "record.end");  // before 1970
  CHECK(with("623432",
             "18"
             "2a") == "record.answers");
  CHECK(with("82"
             "6b2f646174612f6b6e6f777363796573",
             "83"
             "6b2f646174612f6b6e6f77736379657301") == "record.answers");
}

TEST_CASE("texts are UTF-8 without NUL") {
  for (const std::string_view text : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE6\xA5", "\x80"}) {
    Record bad = record();
    bad.answers[0].value = text;
    CHECK(code_of(decode_record(encode(bad))) == ErrorCode::wire_malformed);
  }
  Record bad = record();
  bad.answers[0].value = std::string("a\0b", 3);
  CHECK(code_of(decode_record(encode(bad))) == ErrorCode::wire_malformed);
  Record good = record();
  good.answers[0].value = "\xF0\x9F\x98\x80 ᠮᠣᠩᠭᠣᠯ\nβ";
  CHECK(decode_record(encode(good)).value().answers[0].value == good.answers[0].value);
}

TEST_CASE("nesting and counts are bounded before memory is spent") {
  const Bytes nested(1u << 20, 0x81);
  CHECK(code_of(decode_record(nested)) == ErrorCode::wire_malformed);
  Bytes wide(1u << 20, 0x80);
  wide[0] = 0x9B;  // an array of 2^63 items
  CHECK(code_of(decode_record(wide)) == ErrorCode::wire_malformed);
  Bytes promised = from_hex("5b7fffffffffffffff").value();
  CHECK(code_of(decode_record(promised)) == ErrorCode::wire_malformed);
  CHECK(code_of(decode_record(Bytes((1u << 20) + 1, 0x00))) == ErrorCode::wire_too_large);
  Record many = record();
  many.answers.assign(10'001, {"/data/a", "1"});
  CHECK(code_of(decode_record(encode(many))) == ErrorCode::wire_malformed);
}

TEST_CASE("a sealed record opens with the collector's key and no other") {
  const SealKeyPair collector = make_seal_keys();
  const SealKeyPair other = make_seal_keys();
  const SealedRecord sealed = seal(record(), collector.public_key);
  const auto opened = open(sealed.bytes, collector);
  REQUIRE(opened);
  CHECK(encode(*opened) == encode(record()));
  const auto refused = open(sealed.bytes, other);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::seal_unreadable);
  CHECK(seal(record(), collector.public_key).bytes != sealed.bytes);  // two equal answers do not look alike
}

TEST_CASE("a seal that was cut off or altered does not open") {
  const SealKeyPair collector = make_seal_keys();
  const SealedRecord sealed = seal(record(), collector.public_key);
  samples::each_truncation(sealed.bytes,
                           [&](ByteView part) { CHECK(code_of(open(part, collector)) == ErrorCode::seal_unreadable); });
  samples::each_bit_flipped(sealed.bytes,
                            [&](ByteView altered, std::size_t) { CHECK_FALSE(open(altered, collector)); });
  CHECK(code_of(open(Bytes(max_sealed_size + 1), collector)) == ErrorCode::wire_too_large);
}

TEST_CASE("random record ids differ") { CHECK(random_record_id() != random_record_id()); }
