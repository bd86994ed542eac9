#include "minyi/app/inspect.hpp"

#include <nlohmann/json.hpp>

#include "minyi/screens/inspect.hpp"

namespace minyi::kiosk::app {

std::string inspect(const Inspected& inspected) {
  using nlohmann::json;
  json status = {{"rollout", inspected.rollout_version}};
  if (inspected.store != nullptr) {
    status["pending"] = inspected.store->pending;
    status["acknowledged"] = inspected.store->acknowledged.sequence.value();
    status["stored"] = inspected.store->head.sequence.value();
    status["alarms"] = inspected.store->alarms;
  }
  if (inspected.upload != nullptr) {
    status["online"] = inspected.upload->online;
    status["waiting_for"] = inspected.upload->waiting_for;
  }
  return screens::inspect(inspected.screen, inspected.elements, status);
}

}  // namespace minyi::kiosk::app
