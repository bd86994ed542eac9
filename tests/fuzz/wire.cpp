// Any bytes as each of the messages that come over the network.
#include "minyi/exchange/enrolment.hpp"
#include "minyi/exchange/problem.hpp"
#include "minyi/exchange/record.hpp"
#include "minyi/exchange/rotation.hpp"
#include "minyi/exchange/sync.hpp"

#include "fuzz/corpus.hpp"
#include "survey-defs/exchange/samples.hpp"

minyi::fuzz::Seeds minyi::fuzz::seeds() {
  Seeds found;
  const auto add = [&](const Bytes& bytes) { found.emplace_back(as_text(bytes)); };
  const exchange::EnrolmentRequest request{"ABCD", samples::sign_keys().public_key, {}};
  add(exchange::encode(samples::record()));
  add(exchange::encode(samples::sync()));
  add(exchange::encode_signed(samples::receipt(), samples::sign_keys().secret_key));
  add(exchange::encode(request, {}));
  add(exchange::encode(exchange::EnrolmentReply{}, {}));
  const auto publisher = samples::publisher();
  add(exchange::encode(exchange::Rotations{{exchange::rotate(samples::sign_keys().secret_key, {})},
                                           {exchange::rotate(publisher, publisher)}}));
  found.push_back(exchange::encode(exchange::Rollout{}));
  found.push_back(exchange::encode(exchange::SignedRollout{}));
  found.push_back(exchange::encode_problem(Error{ErrorCode::wire_malformed, "wrong"}));
  return found;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const minyi::ByteView bytes{data, size};
  (void)minyi::exchange::decode_record(bytes);
  (void)minyi::exchange::decode_sync(bytes);
  (void)minyi::exchange::verify_receipt(bytes, samples::sign_keys().public_key);
  (void)minyi::exchange::decode_enrolment(bytes);
  (void)minyi::exchange::decode_enrolment_reply(bytes, {}, {});
  if (const auto rotations = minyi::exchange::decode_rotations(bytes)) {
    (void)minyi::exchange::follow(rotations->collector, {{}, samples::sign_keys().public_key});
    (void)minyi::exchange::follow(rotations->publisher, minyi::exchange::publisher_public_line(samples::publisher()));
  }
  (void)minyi::exchange::decode_rollout(minyi::as_text(bytes));
  (void)minyi::exchange::decode_signed_rollout(minyi::as_text(bytes));
  (void)minyi::exchange::decode_problem(minyi::as_text(bytes));
  return 0;
}
