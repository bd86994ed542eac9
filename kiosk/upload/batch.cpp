#include "minyi/upload/batch.hpp"

#include <algorithm>

namespace minyi::kiosk::upload {
namespace {

// A receipt confirms all of a run or nothing: on a line that breaks every minute, runs of a few seconds get through.
constexpr std::chrono::seconds quick{2}, slow{10};

}  // namespace

std::size_t next_batch(std::size_t batch, const SentRun& sent, std::size_t most) {
  if (sent.records == 0) return batch;
  const std::size_t half = std::max<std::size_t>(1, std::min(batch, sent.records) / 2);
  switch (sent.end) {
    case SyncEnd::refused:
      return batch;
    case SyncEnd::choked:
      return half;
    case SyncEnd::taken:
      break;
  }
  if (sent.took >= slow) return half;
  return sent.took < quick ? std::min(most, batch * 2) : batch;
}

}  // namespace minyi::kiosk::upload
