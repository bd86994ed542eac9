// `minyi-kiosk export` and `import`: a kiosk without a network, by way of a stick. The kiosk itself must be stopped
// meanwhile: a store belongs to one program.
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "minyi/base/result.hpp"

namespace minyi::kiosk::app {

struct StickOptions {
  std::string data;    // directory of this kiosk's store
  std::string folder;  // on the stick
};

// Command line of one of the two; argv[0] is its name. Nothing on --help.
Result<std::optional<StickOptions>> parse_stick(int argc, const char* const* argv);

// Writes what was not acknowledged; it stays here until its receipt comes back.
Result<> export_answers(const StickOptions& options, std::ostream& out);
// Takes the receipts, and the survey when there is one: rollout.json and what it names, as on the network. A file that
// is wrong is named and does not keep the others out; the error then is the first of them.
Result<> import_receipts(const StickOptions& options, std::ostream& out);

}  // namespace minyi::kiosk::app
