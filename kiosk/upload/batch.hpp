// How many records the next sync carries: pure, of how the last one went. A line or a proxy that chokes on a long run
// lets a shorter one through; a quick one takes as much as a sync may carry.
#pragma once

#include <chrono>
#include <cstddef>

namespace minyi::kiosk::upload {

enum class SyncEnd {
  taken,    // a receipt came
  choked,   // nothing whole came back, or the run was too large for what answered
  refused,  // an answer of another kind: its length was not the reason
};

struct SentRun {
  std::size_t records = 0;  // of `batch`
  SyncEnd end = SyncEnd::taken;
  std::chrono::milliseconds took{};
};

// At least 1, at most `most`. A heartbeat without records says nothing about how long a run may be.
std::size_t next_batch(std::size_t batch, const SentRun& sent, std::size_t most);

}  // namespace minyi::kiosk::upload
