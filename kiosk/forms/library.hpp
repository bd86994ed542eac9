// Which forms are active on this kiosk: the last good rollout and the XForms it names, kept as files beside the outbox
// so that the kiosk starts offline. A version never goes back; what does not verify changes nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "minyi/exchange/rollout.hpp"
#include "minyi/form/form.hpp"

namespace minyi::kiosk::forms {

struct Active {
  std::uint64_t rollout_version = 0;
  exchange::Policy policy{};
  std::vector<std::shared_ptr<const form::Form>>
      forms{};         // in the rollout's order; the first is what residents are asked
  bool stale = false;  // past its expiry: kept, and said so
};

class Library {
 public:
  // `directory` holds rollout.json, rollout.json.minisig and forms/<digest>.xml; made when it is not there.
  // Thread-safe. A rollout is for this kiosk when it names no sites, `site` (the office lists all below a place too) or
  // a code above ("150921-03"). Errors: file_failed; what is there but does not verify or compile is reported by
  // `problem()` and not used.
  static Result<std::unique_ptr<Library>> open(std::string directory, std::string publisher_key, SiteId site = {},
                                               std::shared_ptr<const Clock> clock = {});  // empty: the system's
  virtual ~Library() = default;
  [[nodiscard]] virtual std::shared_ptr<const Active> active() const = 0;  // never null; may hold no forms
  [[nodiscard]] virtual std::string problem() const = 0;
  using Fetch = std::function<Result<std::string>(const exchange::RolloutForm&)>;
  // Verifies, fetches what is missing (and checks size and digest, whoever fetched), reads every form, and only then
  // makes it the active one, durably. The active rollout once more is a success. When it fails nothing has changed;
  // after file_failed a restart may find the new one on disk, whole, and go on with it.
  // rollout_older, rollout_invalid (also: not for this site), signature_invalid, form_invalid and what read_xform says,
  // file_failed.
  virtual Result<> install(const std::string& json, const std::string& signature, const Fetch& fetch) = 0;
};

}  // namespace minyi::kiosk::forms
