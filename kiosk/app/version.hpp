#pragma once

#include <string_view>

namespace minyi::kiosk::app {

inline constexpr std::string_view version = "0.1.0";

}  // namespace minyi::kiosk::app
