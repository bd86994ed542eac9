// The text sizes by the names that pictures and findings call them.
#pragma once

#include <array>

#include "minyi/flow/screen.hpp"

namespace minyi::kiosk::preview {

struct NamedSize {
  flow::TextSize size;
  const char* name;
};
inline constexpr std::array sizes{NamedSize{flow::TextSize::standard, "standard"},
                                  NamedSize{flow::TextSize::large, "large"},
                                  NamedSize{flow::TextSize::largest, "largest"}};

}  // namespace minyi::kiosk::preview
