#include "minyi/app/inspect.hpp"

#include <nlohmann/json.hpp>

namespace minyi::kiosk::app {

std::string inspect(const Inspected& inspected) {
  using nlohmann::json;
  json elements = json::array();
  for (const auto& e : inspected.elements)
    elements.push_back({{"id", e.id},
                        {"role", e.role},
                        {"label", e.label},
                        {"value", e.value},
                        {"state", e.state},
                        {"x", e.x},
                        {"y", e.y},
                        {"w", e.w},
                        {"h", e.h}});
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
  const json line = {{"screen", inspected.screen.name},
                     {"language", inspected.screen.language},
                     {"idle", inspected.screen.idle.has_value()},
                     {"elements", std::move(elements)},
                     {"status", std::move(status)}};
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace minyi::kiosk::app
