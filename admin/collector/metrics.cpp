#include "minyi/collector/metrics.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "minyi/warehouse/kiosk_state.hpp"

namespace minyi::collector {
namespace {

constexpr auto turned_names = std::to_array<std::string_view>({"rate", "crowded", "slow", "large"});

// A label's value: backslash, quote and line feed are escaped.
std::string label(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

void begin(std::string& text, std::string_view name, std::string_view type, std::string_view help) {
  text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

}  // namespace

void Metrics::request(std::string_view route, int status, std::chrono::duration<double> took) {
  const std::lock_guard lock(mutex_);
  ++requests_[{std::string(route), status}];
  Histogram& histogram = durations_[std::string(route)];
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (took.count() <= bounds[i]) ++histogram.up_to[i];
  histogram.sum += took.count();
  ++histogram.count;
}

void Metrics::turned(Turned why) {
  const std::lock_guard lock(mutex_);
  ++turned_.at(static_cast<std::size_t>(why));
}

void Metrics::records(std::uint64_t accepted, std::uint64_t duplicate, std::uint64_t poison) {
  const std::lock_guard lock(mutex_);
  accepted_ += accepted;
  duplicate_ += duplicate;
  poison_ += poison;
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  begin(text, "minyi_build_info", "gauge", "Which program this is.");
  text += fmt::format("minyi_build_info{{version=\"{}\"}} 1\n", MINYI_VERSION);
  begin(text, "minyi_records_total", "counter", "Records that kiosks sent, by what became of them.");
  for (const auto& [result, count] : {std::pair{"accepted", accepted_}, {"duplicate", duplicate_}, {"poison", poison_}})
    text += fmt::format("minyi_records_total{{result=\"{}\"}} {}\n", result, count);
  begin(text, "minyi_turned_away_total", "counter", "Clients turned away at the door, by why.");
  for (std::size_t i = 0; i < turned_.size(); ++i)
    text += fmt::format("minyi_turned_away_total{{reason=\"{}\"}} {}\n", turned_names.at(i), turned_.at(i));
  begin(text, "minyi_http_requests_total", "counter", "Requests answered, by route and status.");
  for (const auto& [which, count] : requests_)
    text +=
        fmt::format("minyi_http_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", which.first, which.second, count);
  begin(text, "minyi_http_request_duration_seconds", "histogram", "Time from a whole request to its answer.");
  for (const auto& [route, histogram] : durations_) {
    const auto bucket = [&, name = std::string_view(route)](const std::string& bound, std::uint64_t count) {
      text +=
          fmt::format("minyi_http_request_duration_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", name, bound, count);
    };
    for (std::size_t i = 0; i < bounds.size(); ++i) bucket(fmt::format("{}", bounds.at(i)), histogram.up_to.at(i));
    bucket("+Inf", histogram.count);
    text += fmt::format("minyi_http_request_duration_seconds_sum{{route=\"{}\"}} {}\n", route, histogram.sum);
    text += fmt::format("minyi_http_request_duration_seconds_count{{route=\"{}\"}} {}\n", route, histogram.count);
  }
  return text;
}

Result<std::string> describe_kiosks(warehouse::Warehouse& warehouse, Instant now) {
  MINYI_TRY(const auto kiosks, warehouse.kiosks());
  MINYI_TRY(const auto rollout, warehouse.rollout());
  std::map<warehouse::KioskState, std::uint64_t> states;
  std::map<SiteId, Instant> last_syncs;  // of each site's kiosks in use, the latest
  std::map<std::string, std::uint64_t> alarms;
  std::uint64_t pending = 0;
  for (const warehouse::Kiosk& kiosk : kiosks) {
    ++states[warehouse::state_of(kiosk, now)];
    if (kiosk.revoked) continue;
    for (const std::string& alarm : kiosk.alarms) ++alarms[alarm];
    if (kiosk.health) pending += kiosk.health->pending;
    if (kiosk.last_sync) {
      Instant& last = last_syncs.try_emplace(kiosk.site, *kiosk.last_sync).first->second;
      last = std::max(last, *kiosk.last_sync);
    }
  }
  std::string text;
  begin(text, "minyi_kiosks", "gauge", "Kiosks by state; silent: not heard of for a day.");
  for (const auto state : warehouse::kiosk_states)
    text += fmt::format("minyi_kiosks{{state=\"{}\"}} {}\n", warehouse::name_of(state), states[state]);
  begin(text, "minyi_kiosk_alarms", "gauge", "Kiosks in use with an alarm, by alarm.");
  for (const auto& [alarm, count] : alarms)
    text += fmt::format("minyi_kiosk_alarms{{alarm=\"{}\"}} {}\n", label(alarm), count);
  begin(text, "minyi_pending_records", "gauge", "Records that kiosks still had to send when last heard of.");
  text += fmt::format("minyi_pending_records {}\n", pending);
  begin(text, "minyi_site_last_sync_age_seconds", "gauge", "Time since any kiosk of the site was heard of.");
  for (const auto& [site, last] : last_syncs)
    text += fmt::format("minyi_site_last_sync_age_seconds{{site=\"{}\"}} {}\n", label(site.value()),
                        std::max<std::int64_t>(0, std::chrono::floor<std::chrono::seconds>(now - last).count()));
  begin(text, "minyi_rollout_version", "gauge", "The newest rollout; 0: none is published.");
  text += fmt::format("minyi_rollout_version {}\n", rollout ? rollout->version : 0);
  return text;
}

}  // namespace minyi::collector
