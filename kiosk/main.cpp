#include <cstdio>

#include "minyi/app/app.hpp"

int main(int argc, char** argv) {
  const auto options = minyi::kiosk::app::parse(argc, argv);
  if (!options) {
    std::fprintf(stderr, "minyi-kiosk: %s\n", minyi::to_string(options.error()).c_str());
    return 2;
  }
  if (!*options) return 0;
  const auto ended = minyi::kiosk::app::run(**options);
  if (!ended) {
    std::fprintf(stderr, "minyi-kiosk: %s\n", minyi::to_string(ended.error()).c_str());
    return 1;
  }
  return 0;
}
