#include "e2e/stage.hpp"

#include <fstream>
#include <iterator>

namespace minyi::e2e {

namespace fs = std::filesystem;
using testing::Failure;
using testing::Process;

fs::path program(const std::string& name) { return fs::path(MINYI_BINARY_DIR) / "bin" / name; }
fs::path source(const std::string& name) { return fs::path(MINYI_SOURCE_DIR) / name; }
fs::path screens(const std::string& name) { return fs::path(MINYI_BINARY_DIR) / "screens" / name; }

void Office::open() {
  fs::create_directories(data_);
  const fs::path ready = data_.parent_path() / "collector-ready";
  fs::remove(ready);
  former_log_ = log();
  const std::string listen = url_.empty() ? "127.0.0.1:0" : url_.substr(url_.find("//") + 2);
  std::vector<std::string> command{
      program("minyi-collector"), "serve", "--data", data_, "--listen", listen, "--ready-file", ready};
  command.insert(command.end(), options_.begin(), options_.end());
  collector_ = Process::start({.command = command, .environment = {}, .directory = {}, .largest_file = {}});
  testing::await("the collector to listen", [&] {
    if (!collector_->running()) throw Failure("the collector ended: " + collector_->errors());
    url_ = read_file(ready);
    return url_.starts_with("http");
  });
  while (!url_.empty() && url_.back() == '\n') url_.pop_back();
}

void Office::close() {
  if (const testing::Exit exit = collector_->stop(); !exit.clean())
    throw Failure("the collector did not end in order: " + collector_->errors());
}

void Office::kill() { collector_->kill(); }

std::string Office::log() const { return former_log_ + (collector_ ? collector_->errors() : std::string()); }

Process::Finished Office::minyi(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), program("minyi"));
  arguments.insert(arguments.end(), {"--data", data_});
  return Process::run({.command = arguments, .environment = {}, .directory = {}, .largest_file = {}});
}

std::string Office::must(std::vector<std::string> arguments) const {
  const std::string name = arguments.front();
  const Process::Finished done = minyi(std::move(arguments));
  if (!done.exit.clean()) throw Failure("minyi " + name + " failed: " + done.errors);
  return done.output;
}

void Office::rotate_keys() const {
  must({"publisher", "rotate"});
  const auto done = Process::run({.command = {program("minyi-collector"), "rotate", "--data", data_},
                                  .environment = {},
                                  .directory = {},
                                  .largest_file = {}});
  if (!done.exit.clean()) throw Failure("minyi-collector rotate failed: " + done.errors);
}

void Office::prepare() {
  must({"sites", "import", source("survey-defs/civic-city/sites.csv")});
  must({"publish", source("survey-defs/civic-city/form.md")});
}

std::string Office::invite(const std::string& site) const {
  std::string output = must({"kiosks", "invite", "--site", site});
  while (!output.empty() && output.back() == '\n') output.pop_back();
  return output.substr(output.find_last_of('\n') + 1);  // npos + 1 is 0: a single line
}

Kiosk::Kiosk(const testing::XServer& server, fs::path place) : display_(server.display()), place_(std::move(place)) {}

void Kiosk::start(const KioskOptions& options) {
  fs::create_directories(place_);
  fs::remove(place_ / "inspect");  // a killed kiosk leaves its socket behind
  testing::Launch launch{.command = {program("minyi-kiosk"), "--data", data(), "--inspect", place_ / "inspect", "--log",
                                     place_ / "kiosk.log"},
                         .environment = options.environment,
                         .directory = {},
                         .largest_file = options.largest_file};
  launch.command.insert(launch.command.end(), options.arguments.begin(), options.arguments.end());
  launch.environment["DISPLAY"] = display_;
  process_ = Process::start(launch);
}

void Kiosk::enrol(const Office& office, const KioskOptions& options) {
  KioskOptions with_code = options;
  with_code.arguments.insert(with_code.arguments.end(), {"--collector", office.url(), "--enrol", office.invite()});
  start(with_code);
  wait_for_screen("attract");
}

void Kiosk::kill() { process_->kill(); }
testing::Exit Kiosk::stop() { return process_->stop(); }

testing::Resident Kiosk::resident(const fs::path& shots, std::function<void(const testing::Sight&)> judge) const {
  return testing::Resident({.display = display_,
                            .inspect = place_ / "inspect",
                            .shots = shots,
                            .patience = testing::default_patience,
                            .judge = std::move(judge)});
}

void Kiosk::follow(const std::string& script) const {
  try {
    resident().follow(script);
  } catch (const Failure& failure) {
    throw Failure(failure.what() + condition_of_kiosk());
  }
}

testing::Sight Kiosk::wait_for(const std::string& what, const std::function<bool(const testing::Sight&)>& condition,
                               testing::Patience patience) const {
  try {
    return testing::Inspector(place_ / "inspect").wait_for(what, condition, patience);
  } catch (const Failure& failure) {
    throw Failure(failure.what() + condition_of_kiosk());
  }
}

std::string Kiosk::condition_of_kiosk() const {
  std::string text = "\nkiosk process: ";
  for (const char* file : {"stat", "wchan"})
    text += read_file("/proc/" + std::to_string(process_->pid()) + "/" + file) + " ";
  return text + "\nkiosk log:\n" + log() + process_->errors();
}

testing::Sight Kiosk::wait_for_screen(const std::string& name) const {
  return wait_for("the screen " + name, [&](const testing::Sight& sight) { return sight.screen == name; });
}

std::string Kiosk::log() const { return read_file(place_ / "kiosk.log"); }

std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (!out.flush()) throw Failure("cannot write " + file.string());
}

std::map<std::string, std::string> contents(const fs::path& directory) {
  std::map<std::string, std::string> result;
  if (!fs::exists(directory)) return result;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file()) result[fs::relative(entry.path(), directory)] = read_file(entry.path());
  return result;
}

std::vector<fs::path> files_with(const fs::path& directory, const std::string& text) {
  std::vector<fs::path> found;
  for (const auto& [name, content] : contents(directory))
    if (content.find(text) != std::string::npos) found.push_back(directory / name);
  return found;
}

}  // namespace minyi::e2e
