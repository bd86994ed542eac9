// Any bytes as each of the messages that come over the network.
#include "minyi/exchange/enrolment.hpp"
#include "minyi/exchange/record.hpp"
#include "minyi/exchange/rollout.hpp"
#include "minyi/exchange/sync.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const minyi::ByteView bytes{data, size};
  (void)minyi::exchange::decode_record(bytes);
  (void)minyi::exchange::decode_sync(bytes);
  (void)minyi::exchange::verify_receipt(bytes, {});
  (void)minyi::exchange::decode_enrolment(bytes);
  (void)minyi::exchange::decode_rollout(minyi::as_text(bytes));
  return 0;
}
