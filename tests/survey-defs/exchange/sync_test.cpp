#include <doctest/doctest.h>

#include "samples.hpp"

using namespace samples;

namespace {

constexpr std::string_view golden_sync =
    "a8656166746572a264686173685820303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f6873657175656e636507"
    "66"
    "66756e6e656c81a8696162616e646f6e6564026c6162616e646f6e65645f6174a26b2f646174612f6b6e6f7773016a2f646174612f6f70656e"
    "01"
    "69636f6d706c6574656403636461796a323032362d31312d323364666f726d6a63697669632d636974796573686f776e0a6773746172746564"
    "05"
    "6776657273696f6e6131666865616c7468a766616c61726d7381686469736b2d6c6f776a667265655f62797465731b000000012a05f200666f"
    "66"
    "6673657438d16770656e64696e67026f70726f6772616d5f76657273696f6e65302e312e306474696d651b000001a1ee596b4066757074696d"
    "65"
    "19ee48646b696e646473796e63677265636f726473824301020342040567726f6c6c6f7574036673747265616d50202122232425262728292a"
    "2b"
    "2c2d2e2f617601";

constexpr std::string_view golden_receipt =
    "a464626f647958a7a864666f726bf46468656164a2646861736858203132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d"
    "4e"
    "4f506873657175656e636509646b696e6467726563656970746872656a656374656481a264636f64656f7365616c2e756e7265616461626c65"
    "68"
    "73657175656e63650867726f6c6c6f7574046673747265616d50202122232425262728292a2b2c2d2e2f6474696d651b000001a1ee596f2861"
    "76"
    "01646b696e646e7369676e65642d72656365697074697369676e61747572655840b09b9252874cfbc301aa500d3a3d64d61177443b32197643"
    "93"
    "7844090549d2f720f19ba3443f86e8f2543fa27fbf88e32cee5b87d41c3b5c6ab99fa95ac82400617601";

ErrorCode code_of(const Result<SyncRequest>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

std::string where_of(const SyncRequest& request) {
  const auto result = decode_sync(encode(request));
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ErrorCode::wire_malformed);
  return result.error().where;
}

}  // namespace

TEST_CASE("a sync's bytes are pinned") { CHECK(to_hex(encode(sync())) == golden_sync); }

