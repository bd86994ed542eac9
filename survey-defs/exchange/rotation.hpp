// How keys are changed: each one names the next with its own signature, so that a kiosk which believes one of them can
// follow to the newest, however many it has missed. WIRE.md has the bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/exchange/rollout.hpp"

namespace minyi::exchange {

// The public halves of a collector's keys: what kiosks seal to, and what verifies its receipts.
struct CollectorKeys {
  SealPublicKey seal;
  SignPublicKey sign;
  bool operator==(const CollectorKeys&) const = default;
};

// A collector's next keys, signed with the signing key before them.
struct CollectorRotation {
  CollectorKeys next;
  Signature signature{};
};
CollectorRotation rotate(const SignSecretKey& present, const CollectorKeys& next);

// A publisher's next key. The signature is minisign's, by the key before it, over the next one's public file.
struct PublisherRotation {
  std::string next{};  // public line
  std::string signature{};
};
PublisherRotation rotate(const PublisherKey& present, const PublisherKey& next);

struct Rotations {  // oldest first
  std::vector<CollectorRotation> collector{};
  std::vector<PublisherRotation> publisher{};
  [[nodiscard]] bool empty() const { return collector.empty() && publisher.empty(); }
};
Bytes encode(const Rotations& rotations);
Result<Rotations> decode_rotations(ByteView bytes);  // wire_…; verifies nothing

// The newest keys that the present ones vouch for, straight or through others between; the present ones when there are
// none. What no key on this way has signed is passed over.
CollectorKeys follow(const std::vector<CollectorRotation>& rotations, CollectorKeys present);
// The same of a publisher's public line, with each step of the way: oldest first, without the present one.
std::vector<std::string> follow(const std::vector<PublisherRotation>& rotations, std::string present);

inline constexpr std::string_view rotations_path = "/v1/keys";
inline constexpr std::string_view rotations_file = "minyi.keys";  // on a stick
inline constexpr std::string_view rotations_content_type = "application/vnd.minyi.keys+cbor";
inline constexpr std::size_t max_rotations = 64;  // of either kind
inline constexpr std::size_t max_rotations_size = 128u << 10;

}  // namespace minyi::exchange
