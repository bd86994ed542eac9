#include "minyi/exchange/carried.hpp"

#include <fmt/format.h>

#include "minyi/exchange/codec.hpp"

namespace minyi::exchange {
namespace {

constexpr codec::Limits limits{.bytes = max_carried_sync, .items = 20, .depth = 2};
constexpr std::size_t max_header = 2048;

}  // namespace

Bytes encode(const CarriedSync& sync) {
  return codec::to_cbor({{"body", codec::binary(as_bytes(sync.body))},
                         {"content_digest", sync.signature.content_digest},
                         {"kind", "carried-sync"},
                         {"signature", sync.signature.signature},
                         {"signature_input", sync.signature.signature_input},
                         {"v", codec::wire_version}});
}

Result<CarriedSync> decode_carried_sync(ByteView bytes) {
  MINYI_TRY(const codec::Json json, codec::from_cbor(bytes, "carried-sync", limits));
  std::optional<Error> problem;
  codec::Fields fields(json, "carried-sync", problem);
  CarriedSync sync;
  fields.text("kind", 32);
  fields.number("v");
  sync.body = as_text(fields.bytes("body", max_sync_size));
  sync.signature.content_digest = fields.text("content_digest", max_header);
  sync.signature.signature_input = fields.text("signature_input", max_header);
  sync.signature.signature = fields.text("signature", max_header);
  fields.done();
  if (problem) return fail(*problem);
  return sync;
}

std::string carried_name(const StreamId& stream, Sequence first) {
  return fmt::format("minyi-{}-{:012}", to_hex(stream.value()), first.value());
}

}  // namespace minyi::exchange
