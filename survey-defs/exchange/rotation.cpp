#include "minyi/exchange/rotation.hpp"

#include "minyi/exchange/codec.hpp"

namespace minyi::exchange {
namespace {

using codec::Fields;
using codec::Json;

constexpr codec::Limits limits{.bytes = max_rotations_size, .items = 1000, .depth = 4};
constexpr std::string_view collector_domain = "minyi collector rotation v1";
constexpr std::string_view publisher_comment = "minyi publisher rotation v1";
constexpr std::size_t max_line = 128;
constexpr std::size_t max_signature = 1024;

Bytes signed_part(const CollectorKeys& next) {
  Bytes bytes(next.seal.bytes.begin(), next.seal.bytes.end());
  bytes.insert(bytes.end(), next.sign.bytes.begin(), next.sign.bytes.end());
  return bytes;
}

}  // namespace

CollectorRotation rotate(const SignSecretKey& present, const CollectorKeys& next) {
  return {next, sign(collector_domain, signed_part(next), present)};
}

PublisherRotation rotate(const PublisherKey& present, const PublisherKey& next) {
  const std::string line = publisher_public_line(next);
  return {line, minisign(publisher_public_file(line), publisher_comment, present)};
}

Bytes encode(const Rotations& rotations) {
  Json collector = Json::array(), publisher = Json::array();
  for (const CollectorRotation& one : rotations.collector)
    collector.push_back({{"seal", codec::binary(one.next.seal.bytes)},
                         {"sign", codec::binary(one.next.sign.bytes)},
                         {"signature", codec::binary(one.signature)}});
  for (const PublisherRotation& one : rotations.publisher)
    publisher.push_back({{"key", one.next}, {"signature", one.signature}});
  return codec::to_cbor({{"collector", std::move(collector)},
                         {"kind", "rotations"},
                         {"publisher", std::move(publisher)},
                         {"v", codec::wire_version}});
}

Result<Rotations> decode_rotations(ByteView bytes) {
  MINYI_TRY(const Json json, codec::from_cbor(bytes, "rotations", limits));
  std::optional<Error> problem;
  Fields fields(json, "rotations", problem);
  Rotations rotations;
  fields.text("kind", 32);
  fields.number("v");
  fields.list("collector", max_rotations, [&](const Json& item, const std::string& where) {
    Fields one(item, where, problem);
    CollectorRotation rotation;
    rotation.next.seal.bytes = one.fixed<32>("seal");
    rotation.next.sign.bytes = one.fixed<32>("sign");
    rotation.signature = one.fixed<64>("signature");
    one.done();
    rotations.collector.push_back(rotation);
  });
  fields.list("publisher", max_rotations, [&](const Json& item, const std::string& where) {
    Fields one(item, where, problem);
    rotations.publisher.push_back({one.text("key", max_line), one.text("signature", max_signature)});
    one.done();
  });
  fields.done();
  if (problem) return fail(*problem);
  return rotations;
}

CollectorKeys follow(const std::vector<CollectorRotation>& rotations, CollectorKeys present) {
  for (const CollectorRotation& one : rotations)
    if (verify(collector_domain, signed_part(one.next), one.signature, present.sign)) present = one.next;
  return present;
}

std::vector<std::string> follow(const std::vector<PublisherRotation>& rotations, std::string present) {
  std::vector<std::string> way;
  for (const PublisherRotation& one : rotations) {
    const auto file = publisher_public_file(one.next);
    const auto comment = minisign_verify(file, one.signature, present);
    if (!comment || *comment != publisher_comment) continue;
    present = one.next;
    way.push_back(present);
  }
  return way;
}

}  // namespace minyi::exchange
