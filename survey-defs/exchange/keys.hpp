// Keys, as strong types: a sealing key is never taken for a signing key.
#pragma once

#include <array>
#include <cstdint>

#include "minyi/base/bytes.hpp"
#include "minyi/base/result.hpp"

namespace minyi::exchange {

// X25519, for seals.
struct SealPublicKey {
  std::array<std::uint8_t, 32> bytes{};
  bool operator==(const SealPublicKey&) const = default;
};
struct SealSecretKey {
  std::array<std::uint8_t, 32> bytes{};
  ~SealSecretKey() { wipe(bytes.data(), bytes.size()); }
};
struct SealKeyPair {
  SealPublicKey public_key;
  SealSecretKey secret_key;
};
SealKeyPair make_seal_keys();

// Ed25519, for signatures.
struct SignPublicKey {
  std::array<std::uint8_t, 32> bytes{};
  bool operator==(const SignPublicKey&) const = default;
};
struct SignSecretKey {
  std::array<std::uint8_t, 64> bytes{};
  ~SignSecretKey() { wipe(bytes.data(), bytes.size()); }
};
struct SignKeyPair {
  SignPublicKey public_key;
  SignSecretKey secret_key;
};
SignKeyPair make_sign_keys();

using Signature = std::array<std::uint8_t, 64>;
// Signatures carry the name of what is signed, so that one kind never passes for another.
Signature sign(std::string_view domain, ByteView message, const SignSecretKey& key);
bool verify(std::string_view domain, ByteView message, const Signature& signature, const SignPublicKey& key);

}  // namespace minyi::exchange
