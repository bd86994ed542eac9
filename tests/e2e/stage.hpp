// The real parts of a test from end to end: an office (collector and command line on one data directory) and a kiosk on
// a display in memory.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/resident.hpp"
#include "support/temp_dir.hpp"
#include "support/x_server.hpp"

namespace minyi::e2e {

// What the tests run: the programs of this build, the files of this tree.
std::filesystem::path program(const std::string& name);
std::filesystem::path source(const std::string& name);
// Pictures for people to look at: build/<preset>/screens/<name>.
std::filesystem::path screens(const std::string& name);

class Office {
 public:
  // `options` of `minyi-collector serve`, besides where and on which port.
  explicit Office(std::filesystem::path data, std::vector<std::string> options = {})
      : data_(std::move(data)), options_(std::move(options)) {}

  // Waits until the collector listens. The second time on the same port as the first.
  void open();
  void close();
  void kill();  // SIGKILL to the collector
  [[nodiscard]] pid_t collector() const { return collector_->pid(); }
  // What its collectors wrote to stderr: the one that runs, and those before it.
  [[nodiscard]] std::string log() const;
  [[nodiscard]] const std::string& url() const { return url_; }

  // `minyi ARGUMENTS --data DIR`.
  testing::Process::Finished minyi(std::vector<std::string> arguments) const;
  // The same, and a Failure when it does not succeed; gives stdout.
  std::string must(std::vector<std::string> arguments) const;
  // New keys for collector and publisher; the collector has them when it is opened the next time.
  void rotate_keys() const;
  // Sites and the shipped survey, as the demo has them.
  void prepare();
  // A one-time code for a kiosk of that site.
  std::string invite(const std::string& site = "demo-t1-c1") const;
  [[nodiscard]] const std::filesystem::path& data() const { return data_; }

 private:
  std::filesystem::path data_;
  std::vector<std::string> options_;
  std::string url_;
  std::string former_log_;
  std::optional<testing::Process> collector_;
};

struct KioskOptions {
  std::vector<std::string> arguments{};  // besides --data, --inspect and --log
  std::map<std::string, std::optional<std::string>> environment{};
  std::optional<std::uint64_t> largest_file{};
};

class Kiosk {
 public:
  // `place` holds the kiosk's data, socket and log.
  Kiosk(const testing::XServer& server, std::filesystem::path place);

  void start(const KioskOptions& options = {});
  // First start: with the code, until residents can answer.
  void enrol(const Office& office, const KioskOptions& options = {});
  void kill();           // SIGKILL
  testing::Exit stop();  // SIGTERM
  [[nodiscard]] bool running() { return process_ && process_->running(); }
  [[nodiscard]] pid_t pid() const { return process_->pid(); }

  // A new pair of eyes and a finger.
  [[nodiscard]] testing::Resident resident(const std::filesystem::path& shots = {},
                                           std::function<void(const testing::Sight&)> judge = {}) const;
  testing::Sight wait_for(const std::string& what, const std::function<bool(const testing::Sight&)>& condition,
                          testing::Patience patience = testing::default_patience) const;
  // A resident who follows a script; when he cannot, the Failure carries the log and how the kiosk fares.
  void follow(const std::string& script) const;
  testing::Sight wait_for_screen(const std::string& name) const;
  [[nodiscard]] std::string log() const;
  [[nodiscard]] std::filesystem::path data() const { return place_ / "data"; }
  [[nodiscard]] const std::string& display() const { return display_; }

 private:
  [[nodiscard]] std::string condition_of_kiosk() const;

  std::string display_;
  std::filesystem::path place_;
  std::optional<testing::Process> process_;
};

std::string read_file(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& text);
// Every file under a directory that contains the text, byte for byte.
std::vector<std::filesystem::path> files_with(const std::filesystem::path& directory, const std::string& text);
// Bytes of a tree, to see whether it was touched: path -> content.
std::map<std::string, std::string> contents(const std::filesystem::path& directory);

}  // namespace minyi::e2e
