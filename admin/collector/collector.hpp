// What the collector does, apart from HTTP: a request goes in, an answer comes out. Any number of collectors may work
// on one warehouse, since all that lasts is there; every method may be called from many threads at once.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/collector/chain_check.hpp"
#include "minyi/collector/form_cache.hpp"
#include "minyi/collector/keys.hpp"
#include "minyi/collector/metrics.hpp"
#include "minyi/exchange/http_signature.hpp"
#include "minyi/exchange/rollout.hpp"
#include "minyi/warehouse/site_tree.hpp"

namespace spdlog {
class logger;
}

namespace minyi::collector {

struct Request {
  std::string method;
  std::string path;        // without a query
  std::string argument{};  // the part of the path that a route leaves open
  std::string body{};
  exchange::SignatureHeaders signature{};
};

struct Answer {
  int status = 200;
  std::string content_type{};
  std::string body{};
  std::chrono::seconds retry_after{0};  // 0: nothing is said about it
};

// An error as the wire has it; what it says about files of ours stays at home.
Answer answer_error(const Error& error);

inline constexpr unsigned max_code_failures = 10;  // wrong tries, after which an invitation is closed

class Collector {
 public:
  // All of these must outlive the collector. The log is given no answers, no record ids and no sequence of one record.
  Collector(warehouse::Warehouse& warehouse, const Keys& keys, const Clock& clock, std::shared_ptr<spdlog::logger> log)
      : warehouse_(warehouse), keys_(keys), clock_(clock), log_(std::move(log)), forms_(warehouse) {}

  Result<Answer> enrol(const Request& request);    // POST /v1/enrol
  Result<Answer> sync(const Request& request);     // POST /v1/sync
  Result<Answer> rollout(const Request& request);  // GET /v1/rollout
  Result<Answer> form(const Request& request);     // GET /v1/forms/{digest}
  Result<Answer> file(const Request& request);     // GET /v1/files/{digest}
  Result<Answer> keys(const Request& request);     // GET /v1/keys
  Result<Answer> health(const Request& request);   // GET /healthz
  Result<Answer> metrics(const Request& request);  // GET /metrics

  Metrics& counters() { return metrics_; }

 private:
  Result<warehouse::Kiosk> authenticate(const Request& request);
  Result<exchange::EnrolmentReply> identify(const exchange::EnrolmentRequest& request,
                                            const warehouse::Invitation& invitation);
  Result<KioskId> admit(const exchange::EnrolmentRequest& request, const warehouse::Invitation& invitation);
  Result<exchange::Receipt> receive(const warehouse::Kiosk& kiosk, const exchange::SyncRequest& sync);
  Result<Standing> standing(const warehouse::Kiosk& kiosk, const exchange::SyncRequest& sync);
  Result<warehouse::Intake> open(const warehouse::Kiosk& kiosk, const exchange::SyncRequest& sync,
                                 const Standing& standing, const warehouse::SiteTree& sites);
  // Records that came before their form, or were made by a later version of the programs, and can be read by now.
  Result<> take_up_early_records();
  Result<std::uint64_t> take_up(std::string_view code, const warehouse::SiteTree& sites);
  // The newest rollout for a kiosk, by the rule that it judges by itself; 0 when there is none.
  Result<std::uint64_t> rollout_for(const warehouse::Kiosk& kiosk);

  warehouse::Warehouse& warehouse_;
  const Keys& keys_;
  const Clock& clock_;
  std::shared_ptr<spdlog::logger> log_;
  Metrics metrics_;
  FormCache forms_;
  std::mutex rollouts_mutex_;
  std::vector<exchange::Rollout> rollouts_;  // newest first; as of the version at its front
  std::atomic<bool> new_rollout_ = false;    // since early records were last looked through
};

}  // namespace minyi::collector
