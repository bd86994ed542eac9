// A sync that is carried in a file, on a stick, where there is no network: the very request that the kiosk would have
// posted, with its signature. The answer to it, a signed receipt, is carried back in a file beside it. WIRE.md has the
// bytes.
#pragma once

#include <string>
#include <string_view>

#include "minyi/exchange/http_signature.hpp"
#include "minyi/exchange/sync.hpp"

namespace minyi::exchange {

struct CarriedSync {
  std::string body{};  // of POST /v1/sync
  SignatureHeaders signature{};
};

Bytes encode(const CarriedSync& sync);
// wire_malformed, wire_version, wire_too_large. Verifies nothing: that is the collector's.
Result<CarriedSync> decode_carried_sync(ByteView bytes);

// "minyi-<stream>-<first number>": files of one stream in their order, when sorted by name.
std::string carried_name(const StreamId& stream, Sequence first);

inline constexpr std::string_view sync_path = "/v1/sync";
inline constexpr std::string_view carried_sync_ending = ".sync";
inline constexpr std::string_view carried_receipt_ending = ".receipt";
inline constexpr std::size_t max_carried_sync = max_sync_size + (16u << 10);
inline constexpr std::size_t max_receipt_size = 1u << 20;

}  // namespace minyi::exchange
