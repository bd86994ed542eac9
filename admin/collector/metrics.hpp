// What an operator's Prometheus reads: the text exposition format, version 0.0.4
// (https://prometheus.io/docs/instrumenting/exposition_formats/). Counts of this process, and what the warehouse knows
// of kiosks and sites. Nothing of residents and no answers: not even how many a site has, since few may tell on
// somebody.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "minyi/base/clock.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::collector {

inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

// What the door did to a client before any route was asked.
enum class Turned { rate, crowded, slow, large };

// Counters since the process began. Thread-safe.
class Metrics {
 public:
  // `route` is one of a fixed few: a label that a client could choose would fill the memory.
  void request(std::string_view route, int status, std::chrono::duration<double> took);
  void turned(Turned why);
  void records(std::uint64_t accepted, std::uint64_t duplicate, std::uint64_t poison);
  [[nodiscard]] std::string text() const;

 private:
  static constexpr auto bounds = std::to_array<double>({0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10});
  struct Histogram {
    std::array<std::uint64_t, bounds.size()> up_to{};
    double sum = 0;
    std::uint64_t count = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::map<std::string, Histogram> durations_;
  std::array<std::uint64_t, 4> turned_{};
  std::uint64_t accepted_ = 0, duplicate_ = 0, poison_ = 0;
};

// The state of kiosks and sites at `now`, in the same format. Errors: the warehouse's.
Result<std::string> describe_kiosks(warehouse::Warehouse& warehouse, Instant now);

}  // namespace minyi::collector
