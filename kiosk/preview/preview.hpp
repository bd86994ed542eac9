// A survey as its author sees it before anybody is asked: the kiosk's own screens in a window, as pictures, or as a
// list of what does not fit them. Composes flow, screens, text and window; there is no store and no collector, and
// answers go nowhere.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/window/window.hpp"

namespace minyi::kiosk::preview {

struct Resolution {
  int width = 0, height = 0;  // pixels
};

struct Options {
  std::string form;                       // an XForm
  std::string media{};                    // folder of the files it refers to; empty: the form's own
  std::string site{};                     // code of the site that the kiosk stands at
  std::string pictures{};                 // --png: folder to write them to
  bool findings = false;                  // --findings
  std::vector<Resolution> sizes{};        // of the window; of the pictures; of the screens that texts must fit
  float density = window::usual_density;  // pixels per millimetre
  std::string trouble{};                  // a file: what stands in it is shown instead of the survey
  std::string inspect{};                  // path of the inspection socket; empty: none
};

// Command line after the word "preview". On --help the text is printed and nothing is returned. argument_invalid.
Result<std::optional<Options>> parse(int argc, const char* const* argv);

// Until the window is closed, or the pictures or findings are written. Findings, and what was made, go to `out`.
// Errors: those of reading the form (not in a window, which shows them), file_failed, window_failed, font_missing.
Result<> run(const Options& options, std::ostream& out);

}  // namespace minyi::kiosk::preview
