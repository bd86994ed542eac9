// The outbox on its own thread: the connection, and beside it what the disk says of the stream.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "minyi/store/outbox.hpp"
#include "minyi/store/room.hpp"
#include "minyi/store/salvage.hpp"
#include "minyi/store/settings_copy.hpp"
#include "minyi/store/sqlite.hpp"

namespace minyi::kiosk::store {

// Lives on the worker's thread: connection and, beside it, what the disk says of the stream. `head_` is only ever what
// a commit has put on disk. When a commit fails, be it that the fsync failed after all was written, SQLite takes it
// back, and the next one is written over it. The connection is kept for that: who reads the file anew finds what failed
// in the system's cache, whether the disk has it or not, and would go on behind it.
class Core {
 public:
  Core(std::string path, OutboxOptions options);

  // Does what is asked, and once more where the store was damaged and has been salvaged.
  template <class Work>
  auto mended(Work&& work) -> decltype(work());

  Result<> reload();
  Result<> make_room();
  Result<Sequence> append(const exchange::SealedRecord& record, exchange::Outcome outcome);
  Result<Run> pending(std::size_t max_records, std::size_t max_bytes);
  Result<Run> records_after(const exchange::Head& after, std::size_t max_records, std::size_t max_bytes);
  Result<Taken> acknowledge(const exchange::Receipt& receipt);
  Result<> start_over(Sequence after);
  Result<> start_as_another();
  Result<> count(Step step, const std::string& day, const FormId& form, const std::string& version,
                 const std::string& question_path);
  Result<std::vector<exchange::FunnelDay>> funnel();
  Result<> funnel_sent(const std::vector<exchange::FunnelDay>& sent);
  Result<Status> status();
  Result<std::optional<Bytes>> setting(const std::string& name);
  Result<> set_setting(const std::string& name, ByteView value);

 private:
  struct Kept {  // acknowledged bodies that are still here: those after `dropped`
    std::uint64_t dropped = 0;
    std::uint64_t bytes = 0;
  };

  Result<> ready() { return database_ ? Result<>{} : reload(); }
  Result<Sequence> store(const exchange::SealedRecord& record, exchange::Outcome outcome);
  Result<> settle();
  Result<> salvage_now();
  Result<std::uint64_t> free_bytes() const;
  Result<std::map<std::string, Bytes>> settings();
  Result<Digest> link_at(std::uint64_t sequence);
  Result<bool> in_chain(const exchange::Head& head);
  Result<std::uint64_t> bytes_between(std::uint64_t after, std::uint64_t last);
  Result<> note_receipt(const exchange::Receipt& receipt);
  Result<Kept> due(Kept kept, std::uint64_t acknowledged, Instant collector_time);
  Result<> drop_bodies(std::uint64_t last);
  Result<> renumber(const StreamId& fresh, std::uint64_t after, exchange::Head& head);
  Result<> raise(std::string_view alarm);
  void adopt(const StreamId& stream, const exchange::Head& head);

  [[nodiscard]] Damaged damaged() const { return {path_, options_.vfs, settings_copy_, *options_.clock}; }

  std::string path_;
  OutboxOptions options_;
  Room room_;
  SettingsCopy settings_copy_;
  std::optional<Database> database_{};
  StreamId stream_{};
  exchange::Head head_{};
  exchange::Head acknowledged_{};
  Kept kept_{};
  std::uint64_t completed_total_ = 0;
};

template <class Work>
auto Core::mended(Work&& work) -> decltype(work()) {
  auto done = work();
  if (done || done.error().code != ErrorCode::store_damaged) return done;
  MINYI_CHECK(salvage_now());
  return work();
}

}  // namespace minyi::kiosk::store
