#include "minyi/screens/inspect.hpp"

#include <nlohmann/json.hpp>

namespace minyi::kiosk::screens {

std::string inspect(const flow::Screen& screen, const std::vector<Element>& elements, const nlohmann::json& status) {
  using nlohmann::json;
  json listed = json::array();
  for (const auto& e : elements)
    listed.push_back({{"id", e.id},
                      {"role", e.role},
                      {"label", e.label},
                      {"value", e.value},
                      {"state", e.state},
                      {"x", e.x},
                      {"y", e.y},
                      {"w", e.w},
                      {"h", e.h}});
  const json line = {{"screen", screen.name},
                     {"language", screen.language},
                     {"idle", screen.idle.has_value()},
                     {"elements", std::move(listed)},
                     {"status", status}};
  return line.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace minyi::kiosk::screens
