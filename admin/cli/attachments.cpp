#include "minyi/cli/attachments.hpp"

#include <algorithm>
#include <array>

#include "minyi/base/file_name.hpp"
#include "minyi/exchange/chain.hpp"
#include "minyi/form/needed_files.hpp"
#include "minyi/xlsform/itemsets.hpp"

namespace minyi::cli {
namespace {

// How a cell may name a file: by its whole name, as pulldata('towns', …) and search("towns") do, or as csv-external
// does, whose question is called like the file.
using Naming = bool (*)(const std::string& cell, const std::string& file);
std::string stem(const std::string& file) { return file.substr(0, file.rfind('.')); }
constexpr auto namings = std::to_array<Naming>({
    [](const std::string& cell, const std::string& file) { return cell.find(file) != std::string::npos; },
    [](const std::string& cell, const std::string& file) {
      return cell.find('\'' + stem(file) + '\'') != std::string::npos ||
             cell.find('"' + stem(file) + '"') != std::string::npos;
    },
    [](const std::string& cell, const std::string& file) { return cell == stem(file); },
});

// Puts the place of the first such cell into the finding.
bool locate(const xlsform::Sheet& sheet, const std::string& file, Naming names, xlsform::Finding& found) {
  for (std::size_t row = 1; row < sheet.rows.size(); ++row)
    for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
      if (!names(sheet.rows[row][column], file)) continue;
      found.sheet = sheet.name;
      found.row = row < sheet.lines.size() ? sheet.lines[row] : static_cast<int>(row) + 1;
      found.column = sheet.rows.front()[column];
      return true;
    }
  return false;
}

xlsform::Finding finding(const xlsform::Workbook& workbook, const form::NeededFile& file, const Error& error) {
  constexpr auto sheets = std::to_array<std::string_view>({"survey", "choices"});
  xlsform::Finding found{.code = "publish." + std::string(code_name(error.code)),
                         .message = "the file " + file.name + ": " + error.message,
                         .hint = error.code == ErrorCode::file_missing ? "put it beside the survey" : error.hint};
  for (const Naming naming : namings)
    for (const auto name : sheets)
      if (const auto* sheet = workbook.sheet(name); sheet != nullptr && locate(*sheet, file.name, naming, found))
        return found;
  found.message += ", named at " + file.where;
  return found;
}

Result<exchange::RolloutFile> describe_file(const std::string& name, const form::FileSource& files) {
  if (!is_plain_file_name(name))
    return fail(ErrorCode::argument_invalid, "not the plain name of a file beside the survey", {},
                "no folders, no / \\ : * ? \" < > |, no dot or blank at either end");
  MINYI_TRY(const std::string content, files.read(name));
  return exchange::RolloutFile{name, exchange::blake2b(as_bytes(content)), content.size()};
}

// The survey must outlive it.
xlsform::WithItemsets files_of(const SurveyFile& survey) { return {survey.files, survey.compiled.itemsets}; }

}  // namespace

Attached attach(const SurveyFile& survey, Console& console) {
  Attached attached;
  const auto files = files_of(survey);
  bool sound = true;
  const auto complain = [&](const form::NeededFile& file, const Error& error) {
    sound = false;
    console.err << describe(survey.path, "error", finding(survey.workbook, file, error));
  };
  const auto add = [&](const std::vector<form::NeededFile>& needed) {
    for (const form::NeededFile& file : needed) {
      const auto known = std::any_of(attached.files.begin(), attached.files.end(),
                                     [&](const exchange::RolloutFile& each) { return each.name == file.name; });
      if (known) continue;
      auto described = describe_file(file.name, files);
      if (described)
        attached.files.push_back(std::move(*described));
      else
        complain(file, described.error());
    }
  };
  const auto say = [&](const Error& error) {
    sound = false;
    console.err << survey.path << ": error: kiosks could not run it: " << to_string(error) << '\n';
  };
  // Once without the files, so that all that are missing are said; then with them, as kiosks will read it.
  const auto bare = form::read_xform(survey.compiled.xform, form::NoFiles());
  if (bare)
    add(form::needed_files(**bare));
  else
    say(bare.error());
  if (!sound) return {};
  auto form = form::read_xform(survey.compiled.xform, files);
  if (form)
    add(form::needed_files(**form));
  else
    say(form.error());
  if (!sound) return {};
  std::sort(attached.files.begin(), attached.files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  attached.form = std::move(*form);
  return attached;
}

Result<> keep_files(const SurveyFile& survey, const std::vector<exchange::RolloutFile>& files,
                    warehouse::Warehouse& warehouse) {
  const auto files_beside = files_of(survey);
  for (const exchange::RolloutFile& file : files) {
    MINYI_TRY(const std::string content, files_beside.read(file.name));
    MINYI_TRY(const Digest digest, warehouse.keep_file(content));
    if (digest != file.digest)
      return fail(ErrorCode::file_failed, "the file was changed while it was being published", file.name, "try again");
  }
  return {};
}

}  // namespace minyi::cli
