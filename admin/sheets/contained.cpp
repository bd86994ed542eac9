#include "minyi/sheets/contained.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <system_error>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace minyi::sheets {
namespace {

using nlohmann::json;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool reserves_address_space = true;
#elif defined(__has_feature)
constexpr bool reserves_address_space = __has_feature(address_sanitizer);
#else
constexpr bool reserves_address_space = false;
#endif

constexpr char succeeded = '+', refused = '-';

Error unsound(const std::string& file, std::string message) {
  return {ErrorCode::sheet_syntax, std::move(message), file,
          "open it in a spreadsheet program and save it anew as .xlsx"};
}

void limit(int resource, rlim_t most) {
  const rlimit bound{most, most};
  ::setrlimit(resource, &bound);
}

std::string message_of(const Result<std::string>& done) {
  if (done) return succeeded + *done;
  const auto& error = done.error();
  return refused + json{static_cast<int>(error.code), error.message, error.where, error.hint}.dump(
                       -1, ' ', false, json::error_handler_t::replace);
}

[[noreturn]] void run_child(int out, const Confines& confines, const std::string& file,
                            const std::function<Result<std::string>()>& work) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, static_cast<rlim_t>(confines.processor.count()));
  if (!reserves_address_space) limit(RLIMIT_AS, confines.memory);
  if (const int nowhere = ::open("/dev/null", O_RDWR); nowhere >= 0)
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, standard);
  std::string message;
  try {
    message = message_of(work());
  } catch (const std::bad_alloc&) {
    message = message_of(fail(unsound(file, "the workbook needs more memory than any survey does")));
  } catch (const std::exception&) {
    message = message_of(fail(unsound(file, "this is not a sound workbook")));
  }
  for (std::size_t at = 0; at < message.size();) {
    const auto count = ::write(out, message.data() + at, message.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    at += static_cast<std::size_t>(count);
  }
  ::_exit(0);
}

// All that comes through the pipe, or nothing when it is more than `most`.
std::string read_all(int in, std::size_t most) {
  std::string message;
  std::array<char, 65536> part{};
  for (;;) {
    const auto count = ::read(in, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return message;
    if (message.size() + static_cast<std::size_t>(count) > most) return {};
    message.append(part.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<std::string> contained(const Confines& confines, const std::string& file,
                              const std::function<Result<std::string>()>& work) {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0)
    return fail(ErrorCode::file_failed, "no pipe: " + std::generic_category().message(errno), file);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    run_child(pipe[1], confines, file, work);
  }
  const int why = errno;
  ::close(pipe[1]);
  const auto message = child < 0 ? std::string() : read_all(pipe[0], confines.result);
  ::close(pipe[0]);  // a child that still writes ends by this
  if (child < 0) return fail(ErrorCode::file_failed, "no process: " + std::generic_category().message(why), file);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
    return fail(unsound(file, "the workbook takes longer to read than any survey does"));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || message.empty())
    return fail(unsound(file, "this is not a sound workbook"));
  if (message.front() == succeeded) return message.substr(1);
  const auto error = json::parse(message.substr(1));
  return fail(Error{static_cast<ErrorCode>(error[0].get<int>()), error[1], error[2], error[3]});
}

}  // namespace minyi::sheets
