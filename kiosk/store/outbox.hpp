// The outbox: sealed records in a hash-chained stream, on one SQLite connection that lives on one thread (Debian 12's
// SQLite 3.40.1 can lose a WAL reset between two). WAL + synchronous=FULL, set and read back when it opens. Every call
// may come from any thread: it is carried out on the store's own, in order, and returns when it is done.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/exchange/seal.hpp"
#include "minyi/exchange/sync.hpp"

namespace minyi::kiosk::store {

struct Run {
  StreamId stream{};
  exchange::Head after{};
  std::vector<exchange::SealedRecord> records{};
};

struct Status {
  StreamId stream{};
  exchange::Head head{};  // of what is stored
  exchange::Head acknowledged{};
  std::uint64_t pending = 0;          // records not acknowledged
  std::uint64_t rejected = 0;         // poison, kept sealed
  std::uint64_t completed_total = 0;  // complete responses ever stored here
  std::uint64_t free_bytes = 0;       // on the file system of the store
  std::vector<std::string> alarms{};
};

enum class Step { shown, started, completed, abandoned };

// What the uploader needs of the store (the in-memory twin for its tests implements this too).
class Outbox {
 public:
  virtual ~Outbox() = default;
  // Durable when it returns: chain link and body are committed and fsynced. store_full, store_failed; wire_too_large
  // above max_sealed_size. After store_failed the record may be there or not (the disk did not say); asking again with
  // the same bytes is safe.
  virtual Result<Sequence> append(const exchange::SealedRecord& record, exchange::Outcome outcome) = 0;
  // Oldest records after the acknowledged head, bounded by count and by bytes (at least one when there is one).
  virtual Result<Run> pending(std::size_t max_records, std::size_t max_bytes) = 0;
  // Takes a verified receipt: moves the acknowledged head forward (never back), drops the bodies up to it but those
  // rejected. chain_broken when the receipt's head is not in this stream's chain (nothing changes). A fork opens a new
  // stream, renumbers what was not acknowledged and raises the alarm "fork", which stays.
  virtual Result<> acknowledge(const exchange::Receipt& receipt) = 0;
  // The collector is behind what it had acknowledged, e.g. restored from a backup, and the bodies it would need are
  // gone. Does what a fork does, with the alarm "collector-behind", which stays; and every day of the funnel counts as
  // not sent.
  virtual Result<> start_over() = 0;
  virtual Result<> count(Step step, const std::string& day, const FormId& form, const std::string& version,
                         const std::string& question_path) = 0;
  // Days not yet acknowledged as sent, and today.
  virtual Result<std::vector<exchange::FunnelDay>> funnel() = 0;
  virtual Result<> funnel_sent(const std::vector<exchange::FunnelDay>& sent) = 0;
  virtual Result<Status> status() = 0;
  // Small settings: keys, ids, rollout version. Committed durably.
  virtual Result<std::optional<Bytes>> setting(const std::string& name) = 0;
  virtual Result<> set_setting(const std::string& name, ByteView value) = 0;
};

// Opens or creates the store's file (directory must exist; file mode 0600). Errors: store_foreign (not ours),
// store_newer (made by a later version), store_damaged, store_full, store_failed; nothing on disk is touched then.
struct OutboxOptions {
  std::uint64_t reserve_bytes =
      64u << 20;      // append leaves this much of the disk free: store_full; alarm "disk-low" at twice that
  std::string vfs{};  // SQLite's file layer; empty: the system's own. Tests put a failing one here
};
Result<std::unique_ptr<Outbox>> open_outbox(const std::string& path, const OutboxOptions& options = {});

// For tests of the layers above.
std::unique_ptr<Outbox> make_memory_outbox();

}  // namespace minyi::kiosk::store
