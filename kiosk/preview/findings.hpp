// What of a survey's texts the kiosk's screens cannot show as they are written, one line of JSON each:
//   {"code":"check.overflow","path":"/data/age","part":"label","choice":"","language":"zh","size":"largest",
//    "resolution":"1280x800","message":"…","hint":"…"}
// Codes: check.overflow (does not fit), check.glyph (characters that no installed font has), check.screens_unfinished
// (the survey is so large that not every page was tried).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/base/result.hpp"
#include "minyi/form/form.hpp"
#include "minyi/preview/preview.hpp"

namespace minyi::kiosk::preview {

struct Finding {
  std::string code;
  std::string path{}, part{}, choice{}, language{};
  // The smallest text and first resolution at which it happens; both empty where neither matters.
  std::string size{}, resolution{};
  std::string message{}, hint{};
};

// One finding a text and fault, however many sizes it happens at. Needs no display. `clock` bounds the time it takes.
// Errors: interview_invalid, font_missing.
Result<std::vector<Finding>> find_faults(const std::shared_ptr<const form::Form>& form, const Options& options,
                                         const Clock& clock);

std::string to_json_line(const Finding& finding);

}  // namespace minyi::kiosk::preview