TEST_CASE("a sync comes back as it went") {
  const auto read = decode_sync(from_hex(golden_sync).value());
  REQUIRE(read);
  CHECK(read->stream == sync().stream);
  CHECK(read->after == sync().after);
  REQUIRE(read->records.size() == 2);
  CHECK(read->records[1].bytes == Bytes{4, 5});
  REQUIRE(read->funnel.size() == 1);
  CHECK(read->funnel[0].day == "2026-11-23");
  CHECK(read->funnel[0].form == FormId("civic-city"));
  CHECK(read->funnel[0].shown == 10);
  CHECK(read->funnel[0].started == 5);
  CHECK(read->funnel[0].completed == 3);
  CHECK(read->funnel[0].abandoned == 2);
  CHECK(read->funnel[0].abandoned_at == sync().funnel[0].abandoned_at);
  CHECK(read->health.kiosk_time == sync().health.kiosk_time);
  CHECK(read->health.offset == std::chrono::minutes(-210));
  CHECK(read->health.uptime == std::chrono::milliseconds(61'000));
  CHECK(read->health.free_bytes == 5'000'000'000u);
  CHECK(read->health.pending == 2);
  CHECK(read->health.program_version == "0.1.0");
  CHECK(read->health.alarms == std::vector<std::string>{"disk-low"});
  CHECK(read->rollout_version == 3);
}

TEST_CASE("a heartbeat is a sync without records") {
  SyncRequest heartbeat;
  heartbeat.after = genesis(heartbeat.stream);
  const auto read = decode_sync(encode(heartbeat));
  REQUIRE(read);
  CHECK(read->records.empty());
  CHECK(read->after == heartbeat.after);
}

TEST_CASE("a sync cut off anywhere is malformed") {
  samples::each_truncation(encode(sync()),
                           [](ByteView part) { CHECK(code_of(decode_sync(part)) == ErrorCode::wire_malformed); });
}

TEST_CASE("an altered bit gives an error or exactly the sync that has these bytes") {
  samples::each_bit_flipped(encode(sync()), [&](ByteView altered, std::size_t) {
    const auto result = decode_sync(altered);
    if (result) CHECK(std::ranges::equal(encode(*result), altered));
  });
}

TEST_CASE("a sync out of bounds is refused and names the field") {
  SyncRequest request = sync();
  request.records.assign(max_sync_records + 1, {Bytes{1}});
  CHECK(where_of(request) == "sync.records");
  request = sync();
  request.funnel[0].day = "2026-02-29";
  CHECK(where_of(request) == "sync.funnel[0].day");
  request.funnel[0].day = "2026-1-1";
  CHECK(where_of(request) == "sync.funnel[0].day");
  request = sync();
  request.funnel[0].shown = 1ull << 63;
  CHECK(where_of(request) == "sync.funnel[0].shown");
  request = sync();
  request.funnel.assign(1001, request.funnel[0]);
  CHECK(where_of(request) == "sync.funnel");
  request = sync();
  request.health.alarms.assign(33, "x");
  CHECK(where_of(request) == "sync.health.alarms");
  request = sync();
  request.health.uptime = std::chrono::milliseconds(-1);
  CHECK(where_of(request) == "sync.health.uptime");
  request = sync();
  request.after.sequence = Sequence(UINT64_MAX);
  CHECK(where_of(request) == "sync.after.sequence");
  CHECK(code_of(decode_sync(Bytes(max_sync_size + 1))) == ErrorCode::wire_too_large);
  CHECK(code_of(decode_sync(Bytes(max_sync_size, 0x81))) == ErrorCode::wire_malformed);
}

TEST_CASE("a record too large for one is still a sync: it is the collector that calls it poison") {
  SyncRequest request = sync();
  request.records = {{Bytes(max_sealed_size + 1, 7)}};
  const auto read = decode_sync(encode(request));
  REQUIRE(read);
  CHECK(read->records[0].bytes.size() == max_sealed_size + 1);
}

TEST_CASE("a receipt's bytes and signature are pinned") {
  CHECK(to_hex(encode_signed(receipt(), sign_keys().secret_key)) == golden_receipt);
}

TEST_CASE("a receipt of our collector verifies and comes back as it went") {
  const auto read = verify_receipt(from_hex(golden_receipt).value(), sign_keys().public_key);
  REQUIRE(read);
  CHECK(read->stream == receipt().stream);
  CHECK(read->head == receipt().head);
  REQUIRE(read->rejected.size() == 1);
  CHECK(read->rejected[0].sequence == Sequence(8));
  CHECK(read->rejected[0].code == "seal.unreadable");
  CHECK_FALSE(read->fork);
  CHECK(read->rollout_version == 4);
  CHECK(read->collector_time == receipt().collector_time);
}

TEST_CASE("a receipt from another collector is not an acknowledgement") {
  const auto read = verify_receipt(from_hex(golden_receipt).value(), sign_keys(1).public_key);
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::receipt_invalid);
}

TEST_CASE("a receipt cut off or altered anywhere is not an acknowledgement") {
  const Bytes bytes = from_hex(golden_receipt).value();
  samples::each_truncation(bytes, [](ByteView part) {
    const auto read = verify_receipt(part, sign_keys().public_key);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::receipt_invalid);
  });
  samples::each_bit_flipped(bytes, [](ByteView altered, std::size_t) {
    const auto read = verify_receipt(altered, sign_keys().public_key);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::receipt_invalid);
  });
}

TEST_CASE("a captive portal's page is not an acknowledgement") {
  for (const std::string_view page : {"<html>Please log in</html>", "", "{}", "OK"})
    CHECK(verify_receipt(as_bytes(page), sign_keys().public_key).error().code == ErrorCode::receipt_invalid);
}

TEST_CASE("one kind of signature never passes for another") {
  const auto keys = sign_keys();
  const Bytes message = {1, 2, 3};
  const Signature signature = sign("minyi receipt v1", message, keys.secret_key);
  CHECK(verify("minyi receipt v1", message, signature, keys.public_key));
  CHECK_FALSE(verify("minyi receipt v2", message, signature, keys.public_key));
  CHECK_FALSE(verify("minyi receipt v", Bytes{'1', 1, 2, 3}, signature, keys.public_key));
  CHECK_FALSE(verify("minyi receipt v1", Bytes{1, 2}, signature, keys.public_key));
  CHECK_FALSE(verify("minyi receipt v1", message, signature, sign_keys(1).public_key));
}
