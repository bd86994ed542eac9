// What stands on the glass as one line of JSON, for the inspection socket: name and language of the screen, and each
// element with its rectangle.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "minyi/flow/screen.hpp"
#include "minyi/screens/draw.hpp"

namespace minyi::kiosk::screens {

// `status`: an object about what is behind the screen, as its owner has it.
std::string inspect(const flow::Screen& screen, const std::vector<Element>& elements, const nlohmann::json& status);

}  // namespace minyi::kiosk::screens
