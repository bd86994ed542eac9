#include "minyi/cli/kiosk_program.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace minyi::cli {
namespace {

namespace fs = std::filesystem;
using Deadline = std::optional<std::chrono::steady_clock::time_point>;

constexpr const char* program_name = "minyi-kiosk";
constexpr std::size_t longest_line = 64u << 10;

bool can_run(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

std::optional<fs::path> on_path() {
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable == nullptr ? "" : variable;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    const auto path = fs::path(rest.substr(0, end)) / program_name;
    if (end > 0 && can_run(path)) return path;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return std::nullopt;
}

struct SpawnSetup {
  SpawnSetup() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  ~SpawnSetup() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
  }
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
};

sigset_t endings() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

KioskRun::KioskRun(KioskRun&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::move(other.output_)),
      signals_(std::move(other.signals_)),
      mask_(other.mask_),
      received_(std::move(other.received_)),
      late_(other.late_) {}

KioskRun& KioskRun::operator=(KioskRun&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  std::swap(signals_, other.signals_);
  std::swap(mask_, other.mask_);
  std::swap(received_, other.received_);
  std::swap(late_, other.late_);
  return *this;
}

KioskRun::~KioskRun() {
  if (pid_ > 0) ::kill(pid_, SIGTERM);
  finish();
  close();
}

void KioskRun::close() {
  output_.close();
  if (!signals_.is_open()) return;
  signals_.close();
  pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
}

// Takes in what has come; false at the end of its output.
bool KioskRun::receive(const Deadline& deadline) {
  for (;;) {
    int patience = -1;
    if (deadline && !late_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
      patience = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1 << 30));
    }
    std::array<pollfd, 2> watched{{{output_.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}}};
    const int ready = ::poll(watched.data(), watched.size(), patience);
    if (ready < 0 && errno != EINTR) return false;
    if (ready == 0) {  // it gets the chance to end in order
      late_ = true;
      ::kill(pid_, SIGTERM);
    }
    if (ready <= 0) continue;
    if ((watched[1].revents & POLLIN) != 0) {
      signalfd_siginfo asked{};
      if (::read(signals_.get(), &asked, sizeof asked) == static_cast<ssize_t>(sizeof asked)) ::kill(pid_, SIGTERM);
    }
    if (watched[0].revents == 0) continue;
    std::array<char, 4096> part;
    const auto size = ::read(output_.get(), part.data(), part.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    received_.append(part.data(), static_cast<std::size_t>(size));
    return true;
  }
}

std::optional<std::string> KioskRun::line(Deadline deadline) {
  for (;;) {
    const auto end = std::min(received_.find('\n'), longest_line);
    if (end < received_.size()) {
      auto line = received_.substr(0, end);
      received_.erase(0, end + 1);
      return line;
    }
    if (!output_.is_open() || !receive(deadline)) return std::nullopt;
  }
}

int KioskRun::finish() {
  if (pid_ <= 0) return 0;
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

Result<KioskProgram> KioskProgram::find(const std::string& named) {
  if (!named.empty()) {
    if (can_run(named)) return KioskProgram(named);
    return fail(ErrorCode::not_found, "no program that can be run", named, "check what was given with --kiosk");
  }
  std::error_code ignored;
  if (auto beside = fs::read_symlink("/proc/self/exe", ignored).parent_path() / program_name; can_run(beside))
    return KioskProgram(beside.string());
  if (const auto found = on_path()) return KioskProgram(found->string());
  return fail(ErrorCode::not_found, "minyi-kiosk is neither beside this program nor on PATH", "",
              "install it, or name it with --kiosk");
}

Result<KioskRun> KioskProgram::preview(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {path_, "preview"});
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  std::array<int, 2> pipe{-1, -1};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
    return fail(ErrorCode::file_failed, "cannot make a pipe: " + std::generic_category().message(errno));
  KioskRun run;
  run.output_ = Descriptor(pipe[0]);
  const Descriptor theirs(pipe[1]);
  const auto asked = endings();
  pthread_sigmask(SIG_BLOCK, &asked, &run.mask_);
  run.signals_ = Descriptor(::signalfd(-1, &asked, SFD_CLOEXEC));

  SpawnSetup setup;
  posix_spawn_file_actions_adddup2(&setup.files, theirs.get(), STDOUT_FILENO);
  posix_spawnattr_setflags(&setup.attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask(&setup.attributes, &run.mask_);
  const int problem = posix_spawn(&run.pid_, path_.c_str(), &setup.files, &setup.attributes, argv.data(), environ);
  if (problem == 0) return run;
  run.pid_ = -1;
  return fail(ErrorCode::file_failed, "cannot be started: " + std::generic_category().message(problem), path_);
}

}  // namespace minyi::cli
