#include "support/process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves the declaration to us

namespace minyi::testing {
namespace {

std::string read_all(int file) {
  std::string text;
  char block[4096];
  for (;;) {
    const ssize_t got = pread(file, block, sizeof block, static_cast<off_t>(text.size()));
    if (got <= 0) return text;
    text.append(block, static_cast<std::size_t>(got));
  }
}

std::vector<std::string> environment_for(const Launch& launch) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!launch.environment.contains(std::string(text.substr(0, text.find('='))))) result.emplace_back(text);
  }
  for (const auto& [name, value] : launch.environment)
    if (value) result.push_back(name + "=" + *value);
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

struct ChildSetup {
  char* const* arguments;
  char* const* environment;
  const char* directory;       // or null
  const rlimit* largest_file;  // or null
  int output, errors;
  pid_t parent;
};

// Between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(const ChildSetup& setup) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != setup.parent) _exit(126);  // it died before the line above
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  dup2(setup.output, STDOUT_FILENO);
  dup2(setup.errors, STDERR_FILENO);
  if (setup.directory != nullptr && chdir(setup.directory) != 0) _exit(126);
  if (setup.largest_file != nullptr) {
    ::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit fails with EFBIG instead of ending the process
    setrlimit(RLIMIT_FSIZE, setup.largest_file);
  }
  execvpe(setup.arguments[0], setup.arguments, setup.environment);
  const char* reason = strerrordesc_np(errno);
  (void)!write(STDERR_FILENO, setup.arguments[0], std::strlen(setup.arguments[0]));
  (void)!write(STDERR_FILENO, ": ", 2);
  (void)!write(STDERR_FILENO, reason, std::strlen(reason));
  _exit(127);
}

}  // namespace

Process Process::start(const Launch& launch) {
  if (launch.command.empty()) throw Failure("no command to start");
  std::vector<std::string> command = launch.command;
  std::vector<std::string> variables = environment_for(launch);
  const std::vector<char*> arguments = pointers(command);
  const std::vector<char*> environment = pointers(variables);
  const std::string directory = launch.directory.string();
  const rlimit limit{launch.largest_file.value_or(0), launch.largest_file.value_or(0)};

  Process process;
  process.output_ = memfd_create("stdout", MFD_CLOEXEC);
  process.errors_ = memfd_create("stderr", MFD_CLOEXEC);
  if (process.output_ < 0 || process.errors_ < 0)
    throw Failure("cannot capture output: " + std::string(strerror(errno)));
  // Appending, so that two writers never overwrite each other.
  fcntl(process.output_, F_SETFL, O_APPEND);
  fcntl(process.errors_, F_SETFL, O_APPEND);

  const ChildSetup setup{arguments.data(),
                         environment.data(),
                         directory.empty() ? nullptr : directory.c_str(),
                         launch.largest_file ? &limit : nullptr,
                         process.output_,
                         process.errors_,
                         getpid()};
  const pid_t pid = fork();
  if (pid < 0) throw Failure("cannot fork: " + std::string(strerror(errno)));
  if (pid == 0) become(setup);
  setpgid(pid, pid);  // both sides do it: whoever comes first
  process.pid_ = pid;
  return process;
}

Process::Finished Process::run(const Launch& launch, Patience patience) {
  Process process = start(launch);
  const std::optional<Exit> exit = process.wait(patience);
  if (!exit) throw Failure(launch.command.front() + " did not end; stderr so far: " + process.errors());
  return {*exit, process.output(), process.errors()};
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::exchange(other.output_, -1)),
      errors_(std::exchange(other.errors_, -1)),
      exit_(other.exit_) {}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  std::swap(errors_, other.errors_);
  std::swap(exit_, other.exit_);
  return *this;
}

Process::~Process() {
  kill();
  if (output_ >= 0) close(output_);
  if (errors_ >= 0) close(errors_);
}

bool Process::running() { return pid_ > 0 && !wait(Patience{0}); }

std::optional<Exit> Process::wait(Patience patience) {
  if (exit_ || pid_ <= 0) return exit_;
  wait_until(
      [&] {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) != pid_) return false;
        exit_ = WIFSIGNALED(status) ? Exit{0, WTERMSIG(status)} : Exit{WEXITSTATUS(status), 0};
        return true;
      },
      patience);
  return exit_;
}

void Process::kill() {
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);  // also what it started itself, even when it has ended already
  if (exit_) return;
  int status = 0;
  if (waitpid(pid_, &status, 0) == pid_)
    exit_ = WIFSIGNALED(status) ? Exit{0, WTERMSIG(status)} : Exit{WEXITSTATUS(status), 0};
}

Exit Process::stop(Patience patience) {
  if (!exit_) signal(SIGTERM);
  if (!wait(patience)) kill();
  return exit_.value_or(Exit{});
}

void Process::signal(int number) const {
  if (pid_ > 0 && !exit_) ::kill(pid_, number);
}

std::string Process::output() const { return output_ < 0 ? std::string() : read_all(output_); }
std::string Process::errors() const { return errors_ < 0 ? std::string() : read_all(errors_); }

}  // namespace minyi::testing
