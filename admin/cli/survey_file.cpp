#include "minyi/cli/survey_file.hpp"

#include <filesystem>

#include "minyi/cli/files.hpp"

namespace minyi::cli {

Result<SurveyFile> read_survey(const std::string& path) {
  const std::filesystem::path name(path);
  if (name.extension() != ".md")
    return fail(ErrorCode::argument_invalid, "not a survey in Markdown (.md)", path,
                "write the sheets as Markdown tables; see the README");
  SurveyFile survey{path, {}, {}};
  MINYI_TRY(const std::string text, read_file(path));
  MINYI_TRY(survey.workbook, xlsform::read_markdown(text, path));
  const FilesBeside files(path);
  survey.compiled = xlsform::compile(survey.workbook, {.default_form_id = name.stem().string()}, files);
  return survey;
}

std::string describe(const std::string& path, const char* severity, const xlsform::Finding& finding) {
  std::string text = path + ": " + severity + ": " + xlsform::to_string(finding) + " [" + finding.code + "]\n";
  std::string_view rest = finding.excerpt;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += "    " + std::string(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

}  // namespace minyi::cli
