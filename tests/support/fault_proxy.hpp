// The network between a kiosk and its collector, as it is in a county: a proxy for HTTP on a port of this machine that
// does to each request what the test says. It also keeps all that passed it, as whoever listens on the way would.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace minyi::testing {

// One request, held up on its way. Requests of one client come one after the other on its connection.
class Passage {
 public:
  virtual ~Passage() = default;
  [[nodiscard]] virtual const std::string& request() const = 0;  // head and body, as they came
  virtual std::string ask() = 0;                 // carries it to the server: the whole answer; empty where none came
  virtual bool say(std::string_view bytes) = 0;  // to the client; false when it has hung up
  virtual bool wait(std::chrono::milliseconds time) = 0;  // false when the client has hung up, or the proxy ends
};

enum class Then { keep, hang_up };  // the client's connection
using Fault = std::function<Then(Passage&)>;

Fault pass();
Fault lose_answer();                                     // the server has done its work, and nobody is told
Fault truncate_answer(std::size_t missing);              // so many bytes at its end
Fault drip(std::chrono::milliseconds between);           // the answer byte by byte
Fault black_hole();                                      // takes all and says nothing
Fault captive_portal();                                  // 200 and a page to log in
Fault redirect(const std::string& location);             // 307
Fault busy(int status, const std::string& retry_after);  // 429, 503
Fault endless();                                         // an answer of 200 that never ends, as fast as it is taken
Fault duplicate();                                       // the server hears it twice, the client the second answer

// The fault for requests that begin so ("GET /v1/rollout"); all others pass.
Fault only(const std::string& beginning, Fault fault);

// A certificate of an authority that nobody knows, for "localhost" and 127.0.0.1, made anew each time. PEM.
struct Certificate {
  std::string certificate, key;
};
Certificate make_self_signed();

class FaultProxy {
 public:
  enum class Speaks { http, https };  // https: with a certificate made by make_self_signed
  // Before the server at `url` ("http://127.0.0.1:8080"). Throws Failure when there is no port.
  explicit FaultProxy(const std::string& url, Speaks speaks = Speaks::http);
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;
  ~FaultProxy();

  [[nodiscard]] std::string url() const;
  // One fault for each of the next requests, whichever client sends it; then the last word for all that follow.
  void play(std::vector<Fault> script, Fault then = pass());
  void always(Fault fault) { play({}, std::move(fault)); }

  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] std::size_t requests() const;
  // When each request had come in whole.
  [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> arrivals() const;
  // All bytes that went to and fro; of TLS what is inside.
  [[nodiscard]] std::string overheard() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace minyi::testing
