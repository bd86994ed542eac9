// Where the office keeps what kiosks sent: responses, rollups, stream heads, sites, kiosks, forms. SQLite by default
// (rollback journal + synchronous=FULL: the command line and the collector are two processes on one file, and 3.40.1's
// WAL must not be shared); PostgreSQL behind the same interface later.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/exchange/enrolment.hpp"
#include "minyi/exchange/rollout.hpp"
#include "minyi/exchange/sync.hpp"

namespace minyi::warehouse {

inline constexpr std::string_view database_name = "warehouse.db";                       // inside the data directory
inline constexpr std::string_view publisher_key_setting = "publisher-key";              // minisign public line, as text
inline constexpr std::string_view publisher_rotations_setting = "publisher-rotations";  // exchange::Rotations, encoded
inline constexpr std::uint64_t max_rollout_version = (std::uint64_t{1} << 53) - 1;      // what JSON carries exactly

struct Site {
  SiteId code{};
  std::optional<SiteId> parent{};
  std::string level{};  // "banner", "town", "community", "grid" (旗县, 苏木镇街道, 嘎查社区, 网格)
  std::string name{};
  std::optional<std::uint64_t> eligible{};  // residents; nothing where unknown
};

// A kiosk's clock beside the office's at the same moment.
inline constexpr std::chrono::minutes most_clock_error{10};
inline constexpr std::string_view clock_alarm = "clock-wrong";
constexpr bool clock_is_wrong(Instant kiosk, Instant office) {
  return kiosk > office + most_clock_error || kiosk < office - most_clock_error;
}

struct Kiosk {
  KioskId id{};
  SiteId site{};
  exchange::SignPublicKey key{};
  Instant enrolled{};
  std::optional<Instant> last_sync{};
  std::optional<exchange::Health> health{};
  std::uint64_t responses = 0;
  bool revoked = false;
  // The kiosk's own of its last sync, and those that the collector raised; "clock-wrong" when its clock was so then.
  std::vector<std::string> alarms{};
};

struct Invitation {
  std::string lookup{};
  exchange::EnrolmentKey key{};
  SiteId site{};
  Instant expires{};
  std::optional<KioskId> used_by{};
  unsigned failures = 0;  // wrong MACs under this lookup
};

struct PublishedForm {
  FormId form{};
  std::string version{};
  Digest digest{};
  std::string title{};
  std::string xform{};
  std::vector<exchange::RolloutFile> files{};  // beside it, ordered by name; their contents are kept by digest
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
  std::string day{};  // local calendar day
  int hour = 0;
  std::chrono::seconds duration{};
  std::vector<exchange::Answer> answers{};
  std::map<std::string, std::optional<bool>> indicators{};
};

struct Intake {
  KioskId kiosk{};
  StreamId stream{};
  exchange::Head expected{};          // the head this run continues; compare-and-set
  exchange::Head head{};              // the head after it
  std::vector<Digest> links{};        // h(expected + 1) … h(head): what a retry or a fork is told apart by
  std::vector<Response> responses{};  // opened and evaluated; already shuffled
  struct Poison {
    Sequence sequence{};
    Bytes sealed;
    std::string code;
  };
  std::vector<Poison> poison{};
  std::vector<exchange::FunnelDay> funnel{};  // a counter that is greater here already stays
  // Nothing: what the run says of its kiosk is older than what is known, and neither it nor `received` is noted.
  std::optional<exchange::Health> health{};
  Instant received{};
};

// What was put aside sealed.
struct PutAside {
  KioskId kiosk{};
  StreamId stream{};
  Sequence sequence{};
  Bytes sealed;
};

struct RollupRow {
  SiteId site{};
  std::string day{};  // empty when not asked by day
  // Name -> numerator, denominator, of complete responses only: a partial one has questions that were never asked, and
  // an indicator such as if(${aware} = 'yes', 1, 0) would count its resident as unaware.
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> indicators{};
  std::uint64_t completed = 0, partial = 0;
  // Of the site: its own number, or the sum of its children's; nothing where one of them is unknown. Without by_site:
  // of the whole tree.
  std::optional<std::uint64_t> eligible{};
};

struct RollupQuery {
  FormId form{};
  bool by_site = true, by_day = false;
  // Roll sites up to this level of the tree. A response whose site has no place of that level above it (a kiosk of the
  // town, asked by grid) stays at its own site: nothing is left out of a sum.
  std::optional<std::string> level{};
  std::optional<std::string> from{}, to{};  // days, inclusive
};

class Warehouse {
 public:
  virtual ~Warehouse() = default;
  virtual Result<> import_sites(
      const std::vector<Site>& sites) = 0;  // by code; replaces names, levels, counts; never deletes
  virtual Result<std::vector<Site>> sites() = 0;
  virtual Result<> add_invitation(const Invitation& invitation) = 0;  // not_found: the site is not in the tree
  virtual Result<std::optional<Invitation>> invitation(const std::string& lookup) = 0;
  virtual Result<> count_invitation_failure(const std::string& lookup) = 0;
  virtual Result<> enrol(const Kiosk& kiosk, const std::string& lookup) = 0;  // code_used when another was faster
  virtual Result<std::optional<Kiosk>> kiosk(const KioskId& id) = 0;
  virtual Result<std::vector<Kiosk>> kiosks() = 0;
  virtual Result<> revoke(const KioskId& id) = 0;
  virtual Result<> raise_alarm(const KioskId& id, const std::string& alarm,
                               Instant when) = 0;  // "fork", "gap"; once each
  // A kiosk was heard from and nothing was taken of it (a gap, a fork): its health, and when. kiosk_unknown.
  virtual Result<> hear(const KioskId& id, const exchange::Health& health, Instant received) = 0;

