// The collector on the network: routes, limits and timeouts around its pure handlers.
#pragma once

#include <memory>
#include <string>

#include "minyi/collector/collector.hpp"

namespace minyi::collector {

struct ListenAddress {
  std::string host;
  int port = 0;  // 0: any that is free
};
// "127.0.0.1:8080", "[::1]:8080", "collector.lan:0". Error: argument_invalid.
Result<ListenAddress> parse_listen_address(const std::string& text);

class HttpServer {
 public:
  // Takes the port; nobody is answered before serve(). Error: network_failed (in use, not ours). The collector must
  // outlive it.
  static Result<std::unique_ptr<HttpServer>> bind(Collector& collector, const ListenAddress& address,
                                                  std::shared_ptr<spdlog::logger> log);
  virtual ~HttpServer() = default;
  [[nodiscard]] virtual std::string url() const = 0;  // "http://127.0.0.1:41233"
  // Answers until stop() is called from another thread; requests that have come in whole are answered first, the others
  // are cut off. False: it could not go on.
  virtual bool serve() = 0;
  [[nodiscard]] virtual bool serving() const = 0;
  virtual void stop() = 0;  // only while serving
};

}  // namespace minyi::collector
