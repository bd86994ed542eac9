// POST /v1/sync: verify, judge the chain, open, commit, answer with a signed receipt.
#include <algorithm>

#include <sodium.h>
#include <spdlog/logger.h>

#include "minyi/collector/collector.hpp"
#include "minyi/collector/log.hpp"
#include "minyi/collector/opener.hpp"

namespace minyi::collector {
namespace {

constexpr int attempts = 5;                   // when other syncs of the stream move its head meanwhile
constexpr std::size_t max_rejections = 1000;  // of one receipt
constexpr int unavailable = 503;

// Not the record's fault: nothing is acknowledged and the kiosk comes again.
bool is_ours(ErrorCode code) {
  return code == ErrorCode::store_failed || code == ErrorCode::store_full || code == ErrorCode::store_damaged ||
         code == ErrorCode::store_foreign || code == ErrorCode::store_newer;
}

// Fisher and Yates: the order of a run is the order of the residents.
void shuffle(std::vector<warehouse::Response>& responses) {
  for (std::size_t i = responses.size(); i > 1; --i)
    std::swap(responses[i - 1], responses[randombytes_uniform(static_cast<std::uint32_t>(i))]);
}

}  // namespace

Result<Answer> Collector::sync(const Request& request) {
  MINYI_TRY(const auto kiosk, authenticate(request));
  MINYI_TRY(const auto sync, exchange::decode_sync(as_bytes(request.body)));
  const auto receipt = receive(kiosk, sync);
  if (!receipt && receipt.error().code == ErrorCode::store_damaged) {
    // Somebody must mend the office; until then every kiosk keeps what it has and comes again.
    log_->error("event=sync result=unavailable kiosk={} reason={}", kiosk.id.value(),
                one_line(to_string(receipt.error())));
    Answer later = answer_error(receipt.error());
    later.status = unavailable;
    return later;
  }
  MINYI_CHECK(receipt);
  const Bytes body = exchange::encode_signed(*receipt, keys_.sign.secret_key);
  return Answer{.content_type = std::string(exchange::receipt_content_type), .body = std::string(as_text(body))};
}

Result<Standing> Collector::standing(const warehouse::Kiosk& kiosk, const exchange::SyncRequest& sync) {
  MINYI_TRY(const auto head, warehouse_.head(kiosk.id, sync.stream));
  return judge(sync, head.value_or(exchange::genesis(sync.stream)),
               [&](Sequence sequence) { return warehouse_.link(sync.stream, sequence); });
}

Result<exchange::Receipt> Collector::receive(const warehouse::Kiosk& kiosk, const exchange::SyncRequest& sync) {
  MINYI_TRY(auto places, warehouse_.sites());
  MINYI_TRY(const auto sites, warehouse::SiteTree::make(std::move(places)));
  exchange::Receipt receipt{.stream = sync.stream, .collector_time = clock_.now()};
  MINYI_TRY(receipt.rollout_version, rollout_for(kiosk));
  if (new_rollout_.exchange(false))
    if (const auto looked = take_up_early_records(); !looked) {
      new_rollout_ = true;  // by the next sync
      log_->error("event=take_up reason=\"{}\"", to_string(looked.error()));
    }

  for (int attempt = 1;; ++attempt) {
    MINYI_TRY(const Standing where, standing(kiosk, sync));
    receipt.head = where.head;
    if (where.kind != Standing::Kind::continues) {
      receipt.fork = where.kind == Standing::Kind::fork;
      const std::string alarm = receipt.fork ? "fork" : "gap";
      MINYI_CHECK(warehouse_.hear(kiosk.id, sync.health, clock_.now()));
      MINYI_CHECK(warehouse_.raise_alarm(kiosk.id, alarm, clock_.now()));
      log_->warn("event=sync result={} kiosk={} after={} head={}", alarm, kiosk.id.value(), sync.after.sequence.value(),
                 where.head.sequence.value());
      return receipt;
    }
    MINYI_TRY(const auto intake, open(kiosk, sync, where, sites));
    const auto taken = warehouse_.take(intake);
    if (!taken && taken.error().code == ErrorCode::chain_broken && attempt < attempts) continue;
    MINYI_CHECK(taken);
    // All poison of the run, that of an earlier try whose receipt was lost included: the kiosk keeps those sealed.
    MINYI_TRY(receipt.rejected, warehouse_.rejections(sync.stream, sync.after.sequence));
    metrics_.records(intake.responses.size(), where.known, intake.poison.size());
    if (receipt.rejected.size() > max_rejections) receipt.rejected.resize(max_rejections);
    log_->info("event=sync result=ok kiosk={} records={} known={} responses={} poison={} pending={} rollout={}",
               kiosk.id.value(), sync.records.size(), where.known, intake.responses.size(), intake.poison.size(),
               sync.health.pending, sync.rollout_version);
    return receipt;
  }
}

Result<warehouse::Intake> Collector::open(const warehouse::Kiosk& kiosk, const exchange::SyncRequest& sync,
                                          const Standing& standing, const warehouse::SiteTree& sites) {
  const Opener opener(keys_, forms_, kiosk, sites, ClockFix(sync.health, clock_.now()));
  warehouse::Intake intake{.kiosk = kiosk.id,
                           .stream = sync.stream,
                           .expected = standing.before,
                           .head = standing.head,
                           .links = standing.links,
                           .funnel = sync.funnel,
                           .health = standing.old ? std::nullopt : std::optional(sync.health),
                           .received = clock_.now()};
  std::uint64_t sequence = sync.after.sequence.value() + standing.known;
  for (std::size_t i = standing.known; i < sync.records.size(); ++i) {
    const Bytes& sealed = sync.records[i].bytes;
    ++sequence;
    auto response = opener.open(sealed);
    if (response)
      intake.responses.push_back(std::move(*response));
    else if (is_ours(response.error().code))
      return fail(response.error());
    else
      intake.poison.push_back({Sequence{sequence}, sealed, std::string(code_name(response.error().code))});
  }
  shuffle(intake.responses);
  return intake;
}

}  // namespace minyi::collector
