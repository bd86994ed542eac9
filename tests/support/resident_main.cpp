// minyi-resident: lets a scripted resident answer at a kiosk that shows itself on $DISPLAY.
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <CLI/CLI.hpp>

#include "support/resident.hpp"
#include "support/screenshot.hpp"

namespace {

int answer(const minyi::testing::ResidentOptions& options, const std::string& script_file) {
  std::ifstream in(script_file);
  if (!in) {
    std::cerr << "minyi-resident: cannot read " << script_file << '\n';
    return 1;
  }
  const std::string script{std::istreambuf_iterator<char>(in), {}};
  try {
    minyi::testing::Resident(options).follow(script);
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "minyi-resident: " << script_file << ": " << failure.what() << '\n';
  }
  try {
    if (!options.shots.empty())
      minyi::testing::Screenshot::take(options.display).write_png(options.shots / "failure.png");
  } catch (const std::exception& failure) {
    std::cerr << "minyi-resident: no picture of the failure: " << failure.what() << '\n';
  }
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Answers a survey at a running kiosk as a script says, by touching the screen through X11"};
  minyi::testing::ResidentOptions options;
  std::string script;
  std::string inspect;
  std::string shots;
  long patience = minyi::testing::default_patience.count();
  app.add_option("--inspect", inspect, "the kiosk's inspection socket")->required();
  app.add_option("--script", script, "file with the commands (see script.hpp)")->required();
  app.add_option("--shots", shots, "directory for the pictures that the script asks for");
  app.add_option("--patience", patience, "milliseconds to wait for what a touch must bring about");
  CLI11_PARSE(app, argc, argv);

  const char* display = std::getenv("DISPLAY");
  if (display == nullptr) {
    std::cerr << "minyi-resident: DISPLAY is not set\n";
    return 1;
  }
  options.display = display;
  options.inspect = inspect;
  options.shots = shots;
  options.patience = minyi::testing::Patience{patience};
  return answer(options, script);
}
