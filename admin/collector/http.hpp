// The collector on the network: routes, limits and timeouts around its pure handlers.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "minyi/collector/collector.hpp"
#include "minyi/collector/limits.hpp"
#include "minyi/collector/tls.hpp"

namespace minyi::collector {

struct ListenAddress {
  std::string host;
  int port = 0;  // 0: any that is free
};
// "127.0.0.1:8080", "[::1]:8080", "collector.lan:0". Error: argument_invalid.
Result<ListenAddress> parse_listen_address(const std::string& text);

// kiosks: what WIRE.md says. operators: /metrics and /healthz, for an address that the public does not reach.
enum class Audience { kiosks, operators };

struct ServerOptions {
  ListenAddress listen{};
  Audience audience = Audience::kiosks;
  std::shared_ptr<const TlsContext> tls{};  // null: plain HTTP
  // Whose X-Forwarded-For is believed: a proxy's, which stands for many clients and looks after slow ones itself.
  std::set<std::string> proxies{};
  Limits limits{};
};

class HttpServer {
 public:
  // Takes the port; nobody is answered before serve(). Error: network_failed (in use, not ours). The collector and the
  // clock must outlive it.
  static Result<std::unique_ptr<HttpServer>> bind(Collector& collector, const Clock& clock, ServerOptions options,
                                                  std::shared_ptr<spdlog::logger> log);
  virtual ~HttpServer() = default;
  [[nodiscard]] virtual std::string url() const = 0;  // "http://127.0.0.1:41233"
  // Answers until stop() is called from another thread. Requests that have begun to come in are finished and answered
  // first, unless that takes longer than the limits' patience; nobody else is let in. False: it could not go on.
  virtual bool serve() = 0;
  [[nodiscard]] virtual bool serving() const = 0;
  virtual void stop() = 0;  // only while serving
};

}  // namespace minyi::collector
