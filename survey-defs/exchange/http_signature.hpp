// HTTP Message Signatures (RFC 9421) over "@method", "@path" and "content-digest" (RFC 9530, sha-256), Ed25519.
// The creation time is written but not judged: a kiosk with a wrong clock must still be heard, and replay is harmless
// because a stream takes each number once.
#pragma once

#include <string>
#include <string_view>

#include "minyi/base/clock.hpp"
#include "minyi/exchange/keys.hpp"

namespace minyi::exchange {

struct SignatureHeaders {
  std::string content_digest;   // Content-Digest
  std::string signature_input;  // Signature-Input
  std::string signature;        // Signature
};

SignatureHeaders sign_request(std::string_view method, std::string_view path, ByteView body, std::string_view key_id,
                              Instant created, const SignSecretKey& key);

// The key id that the request claims, to look the public key up with.
Result<std::string> claimed_key_id(const SignatureHeaders& headers);
// signature_invalid with the reason in the message.
Result<> verify_request(std::string_view method, std::string_view path, ByteView body, const SignatureHeaders& headers,
                        const SignPublicKey& key);

}  // namespace minyi::exchange
