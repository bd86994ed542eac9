// Screens as the flow makes them, of every kind and in each language of the shipped survey.
#pragma once

#include <string>
#include <vector>

#include "minyi/flow/screen.hpp"

namespace minyi::testing {

struct Model {
  std::string name;
  kiosk::flow::Screen screen;
};
// `language`: "zh", "mn-Mong" or "en".
std::vector<Model> models(const std::string& language);

}  // namespace minyi::testing
