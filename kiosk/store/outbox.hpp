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

// What a receipt did to the stream: confirmed part of it, or proved that another history of it exists.
enum class Taken { confirmed, forked };

enum class Step { shown, started, completed, abandoned };

// What the uploader needs of the store (the in-memory twin for its tests implements this too).
class Outbox {
 public:
  virtual ~Outbox() = default;
  // Makes sure that an answer begun now will fit when it is finished, whatever else fills the disk meanwhile: to be
  // asked before a resident starts. store_full when it would not.
  virtual Result<> make_room() = 0;
  // Durable when it returns: chain link and body are committed and fsynced. store_full, store_failed; wire_too_large
  // above max_sealed_size. After store_failed it is not in the stream, and asking again is safe; only when the
  // program ends before anything else is stored may it be there all the same.
  virtual Result<Sequence> append(const exchange::SealedRecord& record, exchange::Outcome outcome) = 0;
  // Oldest records after the acknowledged head, bounded by count and by bytes (at least one when there is one).
  virtual Result<Run> pending(std::size_t max_records, std::size_t max_bytes) = 0;
  // The same after a later place of this stream, for who carries more than one run. chain_broken when it is none.
  virtual Result<Run> records_after(const exchange::Head& after, std::size_t max_records, std::size_t max_bytes) = 0;
  // Takes a verified receipt: moves the acknowledged head forward (never back). Bodies up to it stay for a while, in
  // case the collector falls behind, and are then dropped, but for those rejected. chain_broken when the receipt is for
  // another stream (nothing changes). A fork (it says so, or its head is no place of this stream: the disk was restored
  // from an old copy, and the collector knows of later records) opens a new stream, renumbers what was not acknowledged
  // and raises the alarm "fork", which stays.
  virtual Result<Taken> acknowledge(const exchange::Receipt& receipt) = 0;
  // The collector's head, `after`, is behind what it had acknowledged: it was restored from a backup. Does what a fork
  // does, with all records after that place whose bodies are still here, and the alarm "collector-behind", which stays;
  // every day of the funnel counts as not sent.
  virtual Result<> start_over(Sequence after) = 0;
  // The kiosk is another one to the collector, which ties a stream to the kiosk that opened it: opens a new stream and
  // renumbers in it what was not acknowledged. Days of the funnel that were told whole stay with the former one; a day
  // half told is told once more.
  virtual Result<> start_as_another() = 0;
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

struct OutboxOptions {
  std::uint64_t reserve_bytes = 64u << 20;  // free on the disk before a resident starts; alarm "disk-low" at twice that
  std::uint64_t room_bytes = 16u << 20;     // held back for the answer that a resident has begun; 0: none
  // How long bodies outlive their receipt, by the collector's clock, and how many bytes of them at most.
  std::chrono::hours grace{24 * 14};
  std::uint64_t kept_bytes = 32u << 20;
  std::string vfs{};                     // SQLite's file layer; empty: the system's own. Tests put a failing one here
  std::shared_ptr<const Clock> clock{};  // for the names of damaged files; empty: the system's
};
// Opens or creates the store's file (directory must exist; file mode 0600). Errors: store_foreign (not ours),
// store_newer (made by a later version), store_full, store_failed; nothing on disk is touched then.
// A damaged store, now or later, is salvaged (salvage.hpp): what can be read goes into a new stream, the damaged file
// is set aside, the alarm "salvaged" stays. store_damaged when that has happened too often.
Result<std::unique_ptr<Outbox>> open_outbox(const std::string& path, const OutboxOptions& options = {});

// For tests of the layers above.
std::unique_ptr<Outbox> make_memory_outbox();

}  // namespace minyi::kiosk::store
