// The uploader: one thread that brings the outbox to the collector, in batches, for as long as it takes. Never touches
// the screen. When to try again is a pure function (retry.hpp).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/exchange/enrolment.hpp"
#include "minyi/exchange/rotation.hpp"
#include "minyi/store/outbox.hpp"

namespace minyi::kiosk::upload {

// Who this kiosk is and whom it trusts. Kept in the outbox's settings after enrolment.
struct Identity {
  KioskId kiosk{};
  SiteId site{};
  std::string site_name{};
  std::string collector_url{};  // "http://127.0.0.1:8080"
  exchange::SignKeyPair keys;
  exchange::SealPublicKey collector_seal;
  exchange::SignPublicKey collector_sign;
  std::string publisher_key{};  // minisign public line
  std::string collector_ca{};   // PEM: who alone may vouch for the collector's address; empty: whom the system trusts
  std::vector<std::string> former_publishers{};  // since it was enrolled; oldest first
};

// Whose signature a rollout may bear that is kept here, oldest first; a new one bears the last one's.
std::vector<std::string> publishers_of(const Identity& identity);

// POST /v1/enrol. Errors: code_unknown, code_used, code_expired, network_failed, collector_wrong (what answered does
// not know the code), each with a hint for the attendant. On success the identity has been stored. `stop` ends the
// request at once: network_failed. A kiosk that has an identity is enrolled anew: its own keys are fresh and the
// collector's as told; it keeps the former identity until all is well. What was not acknowledged goes along, in a new
// stream, but not to another collector, which could not open it: collector_wrong, and the code stays good.
Result<Identity> enrol(const std::string& collector_url, const exchange::EnrolmentCode& code, store::Outbox& outbox,
                       const Clock& clock, const std::stop_token& stop = {}, const std::string& ca = {});
// Whether the present identity was made by this code.
Result<bool> enrolled_by(const exchange::EnrolmentCode& code, store::Outbox& outbox);
// Nothing when this store was never enrolled.
Result<std::optional<Identity>> load_identity(store::Outbox& outbox);
// The same collector under another address, or vouched for by others (`ca`: PEM, or empty for the system's): keys and
// all else stay, so that whoever answers there must still be it. kiosk_unknown when this store was never enrolled,
// argument_invalid for an address that is none; nothing has changed then.
Result<Identity> move_collector(store::Outbox& outbox, const std::string& url, const std::string& ca = {});

// Takes the newest keys of collector and publisher that those in hand vouch for, and stores them. Whether there were
// any. Errors: the outbox's; the identity is as it was then.
Result<bool> follow(const exchange::Rotations& rotations, Identity& identity, store::Outbox& outbox);

struct UploadStatus {
  bool online = false;
  std::string waiting_for;  // why it is not sending now, in words; empty when there is nothing to say
  std::optional<Instant> last_receipt{};
  std::uint64_t rollout_version = 0;  // the collector's newest for us
};

struct UploadOptions {
  std::chrono::milliseconds heartbeat{60'000};      // with nothing to send
  std::chrono::milliseconds key_check{86'400'000};  // between looks for new keys, when nothing asks for one
  // Before the first sync, uniform in [0, this]: when the power comes back, a county's kiosks start in the same second.
  std::chrono::milliseconds start_spread{0};
  std::chrono::milliseconds backoff_base{1'000};  // full jitter: uniform in [0, min(cap, base * 2^failures)]
  std::chrono::milliseconds backoff_cap{300'000};
  std::size_t max_records = 200;
  std::size_t max_bytes = 1u << 20;
  std::string program_version{};
  // Added to the backoff when the collector asks for more time, but never more than this.
  std::chrono::milliseconds retry_after_cap{900'000};
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::seconds stall_timeout{30};  // less than 100 bytes a second for so long
  std::chrono::milliseconds request_timeout{300'000};
  std::shared_ptr<const TimeZone> zone{};  // for the health's offset; empty: the process's
};

class Uploader {
 public:
  virtual ~Uploader() = default;  // stops the thread; a request under way is aborted
  virtual void nudge() = 0;       // something was appended: send soon, but not in the midst of a backoff
  virtual void try_now() = 0;     // somebody stands before the kiosk and wants to know: whatever it waits for ends
  [[nodiscard]] virtual UploadStatus status() const = 0;
  // As it is now: the keys that answers are sealed to may have changed since the start. Never null.
  [[nodiscard]] virtual std::shared_ptr<const Identity> identity() const = 0;
};

// `on_rollout` is called on the uploader's thread with a rollout that was fetched and whose minisign signature is
// verified (json and signature as served), when the collector names a newer version than `current_rollout()` says is
// active. `source` downloads by digest what it names (verified). Its result says whether it took hold; a failure is
// retried at the next sync.
struct UploadHooks {
  std::function<std::uint64_t()> current_rollout;
  std::function<Result<>(const std::string& json, const std::string& signature, exchange::RolloutSource& source)>
      on_rollout;
  // Optional: the publisher signs with this key from now on (minisign public line). On the uploader's thread; what was
  // refused as another's is tried once more after it.
  std::function<void(const std::string& line)> on_publisher{};
  // Optional: what others than the store have to alarm about, for the health. On the uploader's thread, at every sync.
  std::function<std::vector<std::string>()> alarms{};
  // Optional: a line for the log whenever what the uploader is doing changes. On the uploader's thread; no ids of
  // records.
  std::function<void(const std::string& line)> log{};
};

std::unique_ptr<Uploader> start_uploader(std::shared_ptr<store::Outbox> outbox,
                                         std::shared_ptr<const Identity> identity, UploadOptions options,
                                         UploadHooks hooks, std::shared_ptr<const Clock> clock);

}  // namespace minyi::kiosk::upload
