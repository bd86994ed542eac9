// A survey as an admin's file holds it, read and compiled. The one place that knows what a survey can be written in.
#pragma once

#include <string>

#include "minyi/cli/files.hpp"
#include "minyi/xlsform/compile.hpp"

namespace minyi::cli {

struct SurveyFile {
  std::string path;
  xlsform::Workbook workbook;  // without sheets when the file is an XForm
  xlsform::Compiled compiled;
  FilesBeside files;
};

// An .xlsx, .md or .csv file, or a directory with one CSV file a sheet. file_missing, file_failed, sheet_syntax.
Result<xlsform::Workbook> read_workbook(const std::string& path);
// The same, compiled; or an XForm (.xml), read. What the compiler or the reader finds is in `compiled`, not an error
// here.
Result<SurveyFile> read_survey(const std::string& path);

// "form.md: error: survey row 12, column relevant: message (hint) [code]", then the place with its caret, indented.
std::string describe(const std::string& path, const char* severity, const xlsform::Finding& finding);

}  // namespace minyi::cli
