// minyi preview FILE [--png DIR]
#include <filesystem>

#include <CLI/CLI.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/files.hpp"
#include "minyi/cli/kiosk_program.hpp"
#include "minyi/cli/survey_file.hpp"
#include "minyi/cli/work_folder.hpp"

namespace minyi::cli {
namespace {

struct Options {
  std::string file, pictures, size, site, kiosk, inspect;
};

constexpr std::size_t most_on_screen = 5;  // errors; all of them go to the console

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// The survey as the kiosk's preview gets it: an XForm and, while there is none, why.
class Draft {
 public:
  Draft(const Options& options, const WorkFolder& folder, Console& console)
      : options_(options),
        console_(console),
        form_(folder / (std::filesystem::path(options.file).stem().string() + ".xml")),
        trouble_(folder / "trouble.txt") {}

  // Compiles the file as it is now. Whether there is a form.
  Result<bool> compile() {
    const auto survey = read_survey(options_.file);
    if (!survey) return lament("minyi: " + to_string(survey.error()) + '\n', to_string(survey.error()));
    const auto& errors = survey->compiled.errors;
    if (!errors.empty()) {
      std::string all, first;
      for (std::size_t index = 0; index < errors.size(); ++index) {
        all += describe(options_.file, "error", errors[index]);
        if (index < most_on_screen) first += first_line(xlsform::to_string(errors[index])) + '\n';
      }
      if (errors.size() > most_on_screen)
        first += "and " + std::to_string(errors.size() - most_on_screen) + " more errors\n";
      return lament(all, first);
    }
    // The same again is not written: the window would look for what has changed.
    if (survey->compiled.xform != shown_) MINYI_CHECK(write_file(form_, survey->compiled.xform));
    shown_ = survey->compiled.xform;
    if (!said_.empty()) {
      console_.err << options_.file << ": no errors any more" << std::endl;
      MINYI_CHECK(write_file(trouble_, ""));
    }
    said_.clear();
    return true;
  }

  [[nodiscard]] const std::string& form() const { return form_; }
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  Result<bool> lament(const std::string& all, const std::string& on_screen) {
    if (all != said_) {
      console_.err << all << std::flush;
      MINYI_CHECK(write_file(trouble_, on_screen));
    }
    said_ = all;
    return false;
  }

  const Options& options_;
  Console& console_;
  std::string form_, trouble_;
  std::string shown_, said_;  // the XForm and the errors that the kiosk has now
};

Result<Exit> preview(const Options& options, Console& console) {
  MINYI_TRY(const auto kiosk, KioskProgram::find(options.kiosk));
  MINYI_TRY(const auto folder, WorkFolder::make());
  Draft draft(options, folder, console);
  MINYI_TRY(const bool sound, draft.compile());
  if (!sound && !options.pictures.empty()) return Exit::failed;
  std::vector<std::string> arguments{draft.form(), "--media", FilesBeside(options.file).directory()};
  const auto pass = [&](const char* name, const std::string& value) {
    if (!value.empty()) arguments.insert(arguments.end(), {name, value});
  };
  pass("--png", options.pictures);
  pass("--trouble", options.pictures.empty() ? draft.trouble() : "");
  pass("--size", options.size);
  pass("--site", options.site);
  pass("--inspect", options.inspect);
  MINYI_TRY(auto run, kiosk.preview(std::move(arguments)));
  while (const auto line = run.line()) {
    if (!options.pictures.empty())
      console.out << *line << '\n';
    else if (*line == "changed")
      MINYI_CHECK(draft.compile());
  }
  return run.finish() == 0 ? Exit::done : Exit::failed;
}

}  // namespace

Action declare_preview(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FILE", options->file, "The survey; the window follows it as it is saved")->required();
  app.add_option("--png", options->pictures,
                 "Instead of a window: a picture of every page in each language and text size, in this folder");
  app.add_option("--size", options->size, "WIDTHxHEIGHT of the screen");
  app.add_option("--site", options->site, "Code of the site that the kiosk stands at");
  app.add_option("--inspect", options->inspect, "Answer questions about the present screen on this Unix socket");
  app.add_option("--kiosk", options->kiosk, "The program minyi-kiosk; otherwise the one beside this, or on PATH");
  app.footer(
      "Keys in the window: PageDown and PageUp turn the pages, and where an answer is needed PageDown gives one;\n"
      "F2 changes the language, F3 the text size, F4 the contrast, F5 begins again, Escape closes.");
  return [options](Console& console) { return preview(*options, console); };
}

}  // namespace minyi::cli
