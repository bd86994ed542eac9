// A child process in a process group of its own, with its output captured. It never outlives the test.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "support/wait.hpp"

namespace minyi::testing {

struct Launch {
  std::vector<std::string> command;                               // program (looked up in PATH) and its arguments
  std::map<std::string, std::optional<std::string>> environment;  // set, or removed where there is no value
  std::filesystem::path directory;                                // empty: where the test runs
  std::optional<std::uint64_t> largest_file;                      // bytes a file may grow to (RLIMIT_FSIZE)
};

struct Exit {
  int code = 0;    // exit status; 0 when killed by a signal
  int signal = 0;  // the signal that ended it; 0 when it exited
  [[nodiscard]] bool clean() const { return code == 0 && signal == 0; }
};

class Process {
 public:
  // Throws Failure when the program cannot be started.
  static Process start(const Launch& launch);
  // Runs to the end and gives everything; throws Failure when that takes longer.
  struct Finished {
    Exit exit;
    std::string output, errors;
  };
  static Finished run(const Launch& launch, Patience patience = default_patience);

  Process() = default;
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  // SIGKILL to the whole group

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool running();
  // Nothing when it still runs at the deadline.
  std::optional<Exit> wait(Patience patience = default_patience);
  // SIGKILL to the whole group, and waits for the end.
  void kill();
  // SIGTERM, and SIGKILL where that is not enough: gives how it ended.
  Exit stop(Patience patience = default_patience);
  void signal(int number) const;

  [[nodiscard]] std::string output() const;  // what it has written to stdout so far
  [[nodiscard]] std::string errors() const;  // the same of stderr

 private:
  pid_t pid_ = -1;
  int output_ = -1, errors_ = -1;  // memory files
  std::optional<Exit> exit_;
};

}  // namespace minyi::testing
