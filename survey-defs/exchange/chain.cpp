#include "minyi/exchange/chain.hpp"

#include <algorithm>

#include <sodium.h>

namespace minyi::exchange {

StreamId random_stream_id() {
  std::array<std::uint8_t, 16> id{};
  randombytes_buf(id.data(), id.size());
  return StreamId(id);
}

Digest blake2b(ByteView bytes) {
  Digest digest{};
  crypto_generichash(digest.data(), digest.size(), bytes.data(), bytes.size(), nullptr, 0);
  return digest;
}

Head genesis(const StreamId& stream) {
  constexpr std::string_view domain = "minyi stream v1";
  Bytes bytes(domain.begin(), domain.end());
  bytes.insert(bytes.end(), stream.value().begin(), stream.value().end());
  return Head{Sequence(0), blake2b(bytes)};
}

Head extend(const Head& head, ByteView sealed) {
  const Digest sealed_digest = blake2b(sealed);
  const std::uint64_t sequence = head.sequence.value() + 1;
  std::array<std::uint8_t, 32 + 8 + 32> bytes{};
  auto out = std::copy(head.hash.begin(), head.hash.end(), bytes.begin());
  for (int shift = 56; shift >= 0; shift -= 8) *out++ = static_cast<std::uint8_t>(sequence >> shift);
  std::copy(sealed_digest.begin(), sealed_digest.end(), out);
  return Head{Sequence(sequence), blake2b(bytes)};
}

}  // namespace minyi::exchange
