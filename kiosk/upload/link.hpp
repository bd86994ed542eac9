// The signed requests a kiosk makes of its collector. Knows the wire, not when to send.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "minyi/exchange/rotation.hpp"
#include "minyi/exchange/sync.hpp"
#include "minyi/upload/batch.hpp"
#include "minyi/upload/http.hpp"
#include "minyi/upload/uploader.hpp"

namespace minyi::kiosk::upload {

struct SyncAnswer {
  Result<exchange::Receipt> receipt;
  std::optional<std::chrono::milliseconds> retry_after{};
  SyncEnd end = SyncEnd::choked;
};

// How keys were changed, as the collector tells anybody. Nothing of it is verified here: each verifies the next.
// not_found: this collector knows of no such thing.
Result<exchange::Rotations> fetch_rotations(HttpClient& client, const std::stop_token& stop);

class Link {
 public:
  Link(CollectorUrl url, std::shared_ptr<const Identity> identity, const UploadOptions& options,
       std::shared_ptr<const Clock> clock);
  SyncAnswer sync(const exchange::SyncRequest& request, const std::stop_token& stop);
  // Its signature is the publisher's; signature_invalid.
  Result<exchange::SignedRollout> rollout(const std::stop_token& stop);
  // What a rollout names, of its size and digest.
  Result<std::string> form(const exchange::RolloutForm& form, const std::stop_token& stop);
  Result<std::string> file(const exchange::RolloutFile& file, const std::stop_token& stop);
  Result<exchange::Rotations> rotations(const std::stop_token& stop) { return fetch_rotations(client_, stop); }
  // Whom to believe from now on.
  void believe(std::shared_ptr<const Identity> identity) { identity_ = std::move(identity); }

 private:
  Result<HttpAnswer> send(HttpRequest request, const std::stop_token& stop);
  Result<std::string> get(const std::string& path, std::uint64_t max_answer, const std::stop_token& stop);

  HttpClient client_;
  std::shared_ptr<const Identity> identity_;
  std::shared_ptr<const Clock> clock_;
};

}  // namespace minyi::kiosk::upload
