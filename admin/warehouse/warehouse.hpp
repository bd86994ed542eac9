// Where the office keeps what kiosks sent: responses, rollups, stream heads, sites, kiosks, forms. SQLite by default (rollback
// journal + synchronous=FULL: the command line and the collector are two processes on one file, and 3.40.1's WAL must not be
// shared); PostgreSQL behind the same interface later.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/exchange/enrolment.hpp"
#include "minyi/exchange/sync.hpp"

namespace minyi::warehouse {

struct Site {
  SiteId code{};
  std::optional<SiteId> parent{};
  std::string level{};                      // "banner", "town", "community", "grid" (旗县, 苏木镇街道, 嘎查社区, 网格)
  std::string name{};
  std::optional<std::uint64_t> eligible{};  // residents; nothing where unknown
};

struct Kiosk {
  KioskId id{};
  SiteId site{};
  exchange::SignPublicKey key{};
  Instant enrolled{};
  std::optional<Instant> last_sync{};
  std::optional<exchange::Health> health{};
  std::uint64_t responses = 0;
  bool revoked = false;
  std::vector<std::string> alarms{};
};

struct Invitation {
  std::string lookup{};
  exchange::EnrolmentKey key{};
  SiteId site{};
  Instant expires{};
  std::optional<KioskId> used_by{};
  unsigned failures = 0;                    // wrong MACs under this lookup
};

struct PublishedForm {
  FormId form{};
  std::string version{};
  Digest digest{};
  std::string title{};
  std::string xform{};
};

struct PublishedRollout {
  std::uint64_t version = 0;
  std::string json{};
  std::string signature{};
};

// One response as analysts may see it: day and hour, never the minute.
struct Response {
  RecordId id{};
  FormId form{};
  std::string version{};
  exchange::Outcome outcome = exchange::Outcome::complete;
  std::string language{};
  SiteId site{};
  std::string day{};                        // local calendar day
  int hour = 0;
  std::chrono::seconds duration{};
  std::vector<exchange::Answer> answers{};
  std::map<std::string, std::optional<bool>> indicators{};
};

struct Intake {
  KioskId kiosk{};
  StreamId stream{};
  exchange::Head expected{};                // the head this run continues; compare-and-set
  exchange::Head head{};                    // the head after it
  std::vector<Response> responses{};        // opened and evaluated; already shuffled
  struct Poison { Sequence sequence{}; Bytes sealed; std::string code; };
  std::vector<Poison> poison{};
  std::vector<exchange::FunnelDay> funnel{};
  exchange::Health health{};
  Instant received{};
};

struct RollupRow {
  SiteId site{};
  std::string day{};                        // empty when not asked by day
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> indicators{};  // name -> numerator, denominator
  std::uint64_t completed = 0, partial = 0;
  std::optional<std::uint64_t> eligible{};
};

struct RollupQuery {
  FormId form{};
  bool by_site = true, by_day = false;
  std::optional<std::string> level{};       // roll sites up to this level of the tree
  std::optional<std::string> from{}, to{};  // days, inclusive
};

class Warehouse {
 public:
  virtual ~Warehouse() = default;
  virtual Result<> import_sites(const std::vector<Site>& sites) = 0;        // by code; replaces names, levels, counts; never deletes
  virtual Result<std::vector<Site>> sites() = 0;
  virtual Result<> add_invitation(const Invitation& invitation) = 0;
  virtual Result<std::optional<Invitation>> invitation(const std::string& lookup) = 0;
  virtual Result<> count_invitation_failure(const std::string& lookup) = 0;
  virtual Result<> enrol(const Kiosk& kiosk, const std::string& lookup) = 0;  // code_used when another was faster
  virtual Result<std::optional<Kiosk>> kiosk(const KioskId& id) = 0;
  virtual Result<std::vector<Kiosk>> kiosks() = 0;
  virtual Result<> revoke(const KioskId& id) = 0;

  virtual Result<> publish(const std::vector<PublishedForm>& forms, const PublishedRollout& rollout) = 0;  // rollout_older
  virtual Result<std::optional<PublishedRollout>> rollout() = 0;            // the newest
  virtual Result<std::optional<PublishedForm>> form(const Digest& digest) = 0;

  // Head of a stream: nothing when it is new. The kiosk that opened the stream owns it.
  virtual Result<std::optional<exchange::Head>> head(const KioskId& kiosk, const StreamId& stream) = 0;
  // Response rows, rollups, funnel, poison and the head in one transaction. chain_broken when the head has moved on meanwhile.
  virtual Result<> take(const Intake& intake) = 0;

  virtual Result<std::vector<RollupRow>> rollup(const RollupQuery& query) = 0;
  virtual Result<std::vector<std::string>> indicator_names(const FormId& form) = 0;
  virtual Result<std::optional<Bytes>> setting(const std::string& name) = 0;
  virtual Result<> set_setting(const std::string& name, ByteView value) = 0;
};

// Opens or creates. store_foreign, store_newer, store_damaged, store_full, store_failed; nothing on disk is touched then.
Result<std::unique_ptr<Warehouse>> open_sqlite(const std::string& path);

}  // namespace minyi::warehouse
