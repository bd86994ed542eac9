// Are the survey's expressions well formed? Said of the cell as its author wrote it, not of the XForm.
#pragma once

#include "minyi/xlsform/survey.hpp"

namespace minyi::xlsform {

void check_expressions(const Survey& survey, Findings& findings);

}  // namespace minyi::xlsform
