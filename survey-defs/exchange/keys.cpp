#include "minyi/exchange/keys.hpp"

#include <sodium.h>

namespace minyi::exchange {
namespace {

// domain ‖ 0x00 ‖ message
Bytes under_domain(std::string_view domain, ByteView message) {
  Bytes bytes;
  bytes.reserve(domain.size() + 1 + message.size());
  bytes.insert(bytes.end(), domain.begin(), domain.end());
  bytes.push_back(0);
  bytes.insert(bytes.end(), message.begin(), message.end());
  return bytes;
}

}  // namespace

SealKeyPair make_seal_keys() {
  SealKeyPair keys;
  crypto_box_keypair(keys.public_key.bytes.data(), keys.secret_key.bytes.data());
  return keys;
}

SignKeyPair make_sign_keys() {
  SignKeyPair keys;
  crypto_sign_keypair(keys.public_key.bytes.data(), keys.secret_key.bytes.data());
  return keys;
}

Signature sign(std::string_view domain, ByteView message, const SignSecretKey& key) {
  const Bytes bytes = under_domain(domain, message);
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes.data(), bytes.size(), key.bytes.data());
  return signature;
}

bool verify(std::string_view domain, ByteView message, const Signature& signature, const SignPublicKey& key) {
  const Bytes bytes = under_domain(domain, message);
  return crypto_sign_verify_detached(signature.data(), bytes.data(), bytes.size(), key.bytes.data()) == 0;
}

}  // namespace minyi::exchange
