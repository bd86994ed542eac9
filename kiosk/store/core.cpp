#include "minyi/store/core.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "minyi/store/schema.hpp"

namespace minyi::kiosk::store {

using exchange::Head;

namespace {

template <class Array>
Result<Array> fixed(const Bytes& bytes, const std::string& path) {
  Array array{};
  if (bytes.size() != array.size()) return fail(ErrorCode::store_damaged, "an id or hash has the wrong length", path);
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

std::uint64_t hour_of(Instant instant) {
  const auto hours = std::chrono::floor<std::chrono::hours>(instant).time_since_epoch().count();
  return static_cast<std::uint64_t>(std::max<decltype(hours)>(hours, 0));
}

constexpr int pages_given_back = 4000;  // at a time: 16 MB

}  // namespace

Core::Core(std::string path, OutboxOptions options)
    : path_(std::move(path)),
      options_(std::move(options)),
      room_(path_ + ".room", options_.room_bytes),
      settings_copy_(path_ + ".settings") {
  if (!options_.clock) options_.clock = std::make_shared<SystemClock>();
}

// Opens the file and takes the stream from it; checks the chain over all that is not acknowledged.
Result<> Core::reload() {
  database_.reset();
  MINYI_CHECK(finish_salvage(damaged()));
  MINYI_TRY(Database database, open_store_file(path_, options_.vfs));
  MINYI_TRY(Statement state, database.prepare("SELECT stream, acknowledged, completed_total, dropped FROM state"));
  MINYI_TRY(const bool there, state.step());
  if (!there) return fail(ErrorCode::store_damaged, "the store has no stream", path_);
  MINYI_TRY(const auto stream, fixed<StreamId::rep>(state.blob(0), path_));
  const std::uint64_t acknowledged = state.integer(1);
  const std::uint64_t completed = state.integer(2);
  const std::uint64_t dropped = state.integer(3);

  Head head = exchange::genesis(StreamId{stream});
  Head confirmed = head;
  MINYI_TRY(Statement records, database.prepare("SELECT seq, link, body FROM record WHERE seq >= ? ORDER BY seq"));
  records.bind(1, std::max<std::uint64_t>(acknowledged, 1));
  bool first = true;
  for (;;) {
    MINYI_TRY(const bool row, records.step());
    if (!row) break;
    MINYI_TRY(const auto link, fixed<Digest>(records.blob(1), path_));
    const Head next{Sequence{records.integer(0)}, link};
    if (first && next.sequence.value() == acknowledged)
      confirmed = next;
    else if (records.null(2) || next != exchange::extend(head, records.blob(2)))
      return fail(ErrorCode::store_damaged, fmt::format("the chain is broken at {}", next.sequence.value()), path_,
                  "keep the file and ask for help");
    head = next;
    first = false;
  }
  if (confirmed.sequence.value() != acknowledged)
    return fail(ErrorCode::store_damaged, fmt::format("link {} is missing", acknowledged), path_,
                "keep the file and ask for help");
  stream_ = StreamId{stream};
  head_ = head;
  acknowledged_ = confirmed;
  completed_total_ = completed;
  database_ = std::move(database);
  MINYI_TRY(const std::uint64_t bytes, bytes_between(dropped, acknowledged));
  kept_ = {dropped, bytes};
  if (settings_copy_.exists()) return {};
  MINYI_TRY(const auto all, settings());
  return all.empty() ? Result<>{} : settings_copy_.write(all);
}

// The connection is given up: nobody may have the store open.
Result<> Core::salvage_now() {
  database_.reset();
  auto salvaged = salvage(damaged());
  if (!salvaged && salvaged.error().code == ErrorCode::store_full && room_.give_up()) salvaged = salvage(damaged());
  return salvaged;
}

// Carries the log into the file, with both fsynced.
Result<> Core::settle() {
  MINYI_TRY(const std::string busy, database_->value("PRAGMA wal_checkpoint(TRUNCATE)"));
  if (busy != "0") return fail(ErrorCode::store_failed, "the store's log cannot be written back", path_);
  return {};
}

Result<std::uint64_t> Core::free_bytes() const {
  std::error_code error;
  const auto space = std::filesystem::space(path_, error);
  if (error) return fail(ErrorCode::store_failed, "the free space cannot be read: " + error.message(), path_);
  return space.available;
}

Result<> Core::make_room() {
  MINYI_CHECK(room_.hold());
  MINYI_TRY(const std::uint64_t free, free_bytes());
  if (free < options_.reserve_bytes)
    return fail(ErrorCode::store_full, fmt::format("only {} MB are free", free >> 20), path_,
                fmt::format("free at least {} MB on this disk; the kiosk opens again by itself",
                            (options_.reserve_bytes >> 20) + 1));
  return {};
}

Result<Sequence> Core::append(const exchange::SealedRecord& record, exchange::Outcome outcome) {
  if (record.bytes.size() > exchange::max_sealed_size)
    return fail(ErrorCode::wire_too_large, fmt::format("a sealed record has {} bytes", record.bytes.size()));
  auto stored = store(record, outcome);
  if (!stored && stored.error().code == ErrorCode::store_full && room_.give_up()) stored = store(record, outcome);
  return stored;
}

Result<Sequence> Core::store(const exchange::SealedRecord& record, exchange::Outcome outcome) {
  MINYI_CHECK(ready());
  const Head next = exchange::extend(head_, record.bytes);
  const std::uint64_t completed = completed_total_ + (outcome == exchange::Outcome::complete ? 1 : 0);
  const auto done = database_->transaction([&]() -> Result<> {
    MINYI_TRY(Statement insert, database_->prepare("INSERT INTO record (seq, link, body) VALUES (?, ?, ?)"));
    insert.bind(1, next.sequence.value()).bind(2, ByteView(next.hash)).bind(3, ByteView(record.bytes));
    MINYI_CHECK(insert.run());
    if (completed == completed_total_) return {};
    MINYI_TRY(Statement state, database_->prepare("UPDATE state SET completed_total = ?"));
    return state.bind(1, completed).run();
  });
  MINYI_CHECK(done);
  head_ = next;
  completed_total_ = completed;
  return next.sequence;
}

Result<Run> Core::pending(std::size_t max_records, std::size_t max_bytes) {
  MINYI_CHECK(ready());
  return records_after(acknowledged_, max_records, max_bytes);
}

Result<Run> Core::records_after(const Head& after, std::size_t max_records, std::size_t max_bytes) {
  MINYI_CHECK(ready());
  MINYI_TRY(const bool ours, in_chain(after));
  if (!ours || after.sequence < acknowledged_.sequence)
    return fail(ErrorCode::chain_broken, "this is no place of the stream that records could follow", path_);
  Run run{stream_, after, {}};
  MINYI_TRY(Statement records, database_->prepare("SELECT body FROM record WHERE seq > ? ORDER BY seq LIMIT ?"));
  records.bind(1, after.sequence.value())
      .bind(2, std::uint64_t{std::min<std::size_t>(max_records, exchange::max_sync_records)});
  std::size_t bytes = 0;
  for (;;) {
    MINYI_TRY(const bool row, records.step());
    if (!row) break;
    exchange::SealedRecord record{records.blob(0)};
    bytes += record.bytes.size();
    if (!run.records.empty() && bytes > max_bytes) break;
    run.records.push_back(std::move(record));
  }
  return run;
}

Result<Digest> Core::link_at(std::uint64_t sequence) {
  if (sequence == 0) return exchange::genesis(stream_).hash;
  MINYI_TRY(Statement record, database_->prepare("SELECT link FROM record WHERE seq = ?"));
  MINYI_TRY(const bool there, record.bind(1, sequence).step());
  if (!there) return fail(ErrorCode::chain_broken, fmt::format("record {} is not in this store", sequence));
  return fixed<Digest>(record.blob(0), path_);
}

Result<bool> Core::in_chain(const Head& head) {
  if (head.sequence > head_.sequence) return false;
  MINYI_TRY(const Digest link, link_at(head.sequence.value()));
  return link == head.hash;
}

Result<std::uint64_t> Core::bytes_between(std::uint64_t after, std::uint64_t last) {
  MINYI_TRY(Statement sum,
            database_->prepare("SELECT ifnull(sum(length(body)), 0) FROM record WHERE seq > ? AND seq <= ?"));
  MINYI_CHECK(sum.bind(1, after).bind(2, last).step());
  return sum.integer(0);
}

// Within a transaction: the acknowledged head moves to the receipt's.
Result<> Core::note_receipt(const exchange::Receipt& receipt) {
  for (const exchange::Rejection& rejected : receipt.rejected) {
    if (rejected.sequence <= acknowledged_.sequence || rejected.sequence > receipt.head.sequence) continue;
    MINYI_TRY(Statement keep, database_->prepare("INSERT OR IGNORE INTO poison (stream, seq, code, body) "
                                                 "SELECT ?, seq, ?, body FROM record WHERE seq = ?"));
    keep.bind(1, ByteView(stream_.value())).bind(2, rejected.code).bind(3, rejected.sequence.value());
    MINYI_CHECK(keep.run());
  }
  MINYI_TRY(Statement state, database_->prepare("UPDATE state SET acknowledged = ?"));
  MINYI_CHECK(state.bind(1, receipt.head.sequence.value()).run());
  MINYI_TRY(Statement hour, database_->prepare("INSERT INTO receipt (hour, head) VALUES (?, ?) "
                                               "ON CONFLICT DO UPDATE SET head = max(head, excluded.head)"));
  return hour.bind(1, hour_of(receipt.collector_time)).bind(2, receipt.head.sequence.value()).run();
}

// What will be kept once all whose time is over has gone: judged by the collector's clock, since the kiosk's may say
// anything, and by the bytes that may be kept.
Result<Core::Kept> Core::due(Kept kept, std::uint64_t acknowledged, Instant collector_time) {
  MINYI_TRY(Statement old, database_->prepare("SELECT ifnull(max(head), 0) FROM receipt WHERE hour < ?"));
  MINYI_CHECK(old.bind(1, hour_of(collector_time - options_.grace)).step());
  const std::uint64_t over = std::min(old.integer(0), acknowledged);
  MINYI_TRY(Statement sizes,
            database_->prepare("SELECT seq, length(body) FROM record WHERE seq > ? AND seq <= ? ORDER BY seq"));
  sizes.bind(1, kept.dropped).bind(2, acknowledged);
  while (kept.dropped < over || kept.bytes > options_.kept_bytes) {
    MINYI_TRY(const bool row, sizes.step());
    if (!row) break;
    kept.dropped = sizes.integer(0);
    kept.bytes -= std::min(kept.bytes, sizes.integer(1));
  }
  return kept;
}

// Within a transaction. SQLite overwrites what is freed (secure_delete), and the file gives pages back. Rows are taken
// out and put in anew: rows that only shrink would stay where they are, a few links on a page, and the file would grow
// for ever.
Result<> Core::drop_bodies(std::uint64_t last) {
  std::vector<Bytes> links;
  MINYI_TRY(Statement rows, database_->prepare("SELECT link FROM record WHERE seq > ? AND seq <= ? ORDER BY seq"));
  rows.bind(1, kept_.dropped).bind(2, last);
  for (;;) {
    MINYI_TRY(const bool row, rows.step());
    if (!row) break;
    links.push_back(rows.blob(0));
  }
  if (links.size() != last - kept_.dropped) return fail(ErrorCode::store_damaged, "a link is missing", path_);
  MINYI_TRY(Statement drop, database_->prepare("DELETE FROM record WHERE seq > ? AND seq <= ?"));
  MINYI_CHECK(drop.bind(1, kept_.dropped).bind(2, last).run());
  for (std::uint64_t seq = kept_.dropped; const Bytes& link : links) {
    MINYI_TRY(Statement keep, database_->prepare("INSERT INTO record (seq, link) VALUES (?, ?)"));
    MINYI_CHECK(keep.bind(1, ++seq).bind(2, ByteView(link)).run());
  }
  MINYI_TRY(Statement state, database_->prepare("UPDATE state SET dropped = ?"));
  MINYI_CHECK(state.bind(1, last).run());
  MINYI_TRY(Statement hours, database_->prepare("DELETE FROM receipt WHERE head <= ?"));
  MINYI_CHECK(hours.bind(1, last).run());
  return database_->execute(fmt::format("PRAGMA incremental_vacuum({})", pages_given_back));
}

// Within a transaction: moves all after a place into the stream `fresh`, from 1 on; `head` becomes its head.
Result<> Core::renumber(const StreamId& fresh, std::uint64_t after, Head& head) {
  head = exchange::genesis(fresh);
  MINYI_TRY(Statement drop, database_->prepare("DELETE FROM record WHERE seq <= ?"));
  MINYI_CHECK(drop.bind(1, after).run());
  for (std::uint64_t old = after + 1; old <= head_.sequence.value(); ++old) {
    MINYI_TRY(Statement record, database_->prepare("SELECT body FROM record WHERE seq = ?"));
    MINYI_TRY(const bool there, record.bind(1, old).step());
    if (!there) return fail(ErrorCode::store_damaged, fmt::format("record {} is missing", old), path_);
    head = exchange::extend(head, record.blob(0));
    MINYI_TRY(Statement renamed, database_->prepare("UPDATE record SET seq = ?, link = ? WHERE seq = ?"));
    MINYI_CHECK(renamed.bind(1, head.sequence.value()).bind(2, ByteView(head.hash)).bind(3, old).run());
  }
  MINYI_TRY(Statement state, database_->prepare("UPDATE state SET stream = ?, acknowledged = 0, dropped = 0"));
  MINYI_CHECK(state.bind(1, ByteView(fresh.value())).run());
  return database_->execute("DELETE FROM receipt");
}

Result<> Core::raise(std::string_view alarm) {
  MINYI_TRY(Statement raised, database_->prepare("INSERT OR IGNORE INTO alarm (name) VALUES (?)"));
  return raised.bind(1, alarm).run();
}

Result<Taken> Core::acknowledge(const exchange::Receipt& receipt) {
  MINYI_CHECK(ready());
  if (receipt.stream != stream_) return fail(ErrorCode::chain_broken, "the receipt is for another stream");
  MINYI_TRY(const bool ours, in_chain(receipt.head));
  const bool moves = ours && receipt.head.sequence > acknowledged_.sequence;
  const Head acknowledged = moves ? receipt.head : acknowledged_;
  if (receipt.fork || !ours) {
    const StreamId fresh = exchange::random_stream_id();
    Head head{};
    const auto written = database_->transaction([&]() -> Result<> {
      if (moves) MINYI_CHECK(note_receipt(receipt));
      MINYI_CHECK(renumber(fresh, acknowledged.sequence.value(), head));
      return raise("fork");
    });
    MINYI_CHECK(written);
    adopt(fresh, head);
    return Taken::forked;
  }
  MINYI_TRY(const std::uint64_t more, bytes_between(acknowledged_.sequence.value(), acknowledged.sequence.value()));
  const Kept before{kept_.dropped, kept_.bytes + more};
  MINYI_TRY(const Kept kept, due(before, acknowledged.sequence.value(), receipt.collector_time));
  const bool drops = kept.dropped > kept_.dropped;
  if (!moves && !drops) return Taken::confirmed;
  const auto written = database_->transaction([&]() -> Result<> {
    if (moves) MINYI_CHECK(note_receipt(receipt));
    return drops ? drop_bodies(kept.dropped) : Result<>{};
  });
  MINYI_CHECK(written);
  acknowledged_ = acknowledged;
  kept_ = kept;
  // Dropped bodies are still in the log until it is written back. Not worth failing for: the receipt has taken hold.
  if (drops && !settle()) database_.reset();
  return Taken::confirmed;
}

Result<> Core::start_over(Sequence after) {
  MINYI_CHECK(ready());
  const std::uint64_t from =
      std::min(std::max(after.value(), kept_.dropped), acknowledged_.sequence.value());  // never past what is not sent
  const StreamId fresh = exchange::random_stream_id();
  Head head{};
  const auto written = database_->transaction([&]() -> Result<> {
    MINYI_CHECK(renumber(fresh, from, head));
    MINYI_CHECK(raise("collector-behind"));
    return database_->execute("UPDATE funnel SET sent = 0");
  });
  MINYI_CHECK(written);
  adopt(fresh, head);
  return {};
}

Result<> Core::start_as_another() {
  MINYI_CHECK(ready());
  const StreamId fresh = exchange::random_stream_id();
  Head head{};
  const auto written = database_->transaction([&]() -> Result<> {
    MINYI_CHECK(renumber(fresh, acknowledged_.sequence.value(), head));
    return database_->execute(
        "DELETE FROM funnel WHERE shown + started + completed + abandoned = sent;"
        "DELETE FROM funnel_question WHERE (day, form, version) NOT IN (SELECT day, form, version FROM funnel)");
  });
  MINYI_CHECK(written);
  adopt(fresh, head);
  return {};
}

// After a renumbering.
void Core::adopt(const StreamId& stream, const Head& head) {
  stream_ = stream;
  head_ = head;
  acknowledged_ = exchange::genesis(stream);
  kept_ = {};
}

Result<Status> Core::status() {
  MINYI_CHECK(ready());
  Status status;
  status.stream = stream_;
  status.head = head_;
  status.acknowledged = acknowledged_;
  status.pending = head_.sequence.value() - acknowledged_.sequence.value();
  status.completed_total = completed_total_;
  MINYI_TRY(Statement poison, database_->prepare("SELECT count(*) FROM poison"));
  MINYI_CHECK(poison.step());
  status.rejected = poison.integer(0);
  MINYI_TRY(status.free_bytes, free_bytes());
  MINYI_TRY(Statement alarms, database_->prepare("SELECT name FROM alarm ORDER BY name"));
  for (;;) {
    MINYI_TRY(const bool row, alarms.step());
    if (!row) break;
    status.alarms.push_back(alarms.text(0));
  }
  if (status.free_bytes < 2 * options_.reserve_bytes) status.alarms.emplace_back("disk-low");
  return status;
}

Result<std::optional<Bytes>> Core::setting(const std::string& name) {
  MINYI_CHECK(ready());
  MINYI_TRY(Statement row, database_->prepare("SELECT value FROM setting WHERE name = ?"));
  MINYI_TRY(const bool there, row.bind(1, name).step());
  if (!there) return std::nullopt;
  return row.blob(0);
}

Result<std::map<std::string, Bytes>> Core::settings() {
  std::map<std::string, Bytes> all;
  MINYI_TRY(Statement rows, database_->prepare("SELECT name, value FROM setting"));
  for (;;) {
    MINYI_TRY(const bool row, rows.step());
    if (!row) return all;
    all.emplace(rows.text(0), rows.blob(1));
  }
}

Result<> Core::set_setting(const std::string& name, ByteView value) {
  MINYI_CHECK(ready());
  const auto written = database_->transaction([&]() -> Result<> {
    MINYI_TRY(Statement row, database_->prepare("INSERT INTO setting (name, value) VALUES (?, ?) "
                                                "ON CONFLICT DO UPDATE SET value = excluded.value"));
    return row.bind(1, name).bind(2, value).run();
  });
  MINYI_CHECK(written);
  MINYI_TRY(auto all, settings());
  auto copied = settings_copy_.write(all);
  for (auto& [key, secret] : all) wipe(secret);
  return copied;
}

}  // namespace minyi::kiosk::store
