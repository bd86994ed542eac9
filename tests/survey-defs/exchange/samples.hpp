// Fixed values for the exchange's tests: the same on every run, so that bytes can be pinned.
#pragma once

#include <algorithm>

#include <sodium.h>

#include "minyi/exchange/enrolment.hpp"
#include "minyi/exchange/rollout.hpp"
#include "minyi/exchange/sync.hpp"

namespace samples {

using namespace minyi;
using namespace minyi::exchange;

template <std::size_t N>
std::array<std::uint8_t, N> counting(std::uint8_t first) {
  std::array<std::uint8_t, N> bytes{};
  for (auto& byte : bytes) byte = first++;
  return bytes;
}

inline Instant at(std::int64_t milliseconds) { return Instant(std::chrono::milliseconds(milliseconds)); }

inline SignKeyPair sign_keys(std::uint8_t seed = 0) {
  SignKeyPair keys;
  const auto bytes = counting<32>(seed);
  crypto_sign_seed_keypair(keys.public_key.bytes.data(), keys.secret_key.bytes.data(), bytes.data());
  return keys;
}

inline PublisherKey publisher() { return {counting<8>(0xA0), sign_keys(0x40)}; }

inline Record record() {
  return {.id = RecordId(counting<16>(0x10)),
          .form = FormId("civic-city"),
          .version = "2026112301",
          .form_digest = counting<32>(0x80),
          .outcome = Outcome::complete,
          .language = "zh",
          .start = at(1'795'000'000'000),
          .end = at(1'795'000'100'500),
          .offset = std::chrono::minutes(480),
          .answers = {{"/data/knows", "yes"}, {"/data/person[2]/age", "42"}, {"/data/open", "楼道干净"}}};
}

inline SyncRequest sync() {
  SyncRequest request;
  request.stream = StreamId(counting<16>(0x20));
  request.after = {Sequence(7), counting<32>(0x30)};
  request.records = {{Bytes{1, 2, 3}}, {Bytes{4, 5}}};
  request.funnel = {{.day = "2026-11-23",
                     .form = FormId("civic-city"),
                     .version = "1",
                     .shown = 10,
                     .started = 5,
                     .completed = 3,
                     .abandoned = 2,
                     .abandoned_at = {{"/data/knows", 1}, {"/data/open", 1}}}};
  request.health = {.kiosk_time = at(1'795'000'200'000),
                    .offset = std::chrono::minutes(-210),
                    .uptime = std::chrono::milliseconds(61'000),
                    .free_bytes = 5'000'000'000,
                    .pending = 2,
                    .program_version = "0.1.0",
                    .alarms = {"disk-low"}};
  request.rollout_version = 3;
  return request;
}

inline Receipt receipt() {
  return {.stream = StreamId(counting<16>(0x20)),
          .head = {Sequence(9), counting<32>(0x31)},
          .rejected = {{Sequence(8), "seal.unreadable"}},
          .fork = false,
          .rollout_version = 4,
          .collector_time = at(1'795'000'201'000)};
}

// A change of each single bit in turn.
template <class F>
void each_bit_flipped(Bytes bytes, F&& judge) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    judge(ByteView(bytes), bit);
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
  }
}

template <class F>
void each_truncation(const Bytes& bytes, F&& judge) {
  for (std::size_t size = 0; size < bytes.size(); ++size) judge(ByteView(bytes).first(size));
}

}  // namespace samples
