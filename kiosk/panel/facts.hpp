// How this kiosk fares, put together for the panel from those who know.
#pragma once

#include "minyi/flow/panel.hpp"
#include "minyi/forms/library.hpp"
#include "minyi/store/outbox.hpp"
#include "minyi/upload/uploader.hpp"

namespace minyi::kiosk::panel {

// A store that does not answer leaves its facts out: that it does not is said by the screen behind the panel.
flow::KioskFacts facts(store::Outbox& outbox, const upload::Identity& identity, const upload::UploadStatus& upload,
                       const forms::Active& active);

}  // namespace minyi::kiosk::panel
