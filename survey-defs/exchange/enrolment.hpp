// Enrolment: an admin's one-time code authenticates both sides. Each sends its public keys with a MAC under a key
// derived from the code, so that neither needs the other's key beforehand and no one on the way can put in his own.
#pragma once

#include <string>

#include "minyi/base/strong.hpp"
#include "minyi/exchange/keys.hpp"

namespace minyi::exchange {

// "ABCD-EFGH-JKMN-PQRS-TUVW": Crockford base32, 20 symbols. The first four only look the invitation up; the other 80
// bits are the secret. Reading is forgiving: case, spaces, hyphens, O for 0, I and L for 1.
struct EnrolmentCode {
  std::string lookup;  // 4 symbols
  std::string secret;  // 16 symbols
};
EnrolmentCode make_enrolment_code();
std::string to_string(const EnrolmentCode& code);
Result<EnrolmentCode> parse_enrolment_code(std::string_view text);  // argument_invalid

// What the collector stores of a code: enough to check a MAC, not the code itself.
using EnrolmentKey = std::array<std::uint8_t, 32>;
EnrolmentKey derive_enrolment_key(const EnrolmentCode& code);

struct EnrolmentRequest {
  std::string lookup;
  SignPublicKey kiosk;
  std::array<std::uint8_t, 16> nonce{};
};
Bytes encode(const EnrolmentRequest& request, const EnrolmentKey& key);
struct ReceivedEnrolment {
  EnrolmentRequest request;
  Bytes raw;
};
Result<ReceivedEnrolment> decode_enrolment(ByteView body);  // not yet authenticated: look the key up, then
Result<> authenticate(const ReceivedEnrolment& received, const EnrolmentKey& key);

struct EnrolmentReply {
  KioskId kiosk{};
  SiteId site{};
  std::string site_name{};
  SealPublicKey collector_seal;
  SignPublicKey collector_sign;
  std::string publisher_key{};           // minisign public key, base64 line
  std::array<std::uint8_t, 16> nonce{};  // the request's
};
Bytes encode(const EnrolmentReply& reply, const EnrolmentKey& key);
// signature_invalid when the MAC or the nonce is wrong: not the collector that knows the code.
Result<EnrolmentReply> decode_enrolment_reply(ByteView body, const EnrolmentKey& key,
                                              const std::array<std::uint8_t, 16>& nonce);

}  // namespace minyi::exchange
