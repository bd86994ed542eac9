// The outbox without a disk: the same promises except that nothing outlives it. For tests of the layers above.
#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "minyi/store/outbox.hpp"

namespace minyi::kiosk::store {
namespace {

using exchange::Head;

class MemoryOutbox final : public Outbox {
 public:
  Result<> make_room() override { return {}; }

  Result<Sequence> append(const exchange::SealedRecord& record, exchange::Outcome outcome) override {
    if (record.bytes.size() > exchange::max_sealed_size)
      return fail(ErrorCode::wire_too_large, "a sealed record is too large");
    const std::lock_guard lock(mutex_);
    chain_.push_back(exchange::extend(chain_.back(), record.bytes));
    bodies_.push_back(record.bytes);
    if (outcome == exchange::Outcome::complete) ++completed_total_;
    return chain_.back().sequence;
  }

  Result<Run> pending(std::size_t max_records, std::size_t max_bytes) override {
    const std::lock_guard lock(mutex_);
    return run_after(acknowledged_, max_records, max_bytes);
  }

  Result<Run> records_after(const Head& after, std::size_t max_records, std::size_t max_bytes) override {
    const std::lock_guard lock(mutex_);
    const auto sequence = after.sequence.value();
    if (sequence < acknowledged_ || sequence >= chain_.size() || chain_[sequence] != after)
      return fail(ErrorCode::chain_broken, "this is no place of the stream that records could follow");
    return run_after(sequence, max_records, max_bytes);
  }

  Result<Taken> acknowledge(const exchange::Receipt& receipt) override {
    const std::lock_guard lock(mutex_);
    if (receipt.stream != stream_) return fail(ErrorCode::chain_broken, "the receipt is for another stream");
    const auto sequence = receipt.head.sequence.value();
    const bool ours = sequence < chain_.size() && chain_[sequence] == receipt.head;
    if (ours && sequence > acknowledged_) {
      for (const auto& rejected : receipt.rejected)
        if (rejected.sequence.value() > acknowledged_ && rejected.sequence.value() <= sequence) ++rejected_;
      acknowledged_ = sequence;
    }
    if (ours && !receipt.fork) return Taken::confirmed;
    renumber(acknowledged_);
    alarms_.insert("fork");
    return Taken::forked;
  }

  Result<> start_over(Sequence after) override {
    const std::lock_guard lock(mutex_);
    renumber(std::min<std::size_t>(after.value(), acknowledged_));
    alarms_.insert("collector-behind");
    for (auto& day : funnel_) day.second.sent = 0;
    return {};
  }

  Result<> start_as_another() override {
    const std::lock_guard lock(mutex_);
    renumber(acknowledged_);
    std::erase_if(funnel_, [](const auto& day) { return sum(day.second.counters) == day.second.sent; });
    return {};
  }

  Result<> count(Step step, const std::string& day, const FormId& form, const std::string& version,
                 const std::string& question_path) override {
    const std::lock_guard lock(mutex_);
    auto& counted = funnel_[{day, form, version}].counters;
    switch (step) {
      case Step::shown:
        ++counted.shown;
        break;
      case Step::started:
        ++counted.started;
        break;
      case Step::completed:
        ++counted.completed;
        break;
      case Step::abandoned:
        ++counted.abandoned;
        if (!question_path.empty()) ++counted.abandoned_at[question_path];
        break;
    }
    return {};
  }

  Result<std::vector<exchange::FunnelDay>> funnel() override {
    const std::lock_guard lock(mutex_);
    std::vector<exchange::FunnelDay> days;
    for (const auto& [key, counted] : funnel_) {
      const auto& latest = std::get<0>(funnel_.rbegin()->first);
      if (sum(counted.counters) == counted.sent && std::get<0>(key) != latest) continue;
      auto day = counted.counters;
      std::tie(day.day, day.form, day.version) = key;
      days.push_back(std::move(day));
    }
    return days;
  }

  Result<> funnel_sent(const std::vector<exchange::FunnelDay>& sent) override {
    const std::lock_guard lock(mutex_);
    for (const auto& day : sent)
      if (const auto found = funnel_.find({day.day, day.form, day.version}); found != funnel_.end())
        found->second.sent = std::max(found->second.sent, std::min(sum(day), sum(found->second.counters)));
    return {};
  }

  Result<Status> status() override {
    const std::lock_guard lock(mutex_);
    Status status;
    status.stream = stream_;
    status.head = chain_.back();
    status.acknowledged = chain_[acknowledged_];
    status.pending = bodies_.size() - acknowledged_;
    status.rejected = rejected_;
    status.completed_total = completed_total_;
    status.free_bytes = std::uint64_t{1} << 40;
    status.alarms.assign(alarms_.begin(), alarms_.end());
    return status;
  }

  Result<std::optional<Bytes>> setting(const std::string& name) override {
    const std::lock_guard lock(mutex_);
    const auto found = settings_.find(name);
    if (found == settings_.end()) return std::nullopt;
    return found->second;
  }

  Result<> set_setting(const std::string& name, ByteView value) override {
    const std::lock_guard lock(mutex_);
    settings_[name] = Bytes(value.begin(), value.end());
    return {};
  }

 private:
  struct Counted {
    exchange::FunnelDay counters{};
    std::uint64_t sent = 0;
  };
  static std::uint64_t sum(const exchange::FunnelDay& day) {
    return day.shown + day.started + day.completed + day.abandoned;
  }

  Run run_after(std::size_t after, std::size_t max_records, std::size_t max_bytes) const {
    Run run{stream_, chain_[after], {}};
    std::size_t bytes = 0;
    for (std::size_t i = after; i < bodies_.size(); ++i) {
      bytes += bodies_[i].size();
      if (run.records.size() == std::min(max_records, exchange::max_sync_records)) break;
      if (!run.records.empty() && bytes > max_bytes) break;
      run.records.push_back({bodies_[i]});
    }
    return run;
  }

  void renumber(std::size_t after) {
    stream_ = exchange::random_stream_id();
    bodies_.erase(bodies_.begin(), bodies_.begin() + static_cast<std::ptrdiff_t>(after));
    chain_ = {exchange::genesis(stream_)};
    for (const auto& body : bodies_) chain_.push_back(exchange::extend(chain_.back(), body));
    acknowledged_ = 0;
  }

  std::mutex mutex_;
  StreamId stream_ = exchange::random_stream_id();
  std::vector<Head> chain_{exchange::genesis(stream_)};  // [n] is link n
  std::vector<Bytes> bodies_;                            // [n - 1] is record n
  std::size_t acknowledged_ = 0;
  std::uint64_t rejected_ = 0;
  std::uint64_t completed_total_ = 0;
  std::set<std::string> alarms_;
  std::map<std::tuple<std::string, FormId, std::string>, Counted> funnel_;
  std::map<std::string, Bytes> settings_;
};

}  // namespace

std::unique_ptr<Outbox> make_memory_outbox() { return std::make_unique<MemoryOutbox>(); }

}  // namespace minyi::kiosk::store
