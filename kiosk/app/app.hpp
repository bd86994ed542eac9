// The kiosk's composition: opens the parts, carries out what `flow` decides, and hands the window what to draw.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::app {

struct Options {
  std::string data;                         // directory of the outbox, the forms and the identity
  std::string collector;                    // URL, with a code at the first start
  std::string ca;                           // PEM file, or "system"; empty: as before
  std::string enrol;                        // one-time code
  std::string inspect;                      // path of the inspection socket; empty: none
  std::string log;                          // log file; empty: standard error
  std::optional<std::pair<int, int>> size;  // a window of that size instead of the full screen
  std::optional<std::chrono::milliseconds> heartbeat{}, backoff{};
  std::optional<std::chrono::seconds> idle_warning{}, idle_reset{};  // instead of the rollout's policy
};

// Command line. On --help or --version the text is printed and nothing is returned.
Result<std::optional<Options>> parse(int argc, const char* const* argv);

// Runs until the window is closed or the process is asked to end. What keeps residents from answering is shown on the
// screen and logged, and the kiosk stays up; an error is returned only where not even a screen could be shown.
Result<> run(const Options& options);

}  // namespace minyi::kiosk::app
