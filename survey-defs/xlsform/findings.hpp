// Collects what is wrong with a workbook, so that an author sees all of it in one run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/xlsform/compile.hpp"

namespace minyi::xlsform {

class Findings {
 public:
  void error(std::string code, const Place& place, std::string message, std::string hint = {},
             std::string excerpt = {});
  void warning(std::string code, const Place& place, std::string message, std::string hint = {});
  [[nodiscard]] bool failed() const { return !errors.empty(); }

  std::vector<Finding> errors{};
  std::vector<Finding> warnings{};
};

// The cell's text with a caret under the byte at `offset`, as the terminal shows it; a long text is cut around the
// place.
std::string caret(std::string_view text, std::size_t offset);
// "did you mean 'x'", or nothing
std::string did_you_mean(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace minyi::xlsform
