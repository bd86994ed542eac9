// One client's connection, as httplib reads and writes it, plain or TLS. httplib waits for the next byte only; this one
// also keeps to what a whole request may take, in time and bytes, so that no client holds a thread by dripping.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <httplib.h>

#include "minyi/collector/limits.hpp"
#include "minyi/collector/tls.hpp"
#include "minyi/collector/waiting.hpp"

namespace minyi::collector {

using Steady = std::chrono::steady_clock;

// When the server was told to end; shared by all its connections.
class Ending {
 public:
  void begin() { begun_ = Steady::now().time_since_epoch().count(); }
  [[nodiscard]] bool begun() const { return begun_ != never; }
  [[nodiscard]] Steady::time_point at() const { return Steady::time_point(Steady::duration(begun_)); }

 private:
  static constexpr Steady::rep never = Steady::time_point::max().time_since_epoch().count();
  std::atomic<Steady::rep> begun_{never};
};

class Connection final : public httplib::Stream {
 public:
  // `tls` may be null; all else must outlive the connection.
  Connection(Arrival& arrival, const TlsContext* tls, const Limits& limits, const Ending& ending);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override;

  bool greet();  // the TLS handshake; true where there is none
  // Waits for the first byte of a request and starts its time. False: none comes, or `let_go` says to wait no longer.
  bool await_request(std::chrono::milliseconds patience, const std::function<bool()>& let_go);
  void head_is_read(std::size_t body);  // so many bytes follow, by what the client says
  // All of the announced body was read: what comes next is another request.
  [[nodiscard]] bool in_step() const { return fault_ == Fault::none && body_left_ == 0; }
  // A limit ended the request, so that the connection is out of step; or it broke.
  [[nodiscard]] bool spent() const { return fault_ != Fault::none; }
  [[nodiscard]] bool too_large() const { return fault_ == Fault::too_large; }
  [[nodiscard]] bool too_slow() const { return fault_ == Fault::too_slow; }

  [[nodiscard]] bool is_readable() const override { return !spent(); }
  [[nodiscard]] bool is_writable() const override { return fault_ != Fault::broken; }
  ssize_t read(char* to, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_.get(); }

 private:
  enum class Fault { none, too_large, too_slow, broken };
  // Bytes moved, or the poll events to wait for, or neither: the end.
  struct Step {
    ssize_t bytes = 0;
    short wait_for = 0;
  };
  Step receive(char* to, std::size_t size);
  Step transmit(const char* from, std::size_t size);
  Step tls_step(int result) const;
  struct Meter {
    Steady::time_point begun{};
    std::size_t bytes = 0;
  };
  [[nodiscard]] Steady::time_point deadline(const Meter& meter) const;
  bool ready(short events, Steady::time_point until) const;  // false: not by then
  ssize_t fill(char* to, std::size_t size);

  Descriptor& socket_;
  const std::string& address_;
  const Limits& limits_;
  const Ending& ending_;
  std::unique_ptr<ssl_st, TlsContext::Free> session_;

  std::array<char, 16u << 10> buffer_{};
  std::size_t from_ = 0, to_ = 0;  // what of it is not read yet
  Fault fault_ = Fault::none;
  bool in_head_ = false;
  std::size_t body_left_ = 0;
  Meter in_{}, out_{};  // of the request; of its answer
  bool answering_ = false;
};

}  // namespace minyi::collector
