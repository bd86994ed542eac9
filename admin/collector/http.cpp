#include "minyi/collector/http.hpp"

#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <httplib.h>
#include <netinet/in.h>
#include <spdlog/logger.h>
#include <sys/socket.h>

namespace minyi::collector {
namespace {

constexpr std::size_t threads = 16;
constexpr std::size_t waiting_connections = 128;  // beyond these, the kernel's queue and then the kiosks' patience
constexpr auto read_timeout = std::chrono::seconds{15};
constexpr auto write_timeout = std::chrono::seconds{15};
constexpr std::time_t keep_alive_seconds = 1;  // an idle connection holds a thread
constexpr std::size_t keep_alive_requests = 100;
constexpr std::size_t most_discarded = 64u << 20;  // of a body over its limit, so that the connection stays in step
constexpr int retry_after_seconds = 30;            // when the fault is ours
constexpr auto stop_patience = std::chrono::seconds{5};

// Connections that wait for a thread. Closed when the server stops, from any thread.
class Waiting {
 public:
  using Task = std::function<void()>;

  // Waits for room. False when closed: the task is still the caller's.
  bool put(Task& task) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return tasks_.size() < waiting_connections || closed_; });
    if (closed_) return false;
    tasks_.push_back(std::move(task));
    changed_.notify_all();
    return true;
  }

  // The next; empty when closed and none is left.
  Task take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !tasks_.empty() || closed_; });
    if (tasks_.empty()) return {};
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    ++running_;
    changed_.notify_all();
    return task;
  }

  void done() {
    const std::lock_guard lock(mutex_);
    --running_;
    changed_.notify_all();
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  void await_idle(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [&] { return tasks_.empty() && running_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::size_t running_ = 0;
  bool closed_ = false;
};

// A fixed number of threads and a queue with an end: where httplib's own grows without one, this one lets the accepting
// thread wait.
class BoundedPool final : public httplib::TaskQueue {
 public:
  explicit BoundedPool(Waiting& waiting) : waiting_(waiting) {
    for (std::size_t i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
  }

  void enqueue(std::function<void()> task) override {
    // Closed means that the listening socket is gone: all that httplib's task then does is to close its connection.
    if (!waiting_.put(task)) task();
  }

  void shutdown() override {
    waiting_.close();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
  }

 private:
  void work() {
    while (const auto task = waiting_.take()) {
      task();
      waiting_.done();
    }
  }

  Waiting& waiting_;
  std::vector<std::thread> workers_;
};

// The port that a socket of ours stands at; 0 for what is no socket.
int local_port(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

// Ends reading (SHUT_RD) or all traffic (SHUT_RDWR) on every connection that came in at the port. httplib hands out no
// socket, so the process's own descriptors are looked through; the descriptor of anything else is left alone.
void cut_connections(int port, int how) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    const int descriptor = std::atoi(entry.path().filename().c_str());
    if (local_port(descriptor) == port) ::shutdown(descriptor, how);
  }
}

enum class Method { get, post };

struct Route {
  Method method;
  const char* pattern;  // a regular expression; its group is the argument
  const char* name;     // for the log: without arguments
  std::size_t max_body;
  Result<Answer> (Collector::*handler)(const Request&);
};

constexpr Route routes[] = {
    {Method::post, "/v1/enrol", "enrol", 16u << 10, &Collector::enrol},
    {Method::post, "/v1/sync", "sync", exchange::max_sync_size, &Collector::sync},
    {Method::get, "/v1/rollout", "rollout", 0, &Collector::rollout},
    {Method::get, "/v1/forms/([0-9a-f]{64})", "form", 0, &Collector::form},
    {Method::get, "/v1/files/([0-9a-f]{64})", "file", 0, &Collector::file},
    {Method::get, "/healthz", "health", 0, &Collector::health},
};

Request request_of(const httplib::Request& http) {
  return {.method = http.method,
          .path = http.path,
          .argument = http.matches.size() > 1 ? http.matches[1].str() : std::string{},
          .signature = {.content_digest = http.get_header_value("Content-Digest"),
                        .signature_input = http.get_header_value("Signature-Input"),
                        .signature = http.get_header_value("Signature")}};
}

Result<std::string> read_body(const httplib::Request& http, const httplib::ContentReader& reader, std::size_t limit) {
  std::string body;
  std::size_t received = 0;
  const bool whole = reader([&](const char* data, std::size_t size) {
    received += size;
    if (received <= limit) body.append(data, size);
    return received <= most_discarded;
  });
  // What declares itself too large is left out by httplib, without a byte of it having come here.
  const bool declared = std::strtoull(http.get_header_value("Content-Length").c_str(), nullptr, 10) > limit;
  if (declared || received > limit)
    return fail(ErrorCode::wire_too_large, fmt::format("the body is over {} bytes", limit));
  if (!whole) return fail(ErrorCode::wire_malformed, "the body was cut off");
  if (http.has_header("Content-Encoding"))
    return fail(ErrorCode::wire_malformed, "the body is encoded", {}, "send it plain");
  return body;
}

// What httplib refuses by itself before a route is asked.
Error refusal(int status) {
  switch (status) {
    case 404:
      return {ErrorCode::not_found, "there is nothing at this address", {}, {}};
    case 413:
      return {ErrorCode::wire_too_large, "the body is too large", {}, {}};
    default:
      return {ErrorCode::wire_malformed, "this request cannot be read", {}, {}};
  }
}

class Server final : public HttpServer {
 public:
  Server(Collector& collector, std::shared_ptr<spdlog::logger> log) : collector_(collector), log_(std::move(log)) {
    server_.new_task_queue = [this] { return new BoundedPool(waiting_); };  // httplib owns it
    server_.set_read_timeout(read_timeout);
    server_.set_write_timeout(write_timeout);
    server_.set_keep_alive_timeout(keep_alive_seconds);
    server_.set_keep_alive_max_count(keep_alive_requests);
    server_.set_payload_max_length(exchange::max_sync_size);
    server_.set_tcp_nodelay(true);
    // httplib's default shares the port with whoever listens there already (SO_REUSEPORT): two collectors by mistake
    // would both seem to work.
    server_.set_socket_options([](int socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server_.set_error_handler([](const httplib::Request&, httplib::Response& http) {
      if (http.body.empty()) put(answer_error(refusal(http.status)), http, http.status);
    });
    server_.set_exception_handler([this](const httplib::Request&, httplib::Response& http, const std::exception_ptr&) {
      log_->error("event=http result=exception");
      put(answer_error({ErrorCode::internal, "the collector failed", {}, {}}), http, 500);
    });
    for (const Route& route : routes) add(route);
  }

  Result<> take(const ListenAddress& address) {
    const int port = address.port == 0                                  ? server_.bind_to_any_port(address.host)
                     : server_.bind_to_port(address.host, address.port) ? address.port
                                                                        : -1;
    if (port <= 0)
      return fail(ErrorCode::network_failed, fmt::format("cannot listen on {}:{}", address.host, address.port), {},
                  "the port is in use, or the address is not this machine's");
    port_ = port;
    const bool ipv6 = address.host.find(':') != std::string::npos;
    url_ = ipv6 ? fmt::format("http://[{}]:{}", address.host, port) : fmt::format("http://{}:{}", address.host, port);
    return {};
  }

  [[nodiscard]] std::string url() const override { return url_; }
  bool serve() override { return server_.listen_after_bind(); }
  [[nodiscard]] bool serving() const override { return server_.is_running(); }
  // A slow client must not hold the program up: what has come in whole is answered, what is still coming is cut off,
  // and who takes his answer in drops has a while for it.
  void stop() override {
    server_.stop();
    waiting_.close();
    cut_connections(port_, SHUT_RD);
    waiting_.await_idle(stop_patience);
    cut_connections(port_, SHUT_RDWR);
  }

 private:
  static void put(const Answer& answer, httplib::Response& http, int status) {
    http.status = status;
    http.set_content(answer.body, answer.content_type);
  }

  void add(const Route& route) {
    if (route.method == Method::get) {
      server_.Get(route.pattern, [this, &route](const httplib::Request& http, httplib::Response& out) {
        answer(route, request_of(http), {}, out);
      });
      return;
    }
    server_.Post(route.pattern, [this, &route](const httplib::Request& http, httplib::Response& out,
                                               const httplib::ContentReader& reader) {
      answer(route, request_of(http), read_body(http, reader, route.max_body), out);
    });
  }

  void answer(const Route& route, Request request, Result<std::string> body, httplib::Response& out) {
    const auto begin = std::chrono::steady_clock::now();
    auto result = body ? (request.body = std::move(*body), (collector_.*route.handler)(request))
                       : Result<Answer>(fail(body.error()));
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    const Answer answer = result ? std::move(*result) : answer_error(result.error());
    if (answer.status >= 500) out.set_header("Retry-After", std::to_string(retry_after_seconds));
    put(answer, out, answer.status);
    if (result)
      log_->debug("event=http route={} status={} ms={}", route.name, answer.status, spent.count());
    else if (answer.status >= 500)
      log_->error("event=http route={} status={} ms={} code={} reason=\"{}\"", route.name, answer.status, spent.count(),
                  code_name(result.error().code), to_string(result.error()));
    else
      log_->warn("event=http route={} status={} ms={} code={} reason=\"{}\"", route.name, answer.status, spent.count(),
                 code_name(result.error().code), result.error().message);
  }

  Collector& collector_;
  std::shared_ptr<spdlog::logger> log_;
  Waiting waiting_;  // outlives the pool, which is the server's
  httplib::Server server_;
  std::string url_;
  int port_ = 0;
};

}  // namespace

Result<ListenAddress> parse_listen_address(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto wrong = [&] {
    return fail(ErrorCode::argument_invalid, "this is no address to listen on", text, "write it as 127.0.0.1:8080");
  };
  if (colon == std::string::npos) return wrong();
  ListenAddress address{.host = text.substr(0, colon)};
  if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']')
    address.host = address.host.substr(1, address.host.size() - 2);
  else if (address.host.find(':') != std::string::npos)
    return wrong();
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (address.host.empty() || error != std::errc{} || rest != end || address.port < 0 || address.port > 65535)
    return wrong();
  return address;
}

Result<std::unique_ptr<HttpServer>> HttpServer::bind(Collector& collector, const ListenAddress& address,
                                                     std::shared_ptr<spdlog::logger> log) {
  auto server = std::make_unique<Server>(collector, std::move(log));
  MINYI_CHECK(server->take(address));
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace minyi::collector
