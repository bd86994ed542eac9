#include "minyi/panel/facts.hpp"

namespace minyi::kiosk::panel {

flow::KioskFacts facts(store::Outbox& outbox, const upload::Identity& identity, const upload::UploadStatus& upload,
                       const forms::Active& active) {
  flow::KioskFacts facts{.kiosk = identity.kiosk.value(),
                         .site = identity.site.value(),
                         .site_name = identity.site_name,
                         .rollout = active.rollout_version,
                         .stale = active.stale,
                         .connected = upload.online,
                         .waiting_for = upload.waiting_for,
                         .last_receipt = upload.last_receipt};
  if (!active.forms.empty()) {
    facts.survey = active.forms.front().form->title;
    facts.survey_version = active.forms.front().form->version;
  }
  if (auto status = outbox.status()) {
    facts.kept = {.waiting = status->pending, .completed = status->completed_total, .free_bytes = status->free_bytes};
    facts.alarms = std::move(status->alarms);
  }
  return facts;
}

}  // namespace minyi::kiosk::panel
