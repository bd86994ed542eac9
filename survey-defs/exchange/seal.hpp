// Sealing: crypto_box_seal to the collector's key. Who holds the disk cannot read, the kiosk included.
#pragma once

#include "minyi/exchange/keys.hpp"
#include "minyi/exchange/record.hpp"

namespace minyi::exchange {

struct SealedRecord {
  Bytes bytes;
};

// The plaintext encoding is wiped before this returns.
SealedRecord seal(const Record& record, const SealPublicKey& collector);
// seal_unreadable when it is not for this key or was altered; then as decode_record.
Result<Record> open(ByteView sealed, const SealKeyPair& keys);

inline constexpr std::size_t max_sealed_size = 1u << 20;  // 1 MiB; anything larger is poison

}  // namespace minyi::exchange
