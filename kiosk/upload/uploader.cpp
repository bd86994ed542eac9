#include "minyi/upload/uploader.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "minyi/upload/link.hpp"
#include "minyi/upload/retry.hpp"

namespace minyi::kiosk::upload {
namespace {

constexpr std::size_t max_funnel_days = 1000;  // of one sync (WIRE.md)
constexpr std::size_t max_alarms = 32;
constexpr std::size_t max_version_text = 64;
constexpr std::size_t room_beside_records = 512u << 10;  // of a sync's body: funnel, health, framing

// What one sync came to.
struct Turn {
  Error error{};  // why, when it failed
  bool failed = false;
  bool backlog = false;  // go on at once
  std::optional<std::chrono::milliseconds> retry_after{};
};

Turn failure(Error error, std::optional<std::chrono::milliseconds> retry_after = {}) {
  return {std::move(error), true, false, retry_after};
}

// What a rollout names, from the collector. `between` is called before each: much may be on its way for long.
class Downloads final : public exchange::RolloutSource {
 public:
  Downloads(Link& link, const std::stop_token& stop, std::function<void()> between)
      : link_(link), stop_(stop), between_(std::move(between)) {}
  Result<std::string> form(const exchange::RolloutForm& form) override {
    between_();
    return link_.form(form, stop_);
  }
  Result<std::string> file(const exchange::RolloutFile& file) override {
    between_();
    return link_.file(file, stop_);
  }

 private:
  Link& link_;
  const std::stop_token& stop_;
  std::function<void()> between_;
};

class CurlUploader final : public Uploader {
 public:
  CurlUploader(std::shared_ptr<store::Outbox> outbox, std::shared_ptr<const Identity> identity, UploadOptions options,
               UploadHooks hooks, std::shared_ptr<const Clock> clock)
      : outbox_(std::move(outbox)),
        options_(std::move(options)),
        hooks_(std::move(hooks)),
        clock_(std::move(clock)),
        started_(clock_->monotonic()),
        batch_(max_batch()),
        identity_(std::move(identity)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void nudge() override { wake(nudged_); }
  void try_now() override { wake(hurried_); }

  [[nodiscard]] UploadStatus status() const override {
    const std::lock_guard lock(mutex_);
    return status_;
  }

  [[nodiscard]] std::shared_ptr<const Identity> identity() const override {
    const std::lock_guard lock(mutex_);
    return identity_;
  }

 private:
  void run(const std::stop_token& stop);
  Turn sync(Link& link, const std::stop_token& stop);
  Turn take(const exchange::Receipt& receipt, const exchange::SyncRequest& request);
  void update_forms(Link& link, const std::stop_token& stop);
  Result<exchange::SyncRequest> compose();
  Result<> install(Link& link, const std::stop_token& stop);
  bool follow_keys(Link& link, const std::stop_token& stop);

  void wake(bool& cause) {
    {
      const std::lock_guard lock(mutex_);
      cause = true;
    }
    wake_.notify_all();
  }
  enum class Nudge { wakes, waits };
  void pause(std::chrono::milliseconds wait, Nudge nudge, const std::stop_token& stop);
  void say(const std::string& waiting_for);
  void log(const std::string& line) const {
    if (hooks_.log) hooks_.log(line);
  }
  double roll() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }
  [[nodiscard]] std::size_t max_batch() const {
    return std::clamp<std::size_t>(options_.max_records, 1, exchange::max_sync_records);
  }

  const std::shared_ptr<store::Outbox> outbox_;
  const UploadOptions options_;
  const UploadHooks hooks_;
  const std::shared_ptr<const Clock> clock_;
  const Monotonic started_;

  // The thread's own.
  std::mt19937_64 random_{std::random_device{}()};
  std::size_t batch_;
  bool forked_ = false;  // by the last receipt
  Monotonic synced_{};   // when the last sync began
  std::string rollout_problem_;
  std::optional<Monotonic> rollout_tried_;
  std::optional<Monotonic> keys_looked_for_;

  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  bool nudged_ = false, hurried_ = false;
  UploadStatus status_;
  std::shared_ptr<const Identity> identity_;  // changed by the thread alone

