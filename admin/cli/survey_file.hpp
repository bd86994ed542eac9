// A survey as an admin's file holds it, read and compiled.
#pragma once

#include <string>

#include "minyi/xlsform/compile.hpp"

namespace minyi::cli {

struct SurveyFile {
  std::string path;
  xlsform::Workbook workbook;
  xlsform::Compiled compiled;
};

// file_missing, file_failed, sheet_syntax. What the compiler finds is in `compiled`, not an error here.
Result<SurveyFile> read_survey(const std::string& path);

// "form.md: error: survey row 12, column relevant: message (hint) [code]", then the place with its caret, indented.
std::string describe(const std::string& path, const char* severity, const xlsform::Finding& finding);

}  // namespace minyi::cli
