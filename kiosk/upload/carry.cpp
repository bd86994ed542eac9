#include "minyi/upload/carry.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "minyi/base/file.hpp"
#include "minyi/exchange/carried.hpp"

namespace minyi::kiosk::upload {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_bytes = 4u << 20;  // of records in one file
constexpr std::size_t max_receipts = 10'000;
constexpr std::size_t max_funnel_days = 1000;

Result<> must_be_folder(const std::string& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  return fail(ErrorCode::file_missing, "there is no such folder", folder, "is the stick plugged in and mounted?");
}

// Sorted: of one stream the earlier first.
Result<std::vector<fs::path>> receipts_in(const std::string& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->path().extension() == exchange::carried_receipt_ending && found.size() < max_receipts)
      found.push_back(entry->path());
  if (error) return fail(ErrorCode::file_failed, "cannot be read: " + error.message(), folder);
  std::sort(found.begin(), found.end());
  return found;
}

// The sync that a receipt answers, from the file beside it.
std::optional<exchange::SyncRequest> answered_by(const fs::path& receipt) {
  const auto path = fs::path(receipt).replace_extension(exchange::carried_sync_ending);
  const auto content = read_file(path, exchange::max_carried_sync);
  if (!content) return std::nullopt;
  const auto sync = exchange::decode_carried_sync(as_bytes(*content));
  if (!sync) return std::nullopt;
  const auto request = exchange::decode_sync(as_bytes(sync->body));
  return request ? std::optional(*request) : std::nullopt;
}

// One receipt, as the uploader takes one that came over the network. Without its sync it acknowledges all the same;
// only a collector that has fallen behind is not told from an old receipt then.
Result<> take(const exchange::Receipt& receipt, const std::optional<exchange::SyncRequest>& request,
              store::Outbox& outbox, CarriedIn& carried) {
  MINYI_TRY(const auto before, outbox.status());
  if (receipt.stream != before.stream) return {};  // of a stream that was given up: all of it went along
  MINYI_TRY(const auto taken, outbox.acknowledge(receipt));
  if (taken == store::Taken::forked) {
    carried.remarks.emplace_back("the collector knows another history of this stream: a new one was opened");
    return {};
  }
  const bool answered = request && request->stream == receipt.stream;
  if (answered && receipt.head.sequence < request->after.sequence) {
    carried.remarks.emplace_back("the collector has lost what it had acknowledged: what is still here goes once more");
    return outbox.start_over(receipt.head.sequence);
  }
  if (answered && receipt.head.sequence.value() >= request->after.sequence.value() + request->records.size())
    MINYI_CHECK(outbox.funnel_sent(request->funnel));
  if (receipt.head.sequence > before.acknowledged.sequence)
    carried.acknowledged += receipt.head.sequence.value() - before.acknowledged.sequence.value();
  return {};
}

}  // namespace

Result<CarriedOut> carry_out(const std::string& folder, store::Outbox& outbox, const Identity& identity,
                             const exchange::Health& health, std::uint64_t rollout_version, const Clock& clock) {
  MINYI_CHECK(must_be_folder(folder));
  MINYI_TRY(auto run, outbox.pending(exchange::max_sync_records, max_bytes));
  MINYI_TRY(auto funnel, outbox.funnel());
  if (funnel.size() > max_funnel_days) funnel.resize(max_funnel_days);
  CarriedOut carried;
  do {
    exchange::SyncRequest request{.stream = run.stream,
                                  .after = run.after,
                                  .records = std::move(run.records),
                                  .funnel = std::exchange(funnel, {}),
                                  .health = health,
                                  .rollout_version = rollout_version};
    const Bytes body = exchange::encode(request);
    const exchange::CarriedSync sync{std::string(as_text(body)),
                                     exchange::sign_request("POST", exchange::sync_path, body, identity.kiosk.value(),
                                                            clock.now(), identity.keys.secret_key)};
    exchange::Head last = request.after;
    const std::string name = exchange::carried_name(request.stream, Sequence{last.sequence.value() + 1}) +
                             std::string(exchange::carried_sync_ending);
    MINYI_CHECK(replace_file(fs::path(folder) / name, as_text(exchange::encode(sync))));
    carried.files.push_back(name);
    carried.records += request.records.size();
    for (const auto& record : request.records) last = exchange::extend(last, record.bytes);
    MINYI_TRY(run, outbox.records_after(last, exchange::max_sync_records, max_bytes));
  } while (!run.records.empty());
  MINYI_CHECK(sync_folder(folder));
  return carried;
}

Result<CarriedIn> carry_in(const std::string& folder, store::Outbox& outbox, const Identity& identity) {
  MINYI_CHECK(must_be_folder(folder));
  MINYI_TRY(const auto files, receipts_in(folder));
  CarriedIn carried;
  for (const fs::path& file : files) {
    const auto content = read_file(file, exchange::max_receipt_size);
    const auto receipt =
        content ? exchange::verify_receipt(as_bytes(*content), identity.collector_sign) : fail(content.error());
    const auto taken = receipt ? take(*receipt, answered_by(file), outbox, carried) : fail(receipt.error());
    if (taken) {
      ++carried.receipts;
      continue;
    }
    Error error = taken.error();
    error.where = file.filename().string();
    carried.refused.push_back(std::move(error));
  }
  return carried;
}

}  // namespace minyi::kiosk::upload
