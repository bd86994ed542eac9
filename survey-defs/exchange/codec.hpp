// How values become CBOR and come back: inside this folder only. Encoding is deterministic; decoding is bounded and
// takes nothing but what the encoder would have written, so that two different byte strings never mean the same.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "minyi/base/bytes.hpp"
#include "minyi/base/clock.hpp"
#include "minyi/base/result.hpp"

namespace minyi::exchange::codec {

using Json = nlohmann::json;

struct Limits {
  std::size_t bytes = 0;
  std::size_t items = 0;  // values and keys, however nested
  std::size_t depth = 8;
};

inline constexpr std::uint64_t wire_version = 1;
inline constexpr std::int64_t max_instant_ms = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z

Bytes to_cbor(const Json& value);
// A map with "v" and "kind". wire_too_large, wire_malformed, wire_version (before anything else in the map is judged).
Result<Json> from_cbor(ByteView bytes, std::string_view kind, const Limits& limits);
// The same for JSON text; white space and order of keys are free there.
Result<Json> from_json(std::string_view text, std::string_view kind, const Limits& limits);

// Overwrites every text and byte string in a value: plaintext does not stay behind in freed memory.
void wipe(Json& value);

template <std::size_t N>
Json binary(const std::array<std::uint8_t, N>& bytes) {
  return Json::binary({bytes.begin(), bytes.end()});
}
inline Json binary(ByteView bytes) { return Json::binary({bytes.begin(), bytes.end()}); }
inline std::int64_t milliseconds(Instant instant) { return instant.time_since_epoch().count(); }

// "2026-11-23", and a day that exists.
bool valid_day(std::string_view text);

// Reads a map field by field. The first thing wrong is kept and every later read returns an empty value, so that a
// decoder reads like a list of its fields and asks once, at the end, whether all was well and no field was left over.
class Fields {
 public:
  Fields(const Json& map, std::string where, std::optional<Error>& problem);

  std::string text(const char* key, std::size_t max_bytes, std::size_t min_bytes = 0);
  std::uint64_t number(const char* key, std::uint64_t max = std::numeric_limits<std::uint64_t>::max());
  std::int64_t integer(const char* key, std::int64_t min, std::int64_t max);
  bool flag(const char* key);
  Instant instant(const char* key);
  std::chrono::minutes offset(const char* key);
  Bytes bytes(const char* key, std::size_t max_bytes);
  template <std::size_t N>
  std::array<std::uint8_t, N> fixed(const char* key) {
    std::array<std::uint8_t, N> array{};
    const Bytes value = bytes(key, N);
    if (value.size() == N)
      std::copy(value.begin(), value.end(), array.begin());
    else
      complain(key, "has the wrong length");
    return array;
  }
  // The elements, each handed to `element(value, where)`.
  template <class F>
  void list(const char* key, std::size_t max_items, F&& element) {
    const Json* value = take(key);
    if (value == nullptr) return;
    if (!value->is_array()) return complain(key, "is not a list");
    if (value->size() > max_items) return complain(key, "has too many items");
    std::size_t index = 0;
    for (const Json& item : *value) element(item, place(key) + "[" + std::to_string(index++) + "]");
  }
  const Json* map(const char* key);
  [[nodiscard]] bool has(const char* key) const { return map_->is_object() && map_->contains(key); }
  void complain(const char* key, const char* what);
  [[nodiscard]] std::string place(const char* key) const { return where_ + "." + key; }
  // To be called after the last field: a field that nobody asked for is an error.
  void done();

 private:
  const Json* take(const char* key);

  const Json* map_;
  std::string where_;
  std::optional<Error>* problem_;
  std::size_t taken_ = 0;
};

}  // namespace minyi::exchange::codec
