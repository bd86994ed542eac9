// The stream: records numbered 1, 2, 3 …, each link binding all before it.
//   h(0) = BLAKE2b-256("minyi stream v1" ‖ stream id)
//   h(n) = BLAKE2b-256(h(n-1) ‖ n as 8 bytes big-endian ‖ BLAKE2b-256(sealed))
#pragma once

#include "minyi/base/bytes.hpp"
#include "minyi/base/strong.hpp"

namespace minyi::exchange {

struct Head {
  Sequence sequence{};
  Digest hash{};
  bool operator==(const Head&) const = default;
};

StreamId random_stream_id();
Digest blake2b(ByteView bytes);
Head genesis(const StreamId& stream);
Head extend(const Head& head, ByteView sealed);

}  // namespace minyi::exchange
