// What a survey that compiles may still lack for a kiosk.
#pragma once

#include <vector>

#include "minyi/xlsform/compile.hpp"

namespace minyi::cli {

// Warnings, in the order of the sheets: texts without translation, a survey without indicators.
std::vector<xlsform::Finding> preflight(const xlsform::Workbook& workbook, const form::Form* form);

}  // namespace minyi::cli
