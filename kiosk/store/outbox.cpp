#include "minyi/store/outbox.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "minyi/store/schema.hpp"
#include "minyi/store/sqlite.hpp"
#include "minyi/store/worker.hpp"

namespace minyi::kiosk::store {
namespace {

using exchange::Head;

struct StepColumn {
  Step step;
  std::string_view name;
};
constexpr auto step_columns = std::to_array<StepColumn>({{Step::shown, "shown"},
                                                         {Step::started, "started"},
                                                         {Step::completed, "completed"},
                                                         {Step::abandoned, "abandoned"}});

std::string_view column_of(Step step) {
  return std::find_if(step_columns.begin(), step_columns.end(), [&](const StepColumn& c) { return c.step == step; })
      ->name;
}

template <class Array>
Result<Array> fixed(const Bytes& bytes, const std::string& path) {
  Array array{};
  if (bytes.size() != array.size()) return fail(ErrorCode::store_damaged, "an id or hash has the wrong length", path);
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

// Lives on the worker's thread: connection and, beside it, what the disk says of the stream. `head_` is only ever what
// a commit has put on disk; when a commit fails the file is opened again and asked.
class Core {
 public:
  Core(std::string path, OutboxOptions options) : path_(std::move(path)), options_(std::move(options)) {}

  Result<> reload();
  Result<Sequence> append(const exchange::SealedRecord& record, exchange::Outcome outcome);
  Result<Run> pending(std::size_t max_records, std::size_t max_bytes);
  Result<> acknowledge(const exchange::Receipt& receipt);
  Result<> start_over();
  Result<> count(Step step, const std::string& day, const FormId& form, const std::string& version,
                 const std::string& question_path);
  Result<std::vector<exchange::FunnelDay>> funnel();
  Result<> funnel_sent(const std::vector<exchange::FunnelDay>& sent);
  Result<Status> status();
  Result<std::optional<Bytes>> setting(const std::string& name);
  Result<> set_setting(const std::string& name, ByteView value);

 private:
  struct Doubt {  // an append whose commit failed: the disk may hold it all the same
    Head after;
    Digest record;
  };

  Result<> ready() { return database_ ? Result<>{} : reload(); }
  template <class Work>
  Result<> write(Work&& work);
  Result<> settle();
  Result<std::uint64_t> free_bytes() const;
  Result<> leave_room(std::size_t size) const;
  Result<Digest> link_at(std::uint64_t sequence);
  Result<bool> in_chain(const Head& head);
  Result<> drop_bodies(const exchange::Receipt& receipt);
  Result<> renumber(const StreamId& fresh, const Head& acknowledged, std::string_view alarm, Head& head);

  std::string path_;
  OutboxOptions options_;
  std::optional<Database> database_{};
  StreamId stream_{};
  Head head_{};
  Head acknowledged_{};
  std::uint64_t completed_total_ = 0;
  std::optional<Doubt> doubt_{};
};

// Opens the file and takes the stream from it; checks the chain over all that is not acknowledged.
Result<> Core::reload() {
  database_.reset();
  MINYI_TRY(Database database, open_store_file(path_, options_.vfs));
  MINYI_TRY(Statement state, database.prepare("SELECT stream, acknowledged, completed_total FROM state"));
  MINYI_TRY(const bool there, state.step());
  if (!there) return fail(ErrorCode::store_damaged, "the store has no stream", path_);
  MINYI_TRY(const auto stream, fixed<StreamId::rep>(state.blob(0), path_));
  const std::uint64_t acknowledged = state.integer(1);
  const std::uint64_t completed = state.integer(2);

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
  return {};
}

// A failed write leaves open what the disk holds (a commit's fsync may fail after its frames were written), so the
// connection is given up: the next call reads the file anew.
template <class Work>
Result<> Core::write(Work&& work) {
  auto done = database_->transaction(std::forward<Work>(work));
  if (!done && done.error().code != ErrorCode::chain_broken) database_.reset();
  return done;
}

// Carries the log into the file with both fsynced: whoever was in doubt is durable after this.
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

Result<> Core::leave_room(std::size_t size) const {
  MINYI_TRY(const std::uint64_t free, free_bytes());
  if (free < options_.reserve_bytes + size)
    return fail(ErrorCode::store_full, fmt::format("only {} MB are free", free >> 20), path_,
                fmt::format("free at least {} MB on this disk", (options_.reserve_bytes >> 20) + 1));
  return {};
}

Result<Sequence> Core::append(const exchange::SealedRecord& record, exchange::Outcome outcome) {
  if (record.bytes.size() > exchange::max_sealed_size)
    return fail(ErrorCode::wire_too_large, fmt::format("a sealed record has {} bytes", record.bytes.size()));
  MINYI_CHECK(ready());
  const Digest digest = exchange::blake2b(record.bytes);
  if (doubt_ && doubt_->after == head_ && doubt_->record == digest) {
    MINYI_CHECK(settle());
    doubt_.reset();
    return head_.sequence;
  }
  MINYI_CHECK(leave_room(record.bytes.size()));
  const Head next = exchange::extend_by_digest(head_, digest);
  const std::uint64_t completed = completed_total_ + (outcome == exchange::Outcome::complete ? 1 : 0);
  const auto done = write([&]() -> Result<> {
    MINYI_TRY(Statement insert, database_->prepare("INSERT INTO record (seq, link, body) VALUES (?, ?, ?)"));
    insert.bind(1, next.sequence.value()).bind(2, ByteView(next.hash)).bind(3, ByteView(record.bytes));
    MINYI_CHECK(insert.run());
    if (completed == completed_total_) return {};
    MINYI_TRY(Statement state, database_->prepare("UPDATE state SET completed_total = ?"));
    return state.bind(1, completed).run();
  });
  if (done) {
    doubt_.reset();
    head_ = next;
    completed_total_ = completed;
    return next.sequence;
  }
  doubt_ = Doubt{next, digest};
  if (reload() && head_ == next && settle()) {
    doubt_.reset();
    return next.sequence;
  }
  return fail(done.error());
}

Result<Run> Core::pending(std::size_t max_records, std::size_t max_bytes) {
  MINYI_CHECK(ready());
  Run run{stream_, acknowledged_, {}};
  MINYI_TRY(Statement records, database_->prepare("SELECT body FROM record WHERE seq > ? ORDER BY seq LIMIT ?"));
  records.bind(1, acknowledged_.sequence.value())
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

Result<> Core::drop_bodies(const exchange::Receipt& receipt) {
  for (const exchange::Rejection& rejected : receipt.rejected) {
    if (rejected.sequence <= acknowledged_.sequence || rejected.sequence > receipt.head.sequence) continue;
    MINYI_TRY(Statement keep, database_->prepare("INSERT OR IGNORE INTO poison (stream, seq, code, body) "
                                                 "SELECT ?, seq, ?, body FROM record WHERE seq = ?"));
    keep.bind(1, ByteView(stream_.value())).bind(2, rejected.code).bind(3, rejected.sequence.value());
    MINYI_CHECK(keep.run());
  }
  MINYI_TRY(Statement drop, database_->prepare("UPDATE record SET body = NULL WHERE seq > ? AND seq <= ?"));
  MINYI_CHECK(drop.bind(1, acknowledged_.sequence.value()).bind(2, receipt.head.sequence.value()).run());
  MINYI_TRY(Statement state, database_->prepare("UPDATE state SET acknowledged = ?"));
  return state.bind(1, receipt.head.sequence.value()).run();
}

// Moves all after `acknowledged` into the stream `fresh`, from 1 on, and says why; `head` becomes its head.
Result<> Core::renumber(const StreamId& fresh, const Head& acknowledged, std::string_view alarm, Head& head) {
  head = exchange::genesis(fresh);
  MINYI_TRY(Statement drop, database_->prepare("DELETE FROM record WHERE seq <= ?"));
  MINYI_CHECK(drop.bind(1, acknowledged.sequence.value()).run());
  for (std::uint64_t old = acknowledged.sequence.value() + 1; old <= head_.sequence.value(); ++old) {
    MINYI_TRY(Statement record, database_->prepare("SELECT body FROM record WHERE seq = ?"));
    MINYI_TRY(const bool there, record.bind(1, old).step());
    if (!there) return fail(ErrorCode::store_damaged, fmt::format("record {} is missing", old), path_);
    head = exchange::extend(head, record.blob(0));
    MINYI_TRY(Statement renamed, database_->prepare("UPDATE record SET seq = ?, link = ? WHERE seq = ?"));
    MINYI_CHECK(renamed.bind(1, head.sequence.value()).bind(2, ByteView(head.hash)).bind(3, old).run());
  }
  MINYI_TRY(Statement state, database_->prepare("UPDATE state SET stream = ?, acknowledged = 0"));
  MINYI_CHECK(state.bind(1, ByteView(fresh.value())).run());
  MINYI_TRY(Statement raised, database_->prepare("INSERT OR IGNORE INTO alarm (name) VALUES (?)"));
  return raised.bind(1, alarm).run();
}

Result<> Core::acknowledge(const exchange::Receipt& receipt) {
  MINYI_CHECK(ready());
  if (receipt.stream != stream_) return fail(ErrorCode::chain_broken, "the receipt is for another stream");
  MINYI_TRY(const bool ours, in_chain(receipt.head));
  if (!ours && !receipt.fork)
    return fail(ErrorCode::chain_broken,
                fmt::format("the collector's head {} is not in this store's chain", receipt.head.sequence.value()));
  const bool moves = ours && receipt.head.sequence > acknowledged_.sequence;
  if (!moves && !receipt.fork) return {};

  const StreamId stream = receipt.fork ? exchange::random_stream_id() : stream_;
  const Head acknowledged = moves ? receipt.head : acknowledged_;
  Head head = head_;
  const auto written = write([&]() -> Result<> {
    if (moves) MINYI_CHECK(drop_bodies(receipt));
    return receipt.fork ? renumber(stream, acknowledged, "fork", head) : Result<>{};
  });
  MINYI_CHECK(written);
  stream_ = stream;
  head_ = head;
  acknowledged_ = receipt.fork ? exchange::genesis(stream) : acknowledged;
  doubt_.reset();
  // Dropped bodies are still in the log until it is written back. Not worth failing for: the receipt has taken hold.
  if (head_ == acknowledged_ && !settle()) database_.reset();
  return {};
}

Result<> Core::start_over() {
  MINYI_CHECK(ready());
  const StreamId fresh = exchange::random_stream_id();
  Head head{};
  const auto written = write([&]() -> Result<> {
    MINYI_CHECK(renumber(fresh, acknowledged_, "collector-behind", head));
    return database_->execute("UPDATE funnel SET sent = 0");
  });
  MINYI_CHECK(written);
  stream_ = fresh;
  head_ = head;
  acknowledged_ = exchange::genesis(fresh);
  doubt_.reset();
  return {};
}

Result<> Core::count(Step step, const std::string& day, const FormId& form, const std::string& version,
                     const std::string& question_path) {
  MINYI_CHECK(ready());
  return write([&]() -> Result<> {
    const auto column = column_of(step);
    MINYI_TRY(Statement counter,
              database_->prepare(fmt::format("INSERT INTO funnel (day, form, version, {0}) VALUES (?, ?, ?, 1) "
                                             "ON CONFLICT DO UPDATE SET {0} = {0} + 1",
                                             column)));
    MINYI_CHECK(counter.bind(1, day).bind(2, form.value()).bind(3, version).run());
    if (step != Step::abandoned || question_path.empty()) return {};
    MINYI_TRY(Statement question,
              database_->prepare("INSERT INTO funnel_question (day, form, version, question, abandoned) "
                                 "VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET abandoned = abandoned + 1"));
    return question.bind(1, day).bind(2, form.value()).bind(3, version).bind(4, question_path).run();
  });
}

Result<std::vector<exchange::FunnelDay>> Core::funnel() {
  MINYI_CHECK(ready());
  std::vector<exchange::FunnelDay> days;
  MINYI_TRY(Statement rows,
            database_->prepare("SELECT day, form, version, shown, started, completed, abandoned FROM funnel "
                               "WHERE shown + started + completed + abandoned != sent "
                               "OR day = (SELECT max(day) FROM funnel) ORDER BY day, form, version"));
  for (;;) {
    MINYI_TRY(const bool row, rows.step());
    if (!row) break;
    exchange::FunnelDay day;
    day.day = rows.text(0);
    day.form = FormId{rows.text(1)};
    day.version = rows.text(2);
    day.shown = rows.integer(3);
    day.started = rows.integer(4);
    day.completed = rows.integer(5);
    day.abandoned = rows.integer(6);
    MINYI_TRY(Statement questions, database_->prepare("SELECT question, abandoned FROM funnel_question "
                                                      "WHERE day = ? AND form = ? AND version = ?"));
    questions.bind(1, day.day).bind(2, day.form.value()).bind(3, day.version);
    for (;;) {
      MINYI_TRY(const bool question, questions.step());
      if (!question) break;
      day.abandoned_at.emplace(questions.text(0), questions.integer(1));
    }
    days.push_back(std::move(day));
  }
  return days;
}

Result<> Core::funnel_sent(const std::vector<exchange::FunnelDay>& sent) {
  if (sent.empty()) return {};
  MINYI_CHECK(ready());
  return write([&]() -> Result<> {
    for (const exchange::FunnelDay& day : sent) {
      // Counters only grow, so their sum says which state of them was sent.
      MINYI_TRY(Statement mark,
                database_->prepare("UPDATE funnel SET sent = max(sent, min(?, shown + started + completed + "
                                   "abandoned)) WHERE day = ? AND form = ? AND version = ?"));
      mark.bind(1, day.shown + day.started + day.completed + day.abandoned).bind(2, day.day);
      MINYI_CHECK(mark.bind(3, day.form.value()).bind(4, day.version).run());
    }
    return {};
  });
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

Result<> Core::set_setting(const std::string& name, ByteView value) {
  MINYI_CHECK(ready());
  return write([&]() -> Result<> {
    MINYI_TRY(Statement row, database_->prepare("INSERT INTO setting (name, value) VALUES (?, ?) "
                                                "ON CONFLICT DO UPDATE SET value = excluded.value"));
    return row.bind(1, name).bind(2, value).run();
  });
}

// Every call is carried to the worker's thread.
class SqliteOutbox final : public Outbox {
 public:
  SqliteOutbox(const std::string& path, const OutboxOptions& options) : core_(std::make_unique<Core>(path, options)) {}
  ~SqliteOutbox() override {
    worker_.run([this] { core_.reset(); });
  }
  SqliteOutbox(const SqliteOutbox&) = delete;
  SqliteOutbox& operator=(const SqliteOutbox&) = delete;

  Result<> open() {
    return worker_.run([&] { return core_->reload(); });
  }
  Result<Sequence> append(const exchange::SealedRecord& record, exchange::Outcome outcome) override {
    return worker_.run([&] { return core_->append(record, outcome); });
  }
  Result<Run> pending(std::size_t max_records, std::size_t max_bytes) override {
    return worker_.run([&] { return core_->pending(max_records, max_bytes); });
  }
  Result<> acknowledge(const exchange::Receipt& receipt) override {
    return worker_.run([&] { return core_->acknowledge(receipt); });
  }
  Result<> start_over() override {
    return worker_.run([&] { return core_->start_over(); });
  }
  Result<> count(Step step, const std::string& day, const FormId& form, const std::string& version,
                 const std::string& question_path) override {
    return worker_.run([&] { return core_->count(step, day, form, version, question_path); });
  }
  Result<std::vector<exchange::FunnelDay>> funnel() override {
    return worker_.run([&] { return core_->funnel(); });
  }
  Result<> funnel_sent(const std::vector<exchange::FunnelDay>& sent) override {
    return worker_.run([&] { return core_->funnel_sent(sent); });
  }
  Result<Status> status() override {
    return worker_.run([&] { return core_->status(); });
  }
  Result<std::optional<Bytes>> setting(const std::string& name) override {
    return worker_.run([&] { return core_->setting(name); });
  }
  Result<> set_setting(const std::string& name, ByteView value) override {
    return worker_.run([&] { return core_->set_setting(name, value); });
  }

 private:
  Worker worker_;
  std::unique_ptr<Core> core_;  // made and ended while the worker runs; used on its thread only
};

}  // namespace

Result<std::unique_ptr<Outbox>> open_outbox(const std::string& path, const OutboxOptions& options) {
  auto outbox = std::make_unique<SqliteOutbox>(path, options);
  MINYI_CHECK(outbox->open());
  return outbox;
}

}  // namespace minyi::kiosk::store
