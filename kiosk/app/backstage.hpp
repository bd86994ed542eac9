// What stands behind the screen: store, identity, forms. Opened beside the window, since both take their time.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "minyi/app/app.hpp"
#include "minyi/base/clock.hpp"
#include "minyi/forms/library.hpp"
#include "minyi/store/outbox.hpp"
#include "minyi/upload/uploader.hpp"

namespace minyi::kiosk::app {

struct Backstage {
  std::shared_ptr<store::Outbox> outbox;
  std::shared_ptr<const upload::Identity> identity;
  std::shared_ptr<forms::Library> library;
  std::optional<Error> not_enrolled_anew;  // why a new code changed nothing
};

// Opens the store in options.data (0700 when it makes it), enrols when there is a code and no identity yet, opens the
// forms. Errors: those of open_outbox, enrol and Library::open; kiosk_unknown when there is neither identity nor code.
// A kiosk with an identity is enrolled anew by a code that it has not seen; where that fails it goes on as it is, since
// residents are waiting. Without a new code, options.collector, where it differs from the address the kiosk enrolled
// at, is where the collector has moved to. `stop` ends a request under way.
Result<Backstage> open_backstage(const Options& options, const Clock& clock, const std::stop_token& stop);

// For the commands beside the kiosk: the store of one that has run here before and is stopped now. file_missing when
// there is none, store_failed while the kiosk has it open, and what open_outbox says.
Result<std::unique_ptr<store::Outbox>> open_stopped_kiosk(const std::string& data);

}  // namespace minyi::kiosk::app
