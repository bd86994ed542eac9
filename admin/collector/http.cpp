#include "minyi/collector/http.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <span>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <httplib.h>
#include <netdb.h>
#include <spdlog/logger.h>
#include <sys/socket.h>

#include "minyi/collector/connection.hpp"
#include "minyi/collector/gate.hpp"
#include "minyi/collector/log.hpp"
#include "minyi/collector/waiting.hpp"

namespace minyi::collector {
namespace {

constexpr std::chrono::seconds retry_after_ours{30};  // when the fault is ours
constexpr int backlog = 511;                          // of the listening socket; httplib asks for five

constexpr std::size_t unknown_size = std::numeric_limits<std::size_t>::max();

// A body whose length two readers may see differently is none at all.
bool ambiguous(const httplib::Request& http) {
  const std::size_t lengths = http.get_header_value_count("Content-Length");
  const std::string text = http.get_header_value("Content-Length");
  return lengths > 1 || (lengths == 1 && http.has_header("Transfer-Encoding")) ||
         text.find_first_not_of("0123456789") != std::string::npos || text.size() > 18;
}

// How much of a body is announced; of one in chunks nobody knows.
std::size_t declared_body(const httplib::Request& http) {
  if (ambiguous(http) || http.has_header("Transfer-Encoding")) return unknown_size;
  return std::strtoull(http.get_header_value("Content-Length").c_str(), nullptr, 10);
}

// httplib's server with sockets, threads and time of our own. What it accepts goes to `arrived`, on the accepting
// thread; whoever then serves the connection calls answer() for each request.
class Httplib final : public httplib::Server {
 public:
  explicit Httplib(std::function<void(Descriptor)> arrived) : arrived_(std::move(arrived)) {
    new_task_queue = [] { return new OnTheSpot; };  // httplib owns it
    // httplib's default shares the port with whoever listens there already (SO_REUSEPORT): two collectors by mistake
    // would both seem to work.
    set_socket_options([](int socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
  }

  // False: the connection is not to be used again.
  bool answer(Connection& connection, bool last) {
    bool closed = last;
    const bool answered = process_request(connection, last, closed, [&](httplib::Request& request) {
      connection.head_is_read(declared_body(request));
      request.ranges.clear();  // nothing here is sent in parts: many ranges of a large file would be a flood
    });
    return answered && !closed && connection.in_step();
  }
  void widen_queue() { ::listen(svr_sock_, backlog); }

 private:
  class OnTheSpot final : public httplib::TaskQueue {
   public:
    void enqueue(std::function<void()> task) override { task(); }
    void shutdown() override {}
  };

  bool process_and_close_socket(socket_t socket) override {
    arrived_(Descriptor(socket));
    return true;
  }

  std::function<void(Descriptor)> arrived_;
};

std::string address_of(const Descriptor& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, NI_MAXHOST> text{};
  if (getpeername(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, text.data(), text.size(), nullptr, 0,
                  NI_NUMERICHOST) != 0)
    return {};
  return text.data();
}

enum class Method { get, post };

struct Route {
  Method method;
  const char* pattern;  // a regular expression; its group is the argument
  const char* name;     // for the log: without arguments
  std::size_t max_body;
  Result<Answer> (Collector::*handler)(const Request&);
};

constexpr const char* enrol_path = "/v1/enrol";

constexpr auto kiosk_routes = std::to_array<Route>({
    {Method::post, enrol_path, "enrol", 16u << 10, &Collector::enrol},
    {Method::post, "/v1/sync", "sync", exchange::max_sync_size, &Collector::sync},
    {Method::get, "/v1/rollout", "rollout", 0, &Collector::rollout},
    {Method::get, "/v1/forms/([0-9a-f]{64})", "form", 0, &Collector::form},
    {Method::get, "/v1/files/([0-9a-f]{64})", "file", 0, &Collector::file},
    {Method::get, "/v1/keys", "keys", 0, &Collector::keys},
    {Method::get, "/healthz", "health", 0, &Collector::health},
});

constexpr auto operator_routes = std::to_array<Route>({
    {Method::get, "/metrics", "metrics", 0, &Collector::metrics},
    {Method::get, "/healthz", "health", 0, &Collector::health},
});

std::span<const Route> routes_for(Audience audience) {
  if (audience == Audience::kiosks) return kiosk_routes;
  return operator_routes;
}

exchange::SignatureHeaders signature_of(const httplib::Request& http) {
  return {.content_digest = http.get_header_value("Content-Digest"),
          .signature_input = http.get_header_value("Signature-Input"),
          .signature = http.get_header_value("Signature")};
}

Request request_of(const httplib::Request& http) {
  return {.method = http.method,
          .path = http.path,
          .argument = http.matches.size() > 1 ? http.matches[1].str() : std::string{},
          .signature = signature_of(http)};
}

Result<std::string> read_body(const httplib::Request& http, const httplib::ContentReader& reader, std::size_t limit) {
  if (http.has_header("Content-Encoding"))
    return fail(ErrorCode::wire_malformed, "the body is encoded", {}, "send it plain");
  const std::size_t declared = declared_body(http);
  const auto too_large = [&] {
    return fail(ErrorCode::wire_too_large, fmt::format("the body is over {} bytes", limit));
  };
  if (declared != unknown_size && declared > limit) return too_large();
  std::string body;
  bool fits = true;
  const bool whole = reader([&](const char* data, std::size_t size) {
    fits = body.size() + size <= limit;
    if (fits) body.append(data, size);
    return fits;
  });
  if (!fits) return too_large();
  if (!whole) return fail(ErrorCode::wire_malformed, "the body was cut off, or came too slowly");
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
  Server(Collector& collector, const Clock& clock, ServerOptions options, std::shared_ptr<spdlog::logger> log)
      : collector_(collector),
        options_(std::move(options)),
        log_(std::move(log)),
        gate_(options_.limits, clock),
        waiting_(options_.limits, options_.proxies),
        server_([this](Descriptor socket) { arrived(std::move(socket)); }) {
    server_.set_payload_max_length(exchange::max_sync_size);
    server_.set_tcp_nodelay(true);
    server_.set_pre_routing_handler([this](const httplib::Request& http, httplib::Response& out) {
      return let_in(http, out) ? httplib::Server::HandlerResponse::Unhandled
                               : httplib::Server::HandlerResponse::Handled;
    });
    server_.set_error_handler([](const httplib::Request&, httplib::Response& http) {
      if (http.body.empty()) put(answer_error(refusal(http.status)), http, http.status);
    });
    server_.set_exception_handler([this](const httplib::Request&, httplib::Response& http, const std::exception_ptr&) {
      log_->error("event=http result=exception");
      put(answer_error({ErrorCode::internal, "the collector failed", {}, {}}), http, 500);
    });
    for (const Route& route : routes_for(options_.audience)) add(route);
  }

  Result<> take() {
    const auto& [host, wanted] = options_.listen;
    const int port = wanted == 0 ? server_.bind_to_any_port(host) : server_.bind_to_port(host, wanted) ? wanted : -1;
    if (port <= 0)
      return fail(ErrorCode::network_failed, fmt::format("cannot listen on {}:{}", host, wanted), {},
                  "the port is in use, or the address is not this machine's");
    server_.widen_queue();
    const char* scheme = options_.tls ? "https" : "http";
    const bool ipv6 = host.find(':') != std::string::npos;
    url_ = ipv6 ? fmt::format("{}://[{}]:{}", scheme, host, port) : fmt::format("{}://{}:{}", scheme, host, port);
    return {};
  }

  [[nodiscard]] std::string url() const override { return url_; }
  [[nodiscard]] bool serving() const override { return server_.is_running(); }

  bool serve() override {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < options_.limits.threads; ++i) workers.emplace_back([this] { work(); });
    const bool ended_well = server_.listen_after_bind();
    ending_.begin();
    waiting_.close();
    workers.clear();
    return ended_well;
  }

  void stop() override {
    ending_.begin();
    server_.stop();
  }

 private:
  static void put(const Answer& answer, httplib::Response& http, int status) {
    http.status = status;
    if (answer.retry_after.count() > 0) http.set_header("Retry-After", std::to_string(answer.retry_after.count()));
    http.set_content(answer.body, answer.content_type);
  }

  void turned(Turned why) {
    collector_.counters().turned(why);
    log_->debug("event=http result=turned_away");
  }

  void arrived(Descriptor socket) {
    std::string address = address_of(socket);
    if (!waiting_.put({std::move(socket), std::move(address)})) turned(Turned::crowded);
  }

  void work() {
    while (auto arrival = waiting_.take()) {
      try {
        serve(*arrival);
      } catch (const std::exception&) {
        log_->error("event=http result=exception");
      }
      waiting_.done(arrival->address);
    }
  }

  void serve(Arrival& arrival) {
    const Limits& limits = options_.limits;
    Connection connection(arrival, options_.tls.get(), limits, ending_);
    if (!connection.greet()) return;
    auto patience = limits.patience;
    for (std::size_t left = limits.keep_alive_requests; left > 0; --left) {
      const bool first = left == limits.keep_alive_requests;
      if (!connection.await_request(patience, [&] { return !first && waiting_.crowded(); })) break;
      if (!server_.answer(connection, left == 1 || ending_.begun())) break;
      patience = limits.keep_alive;
    }
    if (connection.too_slow()) turned(Turned::slow);
    if (connection.too_large()) turned(Turned::large);
  }

  // Whose request it is: the connection's, or whom a trusted proxy names, last in its list.
  [[nodiscard]] std::string client_of(const httplib::Request& http) const {
    const std::string forwarded = http.get_header_value("X-Forwarded-For");
    if (forwarded.empty() || !options_.proxies.contains(http.remote_addr)) return http.remote_addr;
    const auto begin = forwarded.find_first_not_of(' ', forwarded.rfind(',') + 1);  // npos + 1 is 0: one alone
    return begin == std::string::npos ? http.remote_addr : forwarded.substr(begin);
  }

  // Before any of the body is read.
  bool let_in(const httplib::Request& http, httplib::Response& out) {
    if (ambiguous(http)) {
      put(answer_error(refusal(400)), out, 400);
      return false;
    }
    const bool enrolment = http.path == enrol_path;
    const auto claimed = exchange::claimed_key_id(signature_of(http));
    const auto wait = gate_.ask(client_of(http), claimed.value_or(std::string{}),
                                enrolment ? Gate::Purpose::enrolment : Gate::Purpose::other);
    if (!wait) return true;
    Answer answer = answer_error({ErrorCode::request_limit, "too many requests", {}, "wait and try again"});
    answer.retry_after = std::chrono::ceil<std::chrono::seconds>(*wait);
    put(answer, out, answer.status);
    turned(Turned::rate);
    return false;
  }

  void add(const Route& route) {
    if (route.method == Method::get) {
      server_.Get(route.pattern, [this, &route](const httplib::Request& http, httplib::Response& out) {
        answer(route, request_of(http), {}, http, out);
      });
      return;
    }
    server_.Post(route.pattern, [this, &route](const httplib::Request& http, httplib::Response& out,
                                               const httplib::ContentReader& reader) {
      answer(route, request_of(http), read_body(http, reader, route.max_body), http, out);
    });
  }

  void answer(const Route& route, Request request, Result<std::string> body, const httplib::Request& http,
              httplib::Response& out) {
    const auto begin = Steady::now();
    auto result = body ? (request.body = std::move(*body), (collector_.*route.handler)(request))
                       : Result<Answer>(fail(body.error()));
    const auto took = Steady::now() - begin;
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(took);
    Answer answer = result ? std::move(*result) : answer_error(result.error());
    if (answer.status >= 500) answer.retry_after = retry_after_ours;
    collector_.counters().request(route.name, answer.status, took);
    if (!result && result.error().code == ErrorCode::code_unknown) gate_.wrong_code(client_of(http));
    put(answer, out, answer.status);
    if (result)
      log_->debug("event=http route={} status={} ms={}", route.name, answer.status, spent.count());
    else if (answer.status >= 500)
      log_->error("event=http route={} status={} ms={} code={} reason={}", route.name, answer.status, spent.count(),
                  code_name(result.error().code), one_line(to_string(result.error())));
    else
      log_->warn("event=http route={} status={} ms={} code={} reason={}", route.name, answer.status, spent.count(),
                 code_name(result.error().code), one_line(result.error().message));
  }

  Collector& collector_;
  const ServerOptions options_;
  std::shared_ptr<spdlog::logger> log_;
  Gate gate_;
  Ending ending_;
  Waiting waiting_;
  Httplib server_;
  std::string url_;
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

Result<std::unique_ptr<HttpServer>> HttpServer::bind(Collector& collector, const Clock& clock, ServerOptions options,
                                                     std::shared_ptr<spdlog::logger> log) {
  auto server = std::make_unique<Server>(collector, clock, std::move(options), std::move(log));
  MINYI_CHECK(server->take());
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace minyi::collector
