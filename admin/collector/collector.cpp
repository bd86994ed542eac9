#include "minyi/collector/collector.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>
#include <spdlog/logger.h>

#include "minyi/collector/log.hpp"
#include "minyi/exchange/problem.hpp"

namespace minyi::collector {
namespace {

Result<Digest> digest_of(const std::string& hex) {
  MINYI_TRY(const Bytes bytes, from_hex(hex));
  Digest digest{};
  if (bytes.size() != digest.size()) return fail(ErrorCode::wire_malformed, "a digest has 64 hexadecimal digits");
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

}  // namespace

Answer answer_error(const Error& error) {
  return {http_status(error.code), std::string(exchange::problem_content_type), exchange::encode_problem(error)};
}

Result<warehouse::Kiosk> Collector::authenticate(const Request& request) {
  MINYI_TRY(const std::string id, exchange::claimed_key_id(request.signature));
  MINYI_TRY(auto kiosk, warehouse_.kiosk(KioskId{id}));
  if (!kiosk) return fail(ErrorCode::kiosk_unknown, "this kiosk is not enrolled here", {}, "enrol it with a new code");
  MINYI_CHECK(
      exchange::verify_request(request.method, request.path, as_bytes(request.body), request.signature, kiosk->key));
  if (kiosk->revoked)
    return fail(ErrorCode::kiosk_revoked, "this kiosk was revoked", {}, "ask the office; a new code enrols it anew");
  return std::move(*kiosk);
}

Result<std::uint64_t> Collector::rollout_for(const warehouse::Kiosk& kiosk) {
  MINYI_TRY(const auto newest, warehouse_.rollout());
  if (!newest) return 0;
  const std::lock_guard lock(rollouts_mutex_);
  if (rollouts_.empty() || rollouts_.front().version != newest->version) {
    MINYI_TRY(const auto published, warehouse_.rollouts());
    rollouts_.clear();
    for (const warehouse::PublishedRollout& one : published) {
      auto rollout = exchange::decode_rollout(one.json);
      if (rollout && rollout->version == one.version)
        rollouts_.push_back(std::move(*rollout));
      else
        log_->error("event=rollout_unreadable version={}", one.version);
    }
    new_rollout_ = true;
  }
  for (const exchange::Rollout& one : rollouts_)
    if (exchange::is_for(one, kiosk.site, kiosk.id)) return one.version;
  return 0;
}

Result<Answer> Collector::rollout(const Request& request) {
  MINYI_TRY(const auto kiosk, authenticate(request));
  MINYI_TRY(const std::uint64_t version, rollout_for(kiosk));
  MINYI_TRY(const auto published, warehouse_.rollouts());
  const auto found = std::find_if(published.begin(), published.end(),
                                  [&](const warehouse::PublishedRollout& one) { return one.version == version; });
  if (found == published.end())
    return fail(ErrorCode::not_found, "nothing is published for this kiosk yet", {},
                "run `minyi publish` in the office");
  return Answer{.content_type = std::string(exchange::rollout_content_type),
                .body = exchange::encode(exchange::SignedRollout{found->json, found->signature})};
}

Result<Answer> Collector::form(const Request& request) {
  MINYI_CHECK(authenticate(request));
  MINYI_TRY(const Digest digest, digest_of(request.argument));
  MINYI_TRY(auto published, warehouse_.form(digest));
  if (!published) return fail(ErrorCode::form_unknown, "no form of this digest was published here");
  return Answer{.content_type = "application/xml", .body = std::move(published->xform)};
}

Result<Answer> Collector::file(const Request& request) {
  MINYI_CHECK(authenticate(request));
  MINYI_TRY(const Digest digest, digest_of(request.argument));
  MINYI_TRY(auto content, warehouse_.file(digest));
  if (!content) return fail(ErrorCode::file_missing, "no file of this digest was published here");
  return Answer{.content_type = "application/octet-stream", .body = std::move(*content)};
}

// Anybody may ask: public keys, and a revoked kiosk that is to be enrolled anew must find its way too.
Result<Answer> Collector::keys(const Request&) {
  MINYI_TRY(const auto way, rotations(keys_, warehouse_));
  return Answer{.content_type = std::string(exchange::rotations_content_type),
                .body = std::string(as_text(exchange::encode(way)))};
}

Result<Answer> Collector::health(const Request&) {
  // Reads through the very connection that takes responses.
  const auto reached = warehouse_.rollout();
  const nlohmann::json report = {{"status", reached ? "ok" : "failing"},
                                 {"database", reached ? "ok" : code_name(reached.error().code)},
                                 {"rollout", reached && *reached ? (*reached)->version : 0},
                                 {"version", MINYI_VERSION}};
  if (!reached) log_->error("event=health database={}", one_line(to_string(reached.error())));
  return Answer{.status = reached ? 200 : 503, .content_type = "application/json", .body = report.dump() + "\n"};
}

Result<Answer> Collector::metrics(const Request&) {
  MINYI_TRY(const std::string kiosks, describe_kiosks(warehouse_, clock_.now()));
  return Answer{.content_type = std::string(metrics_content_type), .body = metrics_.text() + kiosks};
}

}  // namespace minyi::collector
