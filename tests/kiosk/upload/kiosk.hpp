// A kiosk that uploads in no time, and what is asked of it.
#pragma once

#include "kiosk/upload/small_collector.hpp"

namespace minyi::kiosk::upload::test {

inline exchange::SealedRecord sealed(int number, std::size_t size = 300) {
  exchange::SealedRecord record{Bytes(size, static_cast<std::uint8_t>(number))};
  record.bytes[0] = static_cast<std::uint8_t>(number >> 8);
  return record;
}

inline UploadOptions quick() {
  UploadOptions options;
  options.heartbeat = 20ms;
  options.backoff_base = 1ms;
  options.backoff_cap = 10ms;
  options.retry_after_cap = 20ms;
  options.program_version = "0.1.0";
  options.zone = std::make_shared<FixedTimeZone>(480min);
  return options;
}

struct Kiosk {
  std::shared_ptr<store::Outbox> outbox = store::make_memory_outbox();
  std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>();

  void answer(int count, int first = 1) {
    for (int i = 0; i < count; ++i) REQUIRE(outbox->append(sealed(first + i), exchange::Outcome::complete).has_value());
  }
  std::unique_ptr<Uploader> start(const SmallCollector& collector, UploadOptions options = quick(),
                                  UploadHooks hooks = {}) {
    return start_uploader(outbox, collector.identity(), std::move(options), std::move(hooks), clock);
  }
  [[nodiscard]] std::uint64_t pending() const { return outbox->status().value().pending; }
};

inline bool says(const Uploader& uploader, const std::string& words) {
  return uploader.status().waiting_for.find(words) != std::string::npos;
}

inline void check_exactly_once(const SmallCollector& collector, int count) {
  const auto records = collector.records();
  REQUIRE(records.size() == static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) CHECK(records[static_cast<std::size_t>(i)] == sealed(i + 1).bytes);
}

}  // namespace minyi::kiosk::upload::test
