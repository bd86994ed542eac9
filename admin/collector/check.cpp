#include "minyi/collector/check.hpp"

#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <sys/stat.h>

#include "minyi/collector/log.hpp"

namespace minyi::collector {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t least_free = 256u << 20;  // bytes: below this a county's syncs soon do not fit

class Report {
 public:
  void say(const char* what, const Result<std::string>& finding) {
    if (finding)
      fmt::print("{}: {}\n", what, *finding);
    else
      fmt::print(stderr, "{}: [{}] {}\n", what, code_name(finding.error().code), to_string(finding.error()));
    in_order_ = in_order_ && finding.has_value();
  }
  [[nodiscard]] bool in_order() const { return in_order_; }

 private:
  bool in_order_ = true;
};

// The mode must have none of `forbidden`.
Result<> check_mode(const fs::path& path, mode_t forbidden, const char* wrong, const char* right) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0 || (facts.st_mode & forbidden) == 0) return {};
  return fail(ErrorCode::file_failed, wrong, path.string(), fmt::format("run: chmod {} {}", right, path.string()));
}

Result<std::string> check_folder(const fs::path& data) {
  MINYI_CHECK(check_mode(data, S_IWGRP | S_IWOTH, "others than its owner may put files into the data folder", "700"));
  std::error_code error;
  const fs::space_info space = fs::space(data, error);
  if (error) return fail(ErrorCode::file_failed, "the data folder cannot be read: " + error.message(), data.string());
  if (space.available < least_free)
    return fail(ErrorCode::store_full, fmt::format("only {} MiB are free", space.available >> 20), data.string(),
                fmt::format("free at least {} MiB", least_free >> 20));
  return fmt::format("in order, {} MiB free", space.available >> 20);
}

Result<std::string> check_keys(const fs::path& data, warehouse::Warehouse& warehouse) {
  MINYI_TRY(const auto keys, read_keys((data / key_file_name).string()));
  MINYI_TRY(const bool owned, claimed(warehouse));
  if (owned) MINYI_CHECK(claim_warehouse(warehouse, keys));
  return fmt::format("in order, seal to {}, {} former", short_name(keys), keys.former.size());
}

Result<std::string> check_publisher(const fs::path& data, warehouse::Warehouse& warehouse) {
  MINYI_CHECK(check_mode(data / "publisher.key", S_IRWXG | S_IRWXO,
                         "others than its owner may read the publisher's secret key", "600"));
  MINYI_TRY(const auto publisher, warehouse.setting(std::string(warehouse::publisher_key_setting)));
  return publisher && !publisher->empty() ? "known" : "none yet; run `minyi publish`";
}

Result<std::string> check_rollout(warehouse::Warehouse& warehouse, Instant now) {
  MINYI_TRY(const auto rollout, warehouse.rollout());
  if (!rollout) return "none yet";
  MINYI_TRY(const auto content, exchange::decode_rollout(rollout->json));
  FormCache forms(warehouse);
  for (const exchange::RolloutForm& form : content.forms) MINYI_CHECK(forms.check(form.digest));
  const bool stale = content.expires && now >= *content.expires;
  return fmt::format("{}, {} form(s), all readable{}", rollout->version, content.forms.size(),
                     stale ? "; past its day: publish again" : "");
}

Result<std::string> check_door(const fs::path& data, const ServerOptions& door, warehouse::Warehouse& warehouse,
                               const Clock& clock) {
  // Keys of nobody: nothing is answered. Those of the data folder may be missing or wrong, which is said elsewhere.
  const Keys keys{{exchange::make_seal_keys(), exchange::make_sign_keys()}, {}};
  const auto log = make_log(Verbosity::silent);
  Collector collector(warehouse, keys, clock, log);
  auto server = HttpServer::bind(collector, clock, door, log);
  if (!server) return fail(server.error().code, server.error().message, data.string(), server.error().hint);
  if (!door.tls) return (*server)->url() + " is free";
  const auto left = std::chrono::floor<std::chrono::days>(door.tls->expires() - clock.now());
  return fmt::format("{} is free, the certificate is good for {} more days", (*server)->url(), left.count());
}

}  // namespace

bool check_office(const std::string& folder, const std::optional<ServerOptions>& door, const Clock& clock) {
  const fs::path data(folder);
  const fs::path file = data / warehouse::database_name;
  Report report;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    report.say("database", fail(ErrorCode::file_missing, "there is no warehouse here", file.string(),
                                "is --data the right folder? `serve` makes a new one"));
    return false;
  }
  report.say("folder", check_folder(data));
  const auto opened = warehouse::open_sqlite(file.string());
  if (!opened) {
    report.say("database", fail(opened.error()));
    return false;
  }
  warehouse::Warehouse& warehouse = **opened;
  report.say("database", [&]() -> Result<std::string> {
    MINYI_CHECK(check_mode(file, S_IRWXG | S_IRWXO, "others than its owner may read the answers", "600"));
    MINYI_CHECK(warehouse.check());
    return "in order";
  }());
  report.say("keys", check_keys(data, warehouse));
  report.say("publisher", check_publisher(data, warehouse));
  report.say("rollout", check_rollout(warehouse, clock.now()));
  report.say("places", [&]() -> Result<std::string> {
    MINYI_TRY(const auto sites, warehouse.sites());
    MINYI_TRY(const auto kiosks, warehouse.kiosks());
    return fmt::format("{} site(s), {} kiosk(s)", sites.size(), kiosks.size());
  }());
  if (door) report.say("address", check_door(data, *door, warehouse, clock));
  return report.in_order();
}

}  // namespace minyi::collector
