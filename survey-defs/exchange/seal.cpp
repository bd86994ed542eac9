#include "minyi/exchange/seal.hpp"

#include <sodium.h>

namespace minyi::exchange {

SealedRecord seal(const Record& record, const SealPublicKey& collector) {
  Bytes plain = encode(record);
  SealedRecord sealed{Bytes(plain.size() + crypto_box_SEALBYTES)};
  crypto_box_seal(sealed.bytes.data(), plain.data(), plain.size(), collector.bytes.data());
  wipe(plain);
  return sealed;
}

Result<Record> open(ByteView sealed, const SealKeyPair& keys) {
  if (sealed.size() > max_sealed_size)
    return fail(ErrorCode::wire_too_large, "a sealed record of more than 1 MiB", "record");
  if (sealed.size() < crypto_box_SEALBYTES) return fail(ErrorCode::seal_unreadable, "shorter than a seal", "record");
  Bytes plain(sealed.size() - crypto_box_SEALBYTES);
  if (crypto_box_seal_open(plain.data(), sealed.data(), sealed.size(), keys.public_key.bytes.data(),
                           keys.secret_key.bytes.data()) != 0)
    return fail(ErrorCode::seal_unreadable, "not sealed for this key, or altered", "record");
  auto record = decode_record(plain);
  wipe(plain);
  return record;
}

}  // namespace minyi::exchange
