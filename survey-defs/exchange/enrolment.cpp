#include "minyi/exchange/enrolment.hpp"

#include <sodium.h>

#include "minyi/exchange/codec.hpp"

namespace minyi::exchange {
namespace {

using codec::Fields;
using codec::Json;

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // Crockford's: no I, L, O, U
constexpr std::size_t lookup_symbols = 4;
constexpr std::size_t secret_symbols = 16;
constexpr codec::Limits limits{.bytes = 16u << 10, .items = 100, .depth = 2};

constexpr std::string_view key_domain = "minyi enrolment key v1";
constexpr std::string_view request_domain = "minyi enrolment request v1";
constexpr std::string_view reply_domain = "minyi enrolment reply v1";

using Mac = std::array<std::uint8_t, 32>;

// BLAKE2b-256(domain ‖ 0x00 ‖ message), keyed where a key is given
Mac hash(std::string_view domain, ByteView message, const EnrolmentKey* key) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key == nullptr ? nullptr : key->data(), key == nullptr ? 0 : key->size(),
                          sizeof(Mac));
  const ByteView name = as_bytes(domain);
  crypto_generichash_update(&state, name.data(), name.size());
  const std::uint8_t zero = 0;
  crypto_generichash_update(&state, &zero, 1);
  crypto_generichash_update(&state, message.data(), message.size());
  Mac mac{};
  crypto_generichash_final(&state, mac.data(), mac.size());
  return mac;
}

struct Envelope {
  Bytes body;
  Mac mac{};
};

Bytes wrap(const char* kind, const Bytes& body, std::string_view domain, const EnrolmentKey& key) {
  return codec::to_cbor({{"body", codec::binary(ByteView(body))},
                         {"kind", kind},
                         {"mac", codec::binary(hash(domain, body, &key))},
                         {"v", codec::wire_version}});
}

Result<Envelope> unwrap(ByteView bytes, const char* kind) {
  MINYI_TRY(const Json json, codec::from_cbor(bytes, kind, limits));
  std::optional<Error> problem;
  Fields fields(json, kind, problem);
  Envelope envelope;
  fields.text("kind", 64);
  fields.number("v");
  envelope.body = fields.bytes("body", limits.bytes);
  envelope.mac = fields.fixed<32>("mac");
  fields.done();
  if (problem) return fail(*problem);
  return envelope;
}

bool genuine(const Envelope& envelope, std::string_view domain, const EnrolmentKey& key) {
  const Mac expected = hash(domain, envelope.body, &key);
  return sodium_memcmp(expected.data(), envelope.mac.data(), expected.size()) == 0;
}

bool symbols_only(std::string_view text, std::size_t count) {
  return text.size() == count && text.find_first_not_of(alphabet) == std::string_view::npos;
}

}  // namespace

EnrolmentCode make_enrolment_code() {
  Bytes random = random_bytes(lookup_symbols + secret_symbols);
  std::string symbols;
  for (const std::uint8_t byte : random) symbols += alphabet[byte & 31u];  // 256 is a multiple of 32: no bias
  EnrolmentCode code{symbols.substr(0, lookup_symbols), symbols.substr(lookup_symbols)};
  wipe(symbols);
  wipe(random);
  return code;
}

std::string to_string(const EnrolmentCode& code) {
  std::string text = code.lookup;
  for (std::size_t at = 0; at < code.secret.size(); at += 4) text += "-" + code.secret.substr(at, 4);
  return text;
}

