// What the kiosk's programs do alike with their command lines.
#pragma once

#include <string>

#include "minyi/base/result.hpp"

namespace CLI {
class App;
}

namespace minyi::kiosk::arguments {

// Reads the options that are declared. False when help or the version was asked for: it has been printed then. Error:
// argument_invalid, which names the --help of this very command.
Result<bool> read(CLI::App& declared, int argc, const char* const* argv);

struct Size {
  int width = 0, height = 0;  // pixels
};
// "1280x800", each side between 320 and 8192. argument_invalid, which names --size.
Result<Size> read_size(const std::string& text);

}  // namespace minyi::kiosk::arguments
