#include "minyi/cli/survey_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "minyi/sheets/csv_sheets.hpp"
#include "minyi/sheets/xlsx.hpp"

namespace minyi::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view formats = "a survey is an .xlsx, .md or .csv file, or a directory with survey.csv in it";

// "Form.XLSX" -> ".xlsx"
std::string extension_of(const fs::path& path) {
  auto extension = path.extension().string();
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return extension;
}

Result<xlsform::Workbook> read_csv_directory(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error))
    if (extension_of(entry.path()) == ".csv") names.push_back(entry.path().string());
  if (error) return fail(ErrorCode::file_failed, "cannot be read: " + error.message(), path);
  std::sort(names.begin(), names.end());
  std::vector<sheets::NamedText> texts;
  bool survey = false;
  for (const auto& name : names) {
    MINYI_TRY(auto text, read_file(name, xlsform::bounds::file_bytes));
    texts.push_back({fs::path(name).stem().string(), std::move(text)});
    survey = survey || texts.back().name == "survey";
  }
  if (!survey)
    return fail(ErrorCode::file_missing, "there is no survey.csv in this directory", path, std::string(formats));
  return sheets::read_csv_sheets(texts, path);
}

// An XForm of another tool, or of `minyi compile`.
Result<xlsform::Compiled> read_form(const std::string& path, const FilesBeside& files) {
  MINYI_TRY(auto text, read_file(path));
  xlsform::Compiled compiled;
  auto form = form::read_xform(text, files);
  if (!form) {
    const auto& error = form.error();
    compiled.errors.push_back({.code = std::string(code_name(error.code)),
                               .message = (error.where.empty() ? "" : error.where + ": ") + error.message,
                               .hint = error.hint});
    return compiled;
  }
  for (const auto& warning : (*form)->warnings)
    compiled.warnings.push_back({.code = "form.left_out", .message = warning});
  compiled.form = std::move(*form);
  compiled.xform = std::move(text);
  return compiled;
}

}  // namespace

Result<xlsform::Workbook> read_workbook(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return read_csv_directory(path);
  const auto extension = extension_of(path);
  if (extension == ".xls")
    return fail(ErrorCode::argument_invalid, "an old Excel workbook (.xls)", path, "save it as .xlsx");
  if (extension != ".md" && extension != ".xlsx" && extension != ".csv")
    return fail(ErrorCode::argument_invalid, "not a survey's file", path, std::string(formats));
  MINYI_TRY(const std::string bytes, read_file(path));
  if (extension == ".xlsx") return sheets::read_xlsx(bytes, path);
  if (extension == ".csv") return sheets::read_csv_workbook(bytes, path);
  return xlsform::read_markdown(bytes, path);
}

Result<SurveyFile> read_survey(const std::string& path) {
  SurveyFile survey{path, {}, {}, FilesBeside(path)};
  if (extension_of(path) == ".xml") {
    MINYI_TRY(survey.compiled, read_form(path, survey.files));
    return survey;
  }
  MINYI_TRY(survey.workbook, read_workbook(path));
  survey.compiled =
      xlsform::compile(survey.workbook, {.default_form_id = fs::path(path).stem().string()}, survey.files);
  return survey;
}

std::string describe(const std::string& path, const char* severity, const xlsform::Finding& finding) {
  auto line = finding;
  line.excerpt.clear();
  std::string text = path + ": " + severity + ": " + xlsform::to_string(line) + " [" + finding.code + "]\n";
  std::string_view rest = finding.excerpt;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += "    " + std::string(rest.substr(0, end)) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

}  // namespace minyi::cli
