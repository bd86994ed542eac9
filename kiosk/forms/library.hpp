// Which forms are active on this kiosk: the last good rollout and the XForms and files it names, kept beside the outbox
// so that the kiosk starts offline. A version never goes back, unless the kiosk was enrolled anew for another publisher
// or site; what does not verify changes nothing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "minyi/exchange/rollout.hpp"
#include "minyi/form/form.hpp"

namespace minyi::kiosk::forms {

// A form, and what lies beside it: pictures by the name that the form gives them. The files stay on the disk for as
// long as somebody holds them, whatever is installed meanwhile.
struct ActiveForm {
  std::shared_ptr<const form::Form> form{};
  std::shared_ptr<const form::FileSource> files{};
};

struct Active {
  std::uint64_t rollout_version = 0;
  exchange::Policy policy{};
  std::vector<ActiveForm> forms{};           // in the rollout's order; the first is what residents are asked
  std::optional<Instant> opens{}, closes{};  // when residents are asked
  bool stale = false;                        // past its expiry: kept, and said so
};

class Library {
 public:
  // `directory` holds rollout.json, rollout.json.minisig, forms/<digest>.xml and files/<digest>; made when it is not
  // there. `publishers` are minisign public lines, oldest first: the last one signs now, and what is kept may be any
  // one's. Thread-safe. A rollout is for this kiosk by exchange::is_for. Errors: file_failed; what
  // is there but does not verify or compile is reported by `problem()` and not used.
  static Result<std::unique_ptr<Library>> open(std::string directory, std::vector<std::string> publishers, SiteId site,
                                               KioskId kiosk,
                                               std::shared_ptr<const Clock> clock = {});  // empty: the system's
  virtual ~Library() = default;
  [[nodiscard]] virtual std::shared_ptr<const Active> active() const = 0;  // never null; may hold no forms
  [[nodiscard]] virtual std::string problem() const = 0;
  // Verifies, fetches what is missing (and checks size and digest, whoever fetched), reads every form, and only then
  // makes it the active one, durably. The active rollout once more is a success. When it fails nothing has changed but
  // for files that were right and are kept for the next try;
  // after file_failed a restart may find the new one on disk, whole, and go on with it.
  // rollout_older, rollout_invalid (also: not for this kiosk), signature_invalid, form_invalid and what read_xform
  // says, file_failed, store_full.
  virtual Result<> install(const std::string& json, const std::string& signature, exchange::RolloutSource& source) = 0;
  // The publisher signs with this key from now on; what the former ones signed stays in use.
  virtual void follow(const std::string& publisher) = 0;
};

}  // namespace minyi::kiosk::forms
