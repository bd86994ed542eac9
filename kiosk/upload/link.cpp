#include "minyi/upload/link.hpp"

#include <algorithm>

#include "minyi/exchange/http_signature.hpp"
#include "minyi/upload/answer.hpp"
#include "minyi/upload/retry.hpp"

namespace minyi::kiosk::upload {
namespace {

constexpr std::size_t max_receipt = 2u << 20;
constexpr std::size_t max_rollout = 3u << 20;
constexpr std::uint64_t max_problem = 16u << 10;  // what says why there is no answer
// Bytes a second: what is large may take its time beyond a request's.
constexpr std::uint64_t slowest_line = 16u << 10;

// Too large, or too slow for a proxy's patience.
bool speaks_of_length(long status) { return status == 408 || status == 413 || status == 504; }

}  // namespace

Result<exchange::Rotations> fetch_rotations(HttpClient& client, const std::stop_token& stop) {
  HttpRequest request{.path = std::string(exchange::rotations_path)};
  request.max_answer = exchange::max_rotations_size;
  MINYI_TRY(const HttpAnswer answer, client.send(request, stop));
  if (answer.status != 200) return fail(explain(answer));
  return exchange::decode_rotations(as_bytes(answer.body));
}

Link::Link(CollectorUrl url, std::shared_ptr<const Identity> identity, const UploadOptions& options,
           std::shared_ptr<const Clock> clock)
    : client_(std::move(url), {options.connect_timeout, options.stall_timeout, options.request_timeout},
              options.program_version),
      identity_(std::move(identity)),
      clock_(std::move(clock)) {}

Result<HttpAnswer> Link::send(HttpRequest request, const std::stop_token& stop) {
  const auto signature = exchange::sign_request(request.post ? "POST" : "GET", request.path, request.body,
                                                identity_->kiosk.value(), clock_->now(), identity_->keys.secret_key);
  request.headers.emplace_back("Content-Digest", signature.content_digest);
  request.headers.emplace_back("Signature-Input", signature.signature_input);
  request.headers.emplace_back("Signature", signature.signature);
  return client_.send(request, stop);
}

SyncAnswer Link::sync(const exchange::SyncRequest& request, const std::stop_token& stop) {
  const Bytes body = exchange::encode(request);
  HttpRequest post{.post = true,
                   .path = "/v1/sync",
                   .headers = {{"Content-Type", std::string(exchange::sync_content_type)}},
                   .body = body,
                   .max_answer = max_receipt};
  const auto answer = send(std::move(post), stop);
  if (!answer) return {fail(answer.error())};
  auto receipt = judge_sync(*answer, identity_->collector_sign);
  const SyncEnd end = receipt ? SyncEnd::taken : speaks_of_length(answer->status) ? SyncEnd::choked : SyncEnd::refused;
  return {std::move(receipt), parse_retry_after(answer->retry_after, clock_->now()), end};
}

Result<std::string> Link::get(const std::string& path, std::uint64_t max_answer, const std::stop_token& stop) {
  HttpRequest request{.path = path};
  request.max_answer = static_cast<std::size_t>(std::max<std::uint64_t>(max_answer, max_problem));
  request.patience = std::chrono::seconds(max_answer / slowest_line);
  MINYI_TRY(HttpAnswer answer, send(std::move(request), stop));
  if (answer.status != 200) return fail(explain(answer));
  return std::move(answer.body);
}

Result<exchange::SignedRollout> Link::rollout(const std::stop_token& stop) {
  MINYI_TRY(const std::string body, get("/v1/rollout", max_rollout, stop));
  MINYI_TRY(exchange::SignedRollout served, exchange::decode_signed_rollout(body));
  MINYI_CHECK(exchange::minisign_verify(served.rollout, served.signature, identity_->publisher_key));
  return served;
}

Result<std::string> Link::form(const exchange::RolloutForm& form, const std::stop_token& stop) {
  MINYI_TRY(std::string xform, get("/v1/forms/" + to_hex(form.digest), form.size, stop));
  MINYI_CHECK(exchange::verify(form, xform));
  return xform;
}

Result<std::string> Link::file(const exchange::RolloutFile& file, const std::stop_token& stop) {
  MINYI_TRY(std::string content, get("/v1/files/" + to_hex(file.digest), file.size, stop));
  MINYI_CHECK(exchange::verify(file, content));
  return content;
}

}  // namespace minyi::kiosk::upload