Result<EnrolmentCode> parse_enrolment_code(std::string_view text) {
  std::string symbols;
  for (char c : text) {
    if (c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (alphabet.find(c) == std::string_view::npos)
      return fail(ErrorCode::argument_invalid, "an enrolment code has only digits and letters, without U", "",
                  "copy it as it was printed: ABCD-EFGH-JKMN-PQRS-TVWX");
    symbols += c;
  }
  if (symbols.size() != lookup_symbols + secret_symbols)
    return fail(ErrorCode::argument_invalid,
                "an enrolment code has 20 letters and digits, this one has " + std::to_string(symbols.size()), "",
                "copy it as it was printed: ABCD-EFGH-JKMN-PQRS-TVWX");
  return EnrolmentCode{symbols.substr(0, lookup_symbols), symbols.substr(lookup_symbols)};
}

EnrolmentKey derive_enrolment_key(const EnrolmentCode& code) {
  // The secret has 80 random bits: a slow password hash would add nothing.
  std::string material = code.lookup + code.secret;
  const EnrolmentKey key = hash(key_domain, as_bytes(material), nullptr);
  wipe(material);
  return key;
}

Bytes encode(const EnrolmentRequest& request, const EnrolmentKey& key) {
  const Bytes body = codec::to_cbor({{"key", codec::binary(request.kiosk.bytes)},
                                     {"kind", "enrolment"},
                                     {"lookup", request.lookup},
                                     {"nonce", codec::binary(request.nonce)},
                                     {"v", codec::wire_version}});
  return wrap("enrolment-request", body, request_domain, key);
}

Result<ReceivedEnrolment> decode_enrolment(ByteView body) {
  MINYI_TRY(const Envelope envelope, unwrap(body, "enrolment-request"));
  MINYI_TRY(const Json json, codec::from_cbor(envelope.body, "enrolment", limits));
  std::optional<Error> problem;
  Fields fields(json, "enrolment", problem);
  ReceivedEnrolment received;
  fields.text("kind", 64);
  fields.number("v");
  received.request.lookup = fields.text("lookup", lookup_symbols);
  if (!symbols_only(received.request.lookup, lookup_symbols))
    fields.complain("lookup", "is not four symbols of a code");
  received.request.kiosk = {fields.fixed<32>("key")};
  received.request.nonce = fields.fixed<16>("nonce");
  fields.done();
  if (problem) return fail(*problem);
  received.raw.assign(body.begin(), body.end());
  return received;
}

Result<> authenticate(const ReceivedEnrolment& received, const EnrolmentKey& key) {
  MINYI_TRY(const Envelope envelope, unwrap(received.raw, "enrolment-request"));
  if (!genuine(envelope, request_domain, key))
    return fail(ErrorCode::signature_invalid, "not made with this enrolment code", "",
                "type the code again, or ask for a new one");
  return {};
}

Bytes encode(const EnrolmentReply& reply, const EnrolmentKey& key) {
  const Bytes body = codec::to_cbor({{"kind", "enrolled"},
                                     {"kiosk", reply.kiosk.value()},
                                     {"nonce", codec::binary(reply.nonce)},
                                     {"publisher", reply.publisher_key},
                                     {"seal", codec::binary(reply.collector_seal.bytes)},
                                     {"sign", codec::binary(reply.collector_sign.bytes)},
                                     {"site", reply.site.value()},
                                     {"site_name", reply.site_name},
                                     {"v", codec::wire_version}});
  return wrap("enrolment-reply", body, reply_domain, key);
}

Result<EnrolmentReply> decode_enrolment_reply(ByteView body, const EnrolmentKey& key,
                                              const std::array<std::uint8_t, 16>& nonce) {
  MINYI_TRY(const Envelope envelope, unwrap(body, "enrolment-reply"));
  if (!genuine(envelope, reply_domain, key))
    return fail(ErrorCode::signature_invalid, "the answer does not come from the collector that gave the code", "",
                "check the collector's address");
  MINYI_TRY(const Json json, codec::from_cbor(envelope.body, "enrolled", limits));
  std::optional<Error> problem;
  Fields fields(json, "enrolled", problem);
  EnrolmentReply reply;
  fields.text("kind", 64);
  fields.number("v");
  reply.kiosk = KioskId(fields.text("kiosk", 64, 1));
  reply.site = SiteId(fields.text("site", 64, 1));
  reply.site_name = fields.text("site_name", 512);
  reply.collector_seal = {fields.fixed<32>("seal")};
  reply.collector_sign = {fields.fixed<32>("sign")};
  reply.publisher_key = fields.text("publisher", 128);
  reply.nonce = fields.fixed<16>("nonce");
  fields.done();
  if (problem) return fail(*problem);
  if (sodium_memcmp(reply.nonce.data(), nonce.data(), nonce.size()) != 0)
    return fail(ErrorCode::signature_invalid, "an answer to another enrolment", "", "try again");
  return reply;
}

}  // namespace minyi::exchange
