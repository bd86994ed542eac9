// `minyi-kiosk pin`: sets the attendant's PIN, or takes it away. The kiosk must be stopped meanwhile: a store belongs
// to one program.
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::app {

struct PinOptions {
  std::string data;     // directory of this kiosk's store
  bool remove = false;  // the PIN, and with it the panel
};

// Command line; argv[0] is the command's name. Nothing on --help.
Result<std::optional<PinOptions>> parse_pin(int argc, const char* const* argv);

// Reads the PIN from standard input, one line; from a terminal twice, and without showing it. argument_invalid when it
// is none or the two differ; then the former one stays.
Result<> set_pin(const PinOptions& options, std::ostream& out);

}  // namespace minyi::kiosk::app