  // Keeps what a form to be published needs beside it; once, however often it is kept.
  virtual Result<Digest> keep_file(std::string_view content) = 0;
  virtual Result<std::optional<std::string>> file(const Digest& digest) = 0;
  // rollout_older; file_missing when a file was not kept before; form_invalid when one of the forms is known with other
  // files: a record names its form by the XForm's digest, so what belongs to that digest never changes.
  virtual Result<> publish(const std::vector<PublishedForm>& forms, const PublishedRollout& rollout) = 0;
  virtual Result<std::optional<PublishedRollout>> rollout() = 0;  // the newest
  virtual Result<std::vector<PublishedRollout>> rollouts() = 0;   // newest first
  // The publisher has another key from now on: its public line, the way to it (exchange::Rotations, encoded), and all
  // rollouts signed by it, as they are otherwise. All of it or nothing. rollout_older when one was published meanwhile.
  virtual Result<> change_publisher(std::string_view line, ByteView rotations,
                                    const std::vector<PublishedRollout>& rollouts) = 0;
  virtual Result<std::optional<PublishedForm>> form(const Digest& digest) = 0;

  // Head of a stream: nothing when it is new. The kiosk that opened the stream owns it.
  // chain_broken when it is another's.
  virtual Result<std::optional<exchange::Head>> head(const KioskId& kiosk, const StreamId& stream) = 0;
  // The stream's hash at a place of its past; nothing when it never came so far.
  virtual Result<std::optional<Digest>> link(const StreamId& stream, Sequence sequence) = 0;
  // Poison of a stream after a place, in order: a retry of a lost receipt is told again.
  virtual Result<std::vector<exchange::Rejection>> rejections(const StreamId& stream, Sequence after) = 0;
  // Poison with this code, of all streams, ordered by stream and sequence: at most `limit` that follow `after`.
  virtual Result<std::vector<PutAside>> put_aside(const std::string& code, const std::optional<PutAside>& after,
                                                  std::size_t limit) = 0;
  // What was put aside can be read now: its response counts, and it is poison no longer, in one transaction. Nothing
  // happens when it is not put aside any more.
  virtual Result<> take_up(const PutAside& one, const Response& response) = 0;
  // Response rows, rollups, funnel, poison and the head in one transaction. chain_broken when the head has moved on
  // meanwhile; kiosk_unknown, kiosk_revoked. A response whose id is here already is accepted and not counted again.
  virtual Result<> take(const Intake& intake) = 0;

  virtual Result<std::vector<RollupRow>> rollup(const RollupQuery& query) = 0;
  virtual Result<std::vector<std::string>> indicator_names(const FormId& form) = 0;
  virtual Result<std::optional<Bytes>> setting(const std::string& name) = 0;
  virtual Result<> set_setting(const std::string& name, ByteView value) = 0;
  virtual Result<> check() = 0;  // reads all of it and looks for damage; store_damaged
};

// Opens or creates (file mode 0600; the directory must exist). One object may be used by many threads, one file by many
// processes. store_foreign, store_newer, store_damaged, store_full, store_failed; nothing on disk is touched then.
Result<std::unique_ptr<Warehouse>> open_sqlite(const std::string& path);

}  // namespace minyi::warehouse
