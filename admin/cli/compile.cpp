// minyi compile FILE [-o FORM.xml], minyi compile --cases FILE.jsonl
#include <filesystem>

#include <CLI/CLI.hpp>

#include "minyi/cli/cases.hpp"
#include "minyi/cli/files.hpp"
#include "minyi/cli/survey_file.hpp"
#include "minyi/xlsform/itemsets.hpp"

namespace minyi::cli {
namespace {

using nlohmann::json;

struct Options {
  std::string file, output, cases;
};

// The root of a case that names none, in the suite that the cases are taken from (tests/conformance/README.md).
constexpr std::string_view nameless = "test_name";

json compile_case(const json& test_case) {
  json errors = json::array();
  const auto workbook = xlsform::read_markdown(text_of(test_case, "md"), "case");
  if (!workbook) {
    errors.push_back(to_string(workbook.error()));
    return {{"valid", false}, {"errors", std::move(errors)}, {"xform", ""}};
  }
  const std::string name = text_of(test_case, "form_name");
  // The cases are about sheets and leave expressions to a later tool: those are passed on as they are written.
  const xlsform::Options options{.form_name = name.empty() ? std::string(nameless) : name,
                                 .default_form_id = {},
                                 .expressions = xlsform::Expressions::as_written};
  const auto compiled = xlsform::compile(*workbook, options, form::NoFiles());
  for (const auto& finding : compiled.errors) errors.push_back(xlsform::to_string(finding));
  return {{"valid", compiled.valid()}, {"errors", std::move(errors)}, {"xform", compiled.xform}};
}

Result<Exit> compile(const Options& options, Console& console) {
  if (!options.cases.empty()) return run_cases(options.cases, console, compile_case);
  MINYI_TRY(const SurveyFile survey, read_survey(options.file));
  for (const auto& finding : survey.compiled.errors) console.err << describe(options.file, "error", finding);
  for (const auto& finding : survey.compiled.warnings) console.err << describe(options.file, "warning", finding);
  if (!survey.compiled.valid()) return Exit::failed;
  const bool is_xform = survey.workbook.sheets.empty();
  const auto xform = is_xform ? form::write_xform(*survey.compiled.form) : survey.compiled.xform;
  if (options.output.empty()) {
    console.out << xform;
    return Exit::done;
  }
  MINYI_CHECK(write_file(options.output, xform));
  if (!survey.compiled.itemsets.empty()) {
    const auto beside = std::filesystem::path(options.output).replace_filename(xlsform::itemsets_name);
    MINYI_CHECK(write_file(beside.string(), survey.compiled.itemsets));
    console.err << "The external_choices are in " << beside.string() << "; the form needs it beside it.\n";
  }
  return Exit::done;
}

}  // namespace

Action declare_compile(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* file = app.add_option("FILE", options->file,
                              "The survey: .xlsx, .md, .csv, a directory of CSV files, or an XForm (.xml)");
  auto* output = app.add_option("-o,--output", options->output, "Where to write the XForm; standard output otherwise");
  auto* cases = app.add_option("--cases", options->cases, "Compile each case of a JSON Lines file");
  cases->excludes(file)->excludes(output);
  return [options](Console& console) -> Result<Exit> {
    if (options->file.empty() && options->cases.empty())
      return fail(ErrorCode::argument_invalid, "FILE or --cases is required", "", "see `minyi compile --help`");
    return compile(*options, console);
  };
}

}  // namespace minyi::cli
