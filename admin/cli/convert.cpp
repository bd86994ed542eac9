// minyi convert FROM TO [--force]
#include <filesystem>

#include <CLI/CLI.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/survey_file.hpp"
#include "minyi/sheets/csv_sheets.hpp"
#include "minyi/sheets/xlsx.hpp"

namespace minyi::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string from, to;
  bool force = false;
};

enum class Target { xlsx, markdown, directory };

Result<Target> target_of(const std::string& path) {
  const auto extension = fs::path(path).extension();
  if (extension == ".xlsx") return Target::xlsx;
  if (extension == ".md") return Target::markdown;
  if (extension.empty()) return Target::directory;
  return fail(ErrorCode::argument_invalid, "a survey is not written as " + extension.string(), path,
              "give a name that ends with .xlsx or .md, or that of a directory for CSV files");
}

bool same(const xlsform::Workbook& a, const xlsform::Workbook& b) {
  return std::equal(
      a.sheets.begin(), a.sheets.end(), b.sheets.begin(), b.sheets.end(),
      [](const auto& one, const auto& other) { return one.name == other.name && one.rows == other.rows; });
}

Result<> write_directory(const xlsform::Workbook& workbook, const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail(ErrorCode::file_failed, "cannot be made: " + error.message(), path);
  for (const auto& sheet : sheets::write_csv_sheets(workbook)) {
    if (sheet.name.find('/') != std::string::npos || sheet.name.starts_with('.'))
      return fail(ErrorCode::sheet_invalid, "the sheet '" + sheet.name + "' cannot be a file's name", workbook.file,
                  "rename the sheet");
    MINYI_CHECK(write_file((fs::path(path) / (sheet.name + ".csv")).string(), sheet.text));
  }
  return {};
}

// What the target will hold, read back before it is put there: nothing is written that is not the same workbook.
Result<> write_checked(const xlsform::Workbook& workbook, const std::string& path, const std::string& bytes,
                       const Result<xlsform::Workbook>& read_back) {
  MINYI_TRY(const auto& again, read_back);
  if (!same(workbook, again))
    return fail(ErrorCode::sheet_invalid, "this workbook cannot be written there without loss", workbook.file,
                "look at the names of its sheets");
  return write_file(path, bytes);
}

// Rows that no sheet of a survey has, and that Markdown keeps between its tables.
bool has_commentary(const std::string& path, const std::string& text) {
  if (fs::path(path).extension() != ".md") return false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first != std::string::npos && line[first] != '|') return true;
  }
  return false;
}

Result<Exit> convert(const Options& options, Console& console) {
  MINYI_TRY(const auto target, target_of(options.to));
  MINYI_TRY(const auto workbook, read_workbook(options.from));
  if (!options.force && fs::exists(options.to))
    return fail(ErrorCode::file_failed, "there is something of this name already", options.to,
                "choose another name, or overwrite it with --force");
  switch (target) {
    case Target::xlsx: {
      MINYI_TRY(const auto bytes, sheets::write_xlsx(workbook));
      MINYI_CHECK(write_checked(workbook, options.to, bytes, sheets::read_xlsx(bytes, options.to)));
      break;
    }
    case Target::markdown: {
      const auto text = xlsform::write_markdown(workbook);
      MINYI_CHECK(write_checked(workbook, options.to, text, xlsform::read_markdown(text, options.to)));
      break;
    }
    case Target::directory:
      MINYI_CHECK(write_directory(workbook, options.to));
      break;
  }
  if (target != Target::markdown && fs::is_regular_file(options.from)) {
    MINYI_TRY(const auto text, read_file(options.from));
    if (has_commentary(options.from, text))
      console.err << "note: what stands outside the tables of " << options.from << " is not in " << options.to << '\n';
  }
  return Exit::done;
}

}  // namespace

Action declare_convert(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FROM", options->from, "The survey: .xlsx, .md, .csv or a directory of CSV files")->required();
  app.add_option("TO", options->to, "What to write: .xlsx, .md, or a directory for CSV files")->required();
  app.add_flag("--force", options->force, "Overwrite what is there");
  return [options](Console& console) { return convert(*options, console); };
}

}  // namespace minyi::cli
