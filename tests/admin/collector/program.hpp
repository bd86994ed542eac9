// The real program in a process of its own, and clients that treat it badly.
#pragma once

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "minyi/base/descriptor.hpp"
#include "minyi/collector/program.hpp"

#include "admin/collector/office.hpp"
#include "support/wait.hpp"

namespace minyi::collector::tests {

using minyi::testing::TempDir;
using minyi::testing::wait_until;

inline std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The program in a process of its own, its stdout and stderr in files.
class Program {
 public:
  Program(const TempDir& folder, std::vector<std::string> arguments) : errors_(folder / "stderr") {
    arguments.insert(arguments.begin(), "minyi-collector");
    pid_ = fork();
    if (pid_ != 0) return;
    for (const auto& [descriptor, name] : {std::pair{1, "stdout"}, {2, "stderr"}})
      dup2(open((folder / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), descriptor);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    const int status = collector::run(static_cast<int>(argv.size()), argv.data());
    fflush(nullptr);
    _exit(status);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  // Exit status; -1 when a signal ended it, -2 when it does not end.
  int wait() {
    int status = 0;
    if (!wait_until([&] { return waitpid(pid_, &status, WNOHANG) == pid_; })) return -2;
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void signal(int number) const { kill(pid_, number); }
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] std::string errors() const { return read(errors_); }

 private:
  pid_t pid_ = -1;
  std::filesystem::path errors_;
};

// A client that keeps to no protocol, from an address of this machine's own (127.0.0.0/8).
class RawClient {
 public:
  explicit RawClient(int port, const char* from = "127.0.0.1") : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, from, &address.sin_addr);
    REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] int descriptor() const { return socket_.get(); }
  // Whether anybody takes it is of no interest.
  void send(std::string_view bytes) const {
    (void)::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  void end_sending() const { ::shutdown(socket_.get(), SHUT_WR); }
  // All of it; false when the other side does not take it any more.
  [[nodiscard]] bool send_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // What comes until `end` has come or the other side closes; fails the test when neither happens.
  std::string receive(std::string_view end = "\r\nnever\r\n") const {
    std::string received;
    const bool ended = wait_until([&] {
      std::array<char, 4096> buffer{};
      const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size > 0) received.append(buffer.data(), static_cast<std::size_t>(size));
      const bool open = size > 0 || (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
      return !open || received.find(end) != std::string::npos;
    });
    CHECK_MESSAGE(ended, "the connection stays open after: " << received);
    return received;
  }

 private:
  Descriptor socket_;
  bool connected_ = false;
};

inline std::string await_ready(const std::filesystem::path& ready) {
  REQUIRE(wait_until([&] { return std::filesystem::exists(ready); }));
  std::string url = read(ready);
  REQUIRE(url.back() == '\n');
  url.pop_back();
  return url;
}

// Where a program that was started with --metrics answers, by its log.
inline std::string metrics_of(const std::string& log) {
  const std::string before = "event=metrics url=";
  const auto at = log.find(before);
  REQUIRE(at != std::string::npos);
  return log.substr(at + before.size(), log.find('\n', at) - at - before.size());
}

inline int port_of(const std::string& url) { return std::stoi(url.substr(url.rfind(':') + 1)); }

}  // namespace minyi::collector::tests
