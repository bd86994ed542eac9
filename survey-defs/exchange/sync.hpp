// POST /v1/sync: a run of records, the day's funnel, the kiosk's health; answered by a signed receipt. WIRE.md has the
// bytes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "minyi/exchange/chain.hpp"
#include "minyi/exchange/seal.hpp"

namespace minyi::exchange {

// One day's counters of one form version; absolute values, so that sending them twice changes nothing.
struct FunnelDay {
  std::string day;  // local calendar day, "2026-11-23"
  FormId form{};
  std::string version{};
  std::uint64_t shown = 0, started = 0, completed = 0, abandoned = 0;
  std::map<std::string, std::uint64_t> abandoned_at{};  // question path -> count
};

struct Health {
  Instant kiosk_time{};
  std::chrono::minutes offset{};
  std::chrono::milliseconds uptime{};  // of the process, monotonic
  std::uint64_t free_bytes = 0;
  std::uint64_t pending = 0;  // records not acknowledged
  std::string program_version{};
  std::vector<std::string> alarms{};  // "fork", "disk-low", "salvaged" …
};

struct SyncRequest {
  StreamId stream{};
  Head after{};  // the head this run continues: its first record has sequence after.sequence + 1
  std::vector<SealedRecord> records{};
  std::vector<FunnelDay> funnel{};
  Health health{};
  std::uint64_t rollout_version = 0;  // what the kiosk runs; 0: none yet
};

Bytes encode(const SyncRequest& request);
Result<SyncRequest> decode_sync(ByteView bytes);

struct Rejection {
  Sequence sequence{};
  std::string code;  // ErrorCode's stable name
};

struct Receipt {
  StreamId stream{};
  Head head{};                        // all records up to here are the collector's now
  std::vector<Rejection> rejected{};  // poison among them, kept sealed on both sides
  bool fork = false;                  // the collector knows another history of this stream: open a new one
  std::uint64_t rollout_version = 0;  // the newest for this kiosk
  Instant collector_time{};
};

// A receipt and the collector's signature over it, as the response body.
Bytes encode_signed(const Receipt& receipt, const SignSecretKey& collector);
// receipt_invalid for anything that is not a receipt signed by this collector.
Result<Receipt> verify_receipt(ByteView body, const SignPublicKey& collector);

inline constexpr std::string_view stale_alarm = "rollout-stale";  // the kiosk's rollout is past its expiry
inline constexpr std::size_t max_sync_size = 8u << 20;            // of a request body
inline constexpr std::size_t max_sync_records = 1000;
inline constexpr std::string_view sync_content_type = "application/vnd.minyi.sync+cbor";
inline constexpr std::string_view receipt_content_type = "application/vnd.minyi.receipt+cbor";

}  // namespace minyi::exchange
