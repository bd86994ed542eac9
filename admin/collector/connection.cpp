#include "minyi/collector/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

namespace minyi::collector {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look{100};       // how often a wait looks whether it should end
constexpr milliseconds farewell{1000};  // for a client that still sends, to read why it was refused
constexpr std::size_t most_unread = 1u << 20;

}  // namespace

Connection::Connection(Arrival& arrival, const TlsContext* tls, const Limits& limits, const Ending& ending)
    : socket_(arrival.socket), address_(arrival.address), limits_(limits), ending_(ending) {
  const int flags = fcntl(socket_.get(), F_GETFL);
  fcntl(socket_.get(), F_SETFL, flags | O_NONBLOCK);
  if (tls == nullptr) return;
  session_ = tls->session(socket_.get());
  if (!session_) fault_ = Fault::broken;
}

Connection::~Connection() {
  if (session_ && fault_ != Fault::broken) SSL_shutdown(session_.get());
  ::shutdown(socket_.get(), SHUT_WR);
  if (fault_ == Fault::broken || (fault_ == Fault::none && body_left_ == 0)) return;
  // Closed with bytes unread, the kernel would reset the connection and take the answer away from the client.
  const auto until = Steady::now() + farewell;
  for (std::size_t unread = 0; unread < most_unread && ready(POLLIN, until);) {
    const ssize_t size = ::recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
    if (size <= 0) break;
    unread += static_cast<std::size_t>(size);
  }
}

bool Connection::ready(short events, Steady::time_point until) const {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(until - Steady::now());
    if (left.count() <= 0) return false;
    pollfd waiting{.fd = socket_.get(), .events = events, .revents = 0};
    const int found = ::poll(&waiting, 1, static_cast<int>(std::min(left, look).count()));
    if (found > 0) return true;
    if (found < 0 && errno != EINTR) return false;
    if (ending_.begun() && Steady::now() >= ending_.at() + limits_.stop_patience) return false;
  }
}

// A head has its patience; body and answer beyond it as long as they keep to the slowest rate.
Steady::time_point Connection::deadline(const Meter& meter) const {
  if (in_head_) return meter.begun + limits_.patience;
  return meter.begun + limits_.patience + std::chrono::seconds(meter.bytes / limits_.slowest);
}

Connection::Step Connection::tls_step(int result) const {
  if (result > 0) return {.bytes = result};
  const int error = SSL_get_error(session_.get(), result);
  ERR_clear_error();
  if (error == SSL_ERROR_WANT_READ) return {.wait_for = POLLIN};
  if (error == SSL_ERROR_WANT_WRITE) return {.wait_for = POLLOUT};
  return {};
}

Connection::Step Connection::receive(char* to, std::size_t size) {
  if (session_) return tls_step(SSL_read(session_.get(), to, static_cast<int>(size)));
  const ssize_t bytes = ::recv(socket_.get(), to, size, 0);
  if (bytes > 0) return {.bytes = bytes};
  if (bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {.wait_for = POLLIN};
  return {};
}

Connection::Step Connection::transmit(const char* from, std::size_t size) {
  if (session_) return tls_step(SSL_write(session_.get(), from, static_cast<int>(std::min(size, buffer_.size()))));
  const ssize_t bytes = ::send(socket_.get(), from, size, MSG_NOSIGNAL);
  if (bytes > 0) return {.bytes = bytes};
  if (bytes < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {.wait_for = POLLOUT};
  return {};
}

bool Connection::greet() {
  if (!session_) return fault_ == Fault::none;
  const auto until = Steady::now() + limits_.patience;
  for (;;) {
    const int result = SSL_accept(session_.get());
    if (result == 1) return true;
    const Step step = tls_step(result);
    if (step.wait_for == 0 || !ready(step.wait_for, until)) {
      fault_ = Fault::broken;  // also for SSL_shutdown, which must not be called then
      return false;
    }
  }
}

bool Connection::await_request(milliseconds patience, const std::function<bool()>& let_go) {
  if (spent()) return false;
  const auto until = Steady::now() + patience;
  while (from_ == to_ && (!session_ || SSL_pending(session_.get()) == 0)) {
    if (ready(POLLIN, std::min(until, Steady::now() + look))) break;
    if (Steady::now() >= until || ending_.begun() || let_go()) return false;
  }
  in_head_ = true;
  in_ = {.begun = Steady::now()};
  return true;
}

void Connection::head_is_read(std::size_t body) {
  in_head_ = false;
  body_left_ = body;
}

ssize_t Connection::fill(char* to, std::size_t size) {
  for (;;) {
    if (in_.bytes >= (in_head_ ? limits_.max_head : limits_.max_request)) {
      fault_ = Fault::too_large;
      return -1;
    }
    // Judged before each read: bytes that are always there must not hide that the time is up.
    const auto until = std::min(deadline(in_), in_.begun + limits_.longest);
    if (Steady::now() >= until) {
      fault_ = Fault::too_slow;
      return -1;
    }
    const Step step = receive(to, size);
    if (step.bytes > 0) {
      in_.bytes += static_cast<std::size_t>(step.bytes);
      return step.bytes;
    }
    if (step.wait_for == 0) {
      fault_ = Fault::broken;
      return 0;
    }
    if (!ready(step.wait_for, until)) {
      fault_ = Fault::too_slow;
      return -1;
    }
  }
}

ssize_t Connection::read(char* to, std::size_t size) {
  if (spent()) return -1;
  answering_ = false;
  if (from_ == to_) {
    const ssize_t filled = fill(buffer_.data(), buffer_.size());
    if (filled <= 0) return filled;
    from_ = 0;
    to_ = static_cast<std::size_t>(filled);
  }
  const std::size_t taken = std::min(size, to_ - from_);
  std::memcpy(to, buffer_.data() + from_, taken);
  from_ += taken;
  if (!in_head_) body_left_ -= std::min(body_left_, taken);
  return static_cast<ssize_t>(taken);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  if (!std::exchange(answering_, true)) {
    in_head_ = false;
    out_ = {.begun = Steady::now()};
  }
  // All of it: httplib does not look how much of a head was written.
  for (std::size_t done = 0; done < size;) {
    if (fault_ == Fault::broken) return -1;
    const Step step = transmit(from + done, size - done);
    done += static_cast<std::size_t>(step.bytes);
    out_.bytes += static_cast<std::size_t>(step.bytes);
    if (step.bytes == 0 && (step.wait_for == 0 || !ready(step.wait_for, deadline(out_)))) fault_ = Fault::broken;
  }
  return static_cast<ssize_t>(size);
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip = address_;
  port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace minyi::collector
