#include "minyi/window/inspection.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace minyi::kiosk::window {
namespace {

constexpr std::size_t longest_question = 4096;
constexpr std::size_t most_connections = 16;
constexpr int send_patience_ms = 1000;  // for one who asks but does not read

bool send_all(int descriptor, const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const auto count = ::send(descriptor, text.data() + sent, text.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      sent += static_cast<std::size_t>(count);
    } else if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
      pollfd writable{descriptor, POLLOUT, 0};
      if (::poll(&writable, 1, send_patience_ms) == 0) return false;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

Inspection::~Inspection() { stop(); }

Result<> Inspection::start(const std::string& path, std::function<void()> knock) {
  const auto failed = [&](const char* what) {
    const auto why = std::error_code(errno, std::generic_category()).message();
    return fail(ErrorCode::file_failed, std::string(what) + ": " + why, path,
                "choose a path in a directory that this program may write to");
  };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path)
    return fail(ErrorCode::file_failed, "the path of the inspection socket is empty or too long", path,
                "choose a shorter one");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);

  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0) {  // a socket left by an earlier run goes; anything else is somebody's file
    if (!S_ISSOCK(there.st_mode))
      return fail(ErrorCode::file_failed, "the path of the inspection socket is taken by a file", path,
                  "choose another path");
    ::unlink(path.c_str());
  }
  Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!listener.is_open()) return failed("cannot make the inspection socket");
  ::fchmod(listener.get(), S_IRUSR | S_IWUSR);  // before bind: the name never exists with wider rights
  std::array<int, 2> ends{-1, -1};
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || ::listen(listener.get(), 4) != 0 ||
      ::pipe2(ends.data(), O_CLOEXEC) != 0)
    return failed("cannot listen on the inspection socket");
  listener_ = std::move(listener);
  stopped_ = Descriptor(ends[0]);
  stop_ = Descriptor(ends[1]);
  path_ = path;
  knock_ = std::move(knock);
  thread_ = std::thread([this] { serve(); });
  return {};
}

void Inspection::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  answered_.notify_all();
  stop_.close();  // wakes poll
  thread_.join();
  ::unlink(path_.c_str());
}

void Inspection::serve() {
  std::vector<Connection> connections;
  while (true) {
    std::vector<pollfd> watched{{stopped_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const auto& connection : connections) watched.push_back({connection.socket.get(), POLLIN, 0});
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) break;
    if (watched[0].revents != 0) break;
    for (std::size_t i = 2; i < watched.size(); ++i) {
      auto& connection = connections[i - 2];
      if (watched[i].revents != 0 && !receive(connection)) connection.socket.close();
    }
    std::erase_if(connections, [](const Connection& connection) { return !connection.socket.is_open(); });
    if ((watched[1].revents & POLLIN) != 0) {
      Descriptor accepted(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (accepted.is_open() && connections.size() < most_connections) connections.push_back({std::move(accepted)});
    }
  }
}

bool Inspection::receive(Connection& connection) {
  char buffer[1024];
  const auto count = ::recv(connection.socket.get(), buffer, sizeof buffer, MSG_DONTWAIT);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  if (count == 0) return false;
  connection.received.append(buffer, static_cast<std::size_t>(count));
  for (auto end = connection.received.find('\n'); end != std::string::npos; end = connection.received.find('\n')) {
    connection.received.erase(0, end + 1);
    const auto line = ask();
    if (line.empty() || !send_all(connection.socket.get(), line + "\n")) return false;
  }
  return connection.received.size() <= longest_question;
}

std::string Inspection::ask() {
  std::unique_lock lock(mutex_);
  const auto mine = ++questions_;
  lock.unlock();
  knock_();
  lock.lock();
  answered_.wait(lock, [&] { return stopping_ || answers_ >= mine; });
  return stopping_ ? std::string{} : line_;
}

bool Inspection::asked() {
  const std::lock_guard lock(mutex_);
  return questions_ != answers_;
}

void Inspection::answer(const std::string& line) {
  {
    const std::lock_guard lock(mutex_);
    line_ = line;
    answers_ = questions_;
  }
  answered_.notify_all();
}

}  // namespace minyi::kiosk::window