  std::jthread thread_;  // last: ends before what it uses
};

void CurlUploader::run(const std::stop_token& stop) {
  auto url = parse_collector_url(identity_->collector_url, identity_->collector_ca);
  if (!url) {
    log("uploads are off: " + to_string(url.error()));
    say(to_string(url.error()));
    return;
  }
  Link link(std::move(*url), identity_, options_, clock_);
  if (options_.start_spread.count() > 0) {
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(options_.start_spread * roll());
    say("just started: not all kiosks begin in the same second");
    log(fmt::format("first sync in {} ms", wait.count()));
    pause(wait, Nudge::wakes, stop);
  }
  const RetryPolicy policy{options_.backoff_base, options_.backoff_cap, options_.retry_after_cap};
  unsigned failures = 0;
  while (!stop.stop_requested()) {
    Turn turn = sync(link, stop);
    // Not the collector, or the collector with new keys.
    const bool disbelieved = turn.failed && turn.error.code == ErrorCode::receipt_invalid;
    if (disbelieved && follow_keys(link, stop)) turn = sync(link, stop);
    if (!turn.failed && !stop.stop_requested()) {
      const auto now = clock_->monotonic();
      if (!keys_looked_for_ || now - *keys_looked_for_ >= options_.key_check) follow_keys(link, stop);
    }
    if (!stop.stop_requested()) update_forms(link, stop);
    if (stop.stop_requested()) break;
    if (turn.failed) {
      ++failures;
      const auto wait = retry_wait(failures, turn.retry_after, policy, roll());
      const auto why = to_string(turn.error);
      log(fmt::format("no receipt, attempt {}, next in {} ms: {} [{}]", failures, wait.count(), why,
                      code_name(turn.error.code)));
      say(why);
      pause(wait, Nudge::waits, stop);
      continue;
    }
    if (failures > 0) log(fmt::format("a receipt again after {} failed attempts", failures));
    failures = 0;
    say(rollout_problem_);
    if (turn.backlog) continue;
    // Not all kiosks of a county on the same second.
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(options_.heartbeat * (1 - roll() / 10));
    pause(wait, Nudge::wakes, stop);
  }
}

Result<exchange::SyncRequest> CurlUploader::compose() {
  const auto bytes = std::min(options_.max_bytes, exchange::max_sync_size - room_beside_records);
  MINYI_TRY(auto run, outbox_->pending(batch_, bytes));
  MINYI_TRY(auto funnel, outbox_->funnel());
  MINYI_TRY(const auto status, outbox_->status());
  if (funnel.size() > max_funnel_days) funnel.resize(max_funnel_days);
  exchange::SyncRequest request;
  request.stream = run.stream;
  request.after = run.after;
  request.records = std::move(run.records);
  request.funnel = std::move(funnel);
  request.health.kiosk_time = clock_->now();
  request.health.offset =
      options_.zone ? options_.zone->offset_at(clock_->now()) : SystemTimeZone{}.offset_at(clock_->now());
  request.health.uptime = std::max(std::chrono::milliseconds{0}, clock_->monotonic() - started_);
  request.health.free_bytes = status.free_bytes;
  request.health.pending = status.pending;
  request.health.program_version = options_.program_version.substr(0, max_version_text);
  request.health.alarms = status.alarms;
  if (hooks_.alarms)
    for (auto& alarm : hooks_.alarms()) request.health.alarms.push_back(std::move(alarm));
  if (request.health.alarms.size() > max_alarms) request.health.alarms.resize(max_alarms);
  request.rollout_version = hooks_.current_rollout ? hooks_.current_rollout() : 0;
  return request;
}

Turn CurlUploader::sync(Link& link, const std::stop_token& stop) {
  synced_ = clock_->monotonic();
  const auto request = compose();
  if (!request) return failure(request.error());
  const auto answer = link.sync(*request, stop);
  batch_ =
      next_batch(batch_, {.records = request->records.size(), .end = answer.end, .took = clock_->monotonic() - synced_},
                 max_batch());
  if (stop.stop_requested()) return {};
  {
    const std::lock_guard lock(mutex_);
    nudged_ = nudged_ && !answer.receipt;  // kept for the first wait after the trouble
    status_.online = answer.receipt.has_value();
    if (answer.receipt) {
      status_.last_receipt = clock_->now();
      status_.rollout_version = answer.receipt->rollout_version;
    }
  }
  if (!answer.receipt) return failure(answer.receipt.error(), answer.retry_after);
  return take(*answer.receipt, *request);
}

Turn CurlUploader::take(const exchange::Receipt& receipt, const exchange::SyncRequest& request) {
  const auto taken = outbox_->acknowledge(receipt);
  if (!taken) return failure(taken.error());
  if (*taken == store::Taken::forked) {
    if (std::exchange(forked_, true))
      return failure({ErrorCode::chain_broken, "the collector calls every new stream a fork", {}, "ask for help"});
    log("the collector knows another history of this stream: a new one was opened");
    return {.backlog = true};
  }
  forked_ = false;
  const auto sent = request.after.sequence.value() + request.records.size();
  if (receipt.head.sequence < request.after.sequence) {
    // What it had acknowledged and no longer has is numbered anew, as far as it is still here.
    if (auto fresh = outbox_->start_over(receipt.head.sequence); !fresh) return failure(std::move(fresh).error());
    log(
        fmt::format("the collector's head {} is behind what it had acknowledged ({}), as after a restored backup: "
                    "a new stream was opened",
                    receipt.head.sequence.value(), request.after.sequence.value()));
    return {.backlog = true};
  }
  if (!request.records.empty() && receipt.head.sequence == request.after.sequence)
    return failure({ErrorCode::receipt_invalid, "the collector took none of the records", {}, "it is tried again"});
  // A receipt that covers this run answers this request or a later one: its funnel has arrived.
  if (receipt.head.sequence.value() >= sent)
    if (auto marked = outbox_->funnel_sent(request.funnel); !marked) return failure(std::move(marked).error());
  const auto status = outbox_->status();
  if (!status) return failure(status.error());
  return {.backlog = status->pending > 0};
}

Result<> CurlUploader::install(Link& link, const std::stop_token& stop) {
  MINYI_TRY(const auto served, link.rollout(stop));
  MINYI_TRY(const auto rollout, exchange::decode_rollout(served.rollout));
  if (rollout.version <= hooks_.current_rollout())
    return fail(ErrorCode::rollout_older, fmt::format("the collector serves the older rollout {}", rollout.version));
  Downloads source(link, stop, [&] {
    if (clock_->monotonic() - synced_ >= options_.heartbeat) (void)sync(link, stop);
  });
  return hooks_.on_rollout(served.rollout, served.signature, source);
}

// Whether there were new keys. The present ones are asked, so whoever answers can say nothing that they did not.
bool CurlUploader::follow_keys(Link& link, const std::stop_token& stop) {
  keys_looked_for_ = clock_->monotonic();
  const auto rotations = link.rotations(stop);
  if (!rotations) return false;
  Identity next = *identity_;
  const auto followed = follow(*rotations, next, *outbox_);
  if (!followed) log("new keys could not be stored: " + to_string(followed.error()));
  if (!followed || !*followed) return false;
  const bool publisher = next.publisher_key != identity_->publisher_key;
  auto believed = std::make_shared<const Identity>(std::move(next));
  link.believe(believed);
  {
    const std::lock_guard lock(mutex_);
    identity_ = believed;
  }
  if (publisher && hooks_.on_publisher) hooks_.on_publisher(believed->publisher_key);
  log("new keys, by the former ones' word: collector " + to_hex(believed->collector_seal.bytes).substr(0, 16) +
      ", publisher " + believed->publisher_key);
  return true;
}

// Answers are more urgent than forms: a rollout that does not take hold is tried again after a heartbeat's time, and
// never holds the records back.
void CurlUploader::update_forms(Link& link, const std::stop_token& stop) {
  const auto [online, newest] = [this] {
    const std::lock_guard lock(mutex_);
    return std::pair(status_.online, status_.rollout_version);
  }();
  if (!online) return;
  if (!hooks_.current_rollout || !hooks_.on_rollout || newest <= hooks_.current_rollout()) {
    rollout_problem_.clear();
    return;
  }
  const auto now = clock_->monotonic();
  if (rollout_tried_ && now - *rollout_tried_ < options_.heartbeat && !rollout_problem_.empty()) return;
  rollout_tried_ = now;
  auto installed = install(link, stop);
  if (!installed && installed.error().code == ErrorCode::signature_invalid && follow_keys(link, stop))
    installed = install(link, stop);
  if (stop.stop_requested()) return;
  rollout_problem_ = installed ? std::string{} : "new forms: " + to_string(installed.error());
  log(installed ? fmt::format("rollout {} is active", newest)
                : fmt::format("rollout {} did not take hold: {}", newest, to_string(installed.error())));
}

void CurlUploader::pause(std::chrono::milliseconds wait, Nudge nudge, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (wake_.wait_for(lock, stop, wait, [&] { return hurried_ || (nudge == Nudge::wakes && nudged_); }))
    nudged_ = hurried_ = false;
}

void CurlUploader::say(const std::string& waiting_for) {
  const std::lock_guard lock(mutex_);
  status_.waiting_for = waiting_for;
}

}  // namespace

std::unique_ptr<Uploader> start_uploader(std::shared_ptr<store::Outbox> outbox,
                                         std::shared_ptr<const Identity> identity, UploadOptions options,
                                         UploadHooks hooks, std::shared_ptr<const Clock> clock) {
  return std::make_unique<CurlUploader>(std::move(outbox), std::move(identity), std::move(options), std::move(hooks),
                                        std::move(clock));
}

}  // namespace minyi::kiosk::upload
