// The part of the preflight that needs screens: texts that do not fit, characters without a font. The kiosk's program
// lays them out; this asks it and reads what it says.
#pragma once

#include <string>
#include <vector>

#include "minyi/base/result.hpp"

namespace minyi::cli {

// One of the kiosk's lines, as kiosk/preview/findings.hpp describes them.
struct ScreenFinding {
  std::string code;  // "check.overflow", "check.glyph", "check.screens_unfinished"
  std::string path{}, part{}, choice{},
      language{};  // where; part: "label", "hint", "choice", "message", "title", "page"
  std::string size{}, resolution{};
  std::string message{}, hint{};
};
// "label of /data/age in zh: is cut off …"
std::string to_string(const ScreenFinding& finding);

struct ScreenCheck {
  std::vector<ScreenFinding> findings{};
  std::string left_out{};  // why the screens were not looked at; empty when they were
};

// `xform`: the compiled form. `media`: folder of the files that it refers to. `kiosk`: the program, or empty to look
// for it. That it is not there, fails or takes too long is no error, but said.
ScreenCheck check_screens(const std::string& xform, const std::string& media, const std::string& kiosk);

}  // namespace minyi::cli
