// One HTTP request at a time, through libcurl: no redirects, no other schemes than http and https, TLS 1.2 or later, a
// limit on what an answer may weigh, and it lets go at once when asked to stop.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "minyi/base/bytes.hpp"
#include "minyi/base/result.hpp"

namespace minyi::kiosk::upload {

// Where the collector is: "https://host[:port]", checked once. No path: a proxy that takes one away would break every
// signature, which covers the path.
struct CollectorUrl {
  std::string base;  // without a slash at the end
  bool loopback = false;
  std::string ca{};  // PEM: the only certificates that may vouch for it; empty: those that the system trusts
};
Result<CollectorUrl> parse_collector_url(const std::string& text, std::string ca = {});  // argument_invalid

struct HttpLimits {
  std::chrono::milliseconds connect{10'000};
  std::chrono::seconds stalled{30};          // less than 100 bytes a second for so long
  std::chrono::milliseconds total{300'000};  // for a whole request
};

struct HttpRequest {
  bool post = false;
  std::string path;  // after the collector's URL: "/v1/sync"
  std::vector<std::pair<std::string, std::string>> headers{};
  ByteView body{};
  std::size_t max_answer = 1u << 20;  // bytes
  std::chrono::seconds patience{0};   // beyond the limit for a whole request, where the answer may be large
};

struct HttpAnswer {
  long status = 0;
  std::string content_type{};  // without parameters, in lower case
  std::string retry_after{};
  std::string location{};
  std::string body{};
};

class HttpClient {
 public:
  HttpClient(CollectorUrl collector, HttpLimits limits, const std::string& program_version);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();
  // network_failed, in words for the attendant; never a judgement of the status.
  Result<HttpAnswer> send(const HttpRequest& request, const std::stop_token& stop);
  [[nodiscard]] const CollectorUrl& collector() const { return collector_; }

 private:
  struct Handles;
  CollectorUrl collector_;
  HttpLimits limits_;
  std::string agent_;
  std::unique_ptr<Handles> handles_;
};

}  // namespace minyi::kiosk::upload
