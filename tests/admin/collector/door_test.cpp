// The program's door before clients that are slow, greedy, broken or not who they say.
#include <atomic>
#include <sstream>
#include <thread>

#include "admin/collector/program.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;
using namespace std::chrono_literals;

namespace {

constexpr const char* half_a_sync = "POST /v1/sync HTTP/1.1\r\nHost: c\r\nContent-Length: 100\r\n\r\nx";

class Served {
 public:
  explicit Served(const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"serve",        "--data",          folder_ / "data", "--listen",   "127.0.0.1:0",
                                       "--ready-file", folder_ / "ready", "--metrics",      "127.0.0.1:0"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    program_.emplace(folder_, arguments);
    url_ = await_ready(folder_ / "ready");
  }
  Program& program() { return *program_; }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] int port() const { return port_of(url_); }
  [[nodiscard]] long healthy(const std::string& from = "127.0.0.9") const {
    return exchange_http(url_ + "/healthz", "GET", "", {}, {.address = from}).status;
  }
  // A wrong code, from an address of this machine's.
  [[nodiscard]] HttpAnswer guess(const std::string& from, const std::vector<std::string>& headers = {}) const {
    const auto code = exchange::make_enrolment_code();
    const Bytes body =
        exchange::encode(exchange::EnrolmentRequest{code.lookup, exchange::make_sign_keys().public_key, {}},
                         exchange::derive_enrolment_key(code));
    return exchange_http(url_ + "/v1/enrol", "POST", std::string(as_text(body)), headers, {.address = from});
  }
  // A sample of its metrics; -1 when there is none.
  [[nodiscard]] double metric(const std::string& name) const {
    const std::string page = "\n" + exchange_http(metrics_of(program_->errors()), "GET", "", {}).body;
    const auto at = page.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(page.substr(at + name.size() + 2));
  }
  // Peak of the program's memory so far, in KiB.
  [[nodiscard]] long peak() const {
    std::ifstream status("/proc/" + std::to_string(program_->pid()) + "/status");
    for (std::string word; status >> word;)
      if (word == "VmHWM:") return status >> word, std::stol(word);
    return -1;
  }

 private:
  TempDir folder_;
  std::optional<Program> program_;
  std::string url_;
};

std::string answer_to(const Served& served, const std::string& request) {
  const RawClient client(served.port());
  client.send(request);
  return client.receive();
}

std::string status_line(const std::string& answer) { return answer.substr(0, answer.find('\r')); }

}  // namespace

TEST_CASE("slow clients at one address do not keep another waiting") {
  Served served;
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 100; ++i) {
    slow.push_back(std::make_unique<RawClient>(served.port()));
    slow.back()->send(i % 3 == 0 ? "" : i % 3 == 1 ? half_a_sync : "POST /v1/sy");
  }
  const auto begin = std::chrono::steady_clock::now();
  CHECK(served.healthy() == 200);
  CHECK(std::chrono::steady_clock::now() - begin < 10s);  // the slow have fifteen
}

TEST_CASE("a client that drips is given up after the patience, though every byte is in time") {
  Served served({"--patience", "1"});
  for (const char* begun : {"POST /v1/sync HT", half_a_sync, ""}) {
    CAPTURE(begun);
    const RawClient client(served.port());
    client.send(begun);
    std::atomic<bool> ended = false;
    std::thread dripping([&] {
      while (!ended) {
        client.send(*begun == '\0' ? "" : "x");
        std::this_thread::sleep_for(100ms);
      }
    });
    client.receive();
    ended = true;
    dripping.join();
  }
  CHECK(served.healthy() == 200);
  CHECK(wait_until([&] { return served.metric("minyi_turned_away_total{reason=\"slow\"}") == 2; }));
}

TEST_CASE("heads and bodies without end are cut off, and cost little memory") {
  Served served;
  const long before = served.peak();
  const std::string block(64u << 10, 'a');
  for (const char* begun : {"GET /", "GET / HTTP/1.1\r\nX: ", "GET / HTTP/1.1\r\n",
                            "POST /v1/sync HTTP/1.1\r\nContent-Length: 999999999999999999\r\n\r\n",
                            "POST /nowhere HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n",
                            "POST /v1/sync HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n"}) {
    CAPTURE(begun);
    const RawClient client(served.port());
    client.send(begun);
    std::size_t sent = 0;
    while (sent < (512u << 20) && client.send_all(block)) sent += block.size();
    CHECK(sent < (64u << 20));
  }
  CHECK(served.healthy() == 200);
  CHECK(served.peak() - before < (96 << 10));
}

TEST_CASE("a body over the limit is refused in words before it is sent") {
  Served served;
  const std::string answer = answer_to(served, "POST /v1/sync HTTP/1.1\r\nHost: c\r\nContent-Length: 8388609\r\n\r\n");
  CHECK(status_line(answer) == "HTTP/1.1 413 Payload Too Large");
  CHECK(answer.find("wire.too_large") != std::string::npos);
  const std::string enrol = answer_to(served, "POST /v1/enrol HTTP/1.1\r\nHost: c\r\nContent-Length: 16385\r\n\r\n");
  CHECK(enrol.find("wire.too_large") != std::string::npos);
}

TEST_CASE("a body whose length may be read in two ways is refused, and nothing after it is taken for a request") {
  Served served;
  const std::string hidden = "GET /healthz HTTP/1.1\r\nHost: c\r\n\r\n";
  for (const char* lengths :
       {"Content-Length: 0\r\nContent-Length: 34\r\n", "Content-Length: 34\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: +34\r\n", "Content-Length: 0x22\r\n", "Content-Length: 18446744073709551650\r\n"}) {
    CAPTURE(lengths);
    const std::string answer =
        answer_to(served, std::string("POST /v1/sync HTTP/1.1\r\nHost: c\r\n") + lengths + "\r\n" + hidden);
    CHECK(status_line(answer) == "HTTP/1.1 400 Bad Request");
    CHECK(answer.find("HTTP/1.1", 1) == std::string::npos);
  }
  // A GET's body is nobody's request either.
  const std::string get = answer_to(served, "GET /healthz HTTP/1.1\r\nHost: c\r\nContent-Length: 34\r\n\r\n" + hidden);
  CHECK(get.find("HTTP/1.1", 1) == std::string::npos);
}

TEST_CASE("requests that make no sense are refused, and the next client is served") {
  Served served;
  std::string ranges = "GET /healthz HTTP/1.1\r\nHost: c\r\nConnection: close\r\nRange: bytes=0-1";
  while (ranges.size() < 8000) ranges += ",0-1";
  std::string everything = "POST /v1/enrol HTTP/1.1\r\nConnection: close\r\nContent-Length: 256\r\n\r\n";
  for (int byte = 0; byte < 256; ++byte) everything += static_cast<char>(byte);
  std::string signature = "GET /v1/rollout HTTP/1.1\r\nConnection: close\r\nSignature-Input: ";
  signature += std::string(7000, '(') + "\r\n\r\n";
  for (const std::string& request :
       {std::string("\r\n\r\n"), std::string(300, '\0'),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), std::string("GET\r\n\r\n"),
        std::string("GET / HTTP/9.9\r\n\r\n"), std::string("BREW /v1/sync HTTP/1.1\r\n\r\n"),
        std::string("GET /%zz%00 HTTP/1.1\r\nConnection: close\r\n\r\n"), ranges + "\r\n\r\n", everything, signature}) {
    const RawClient client(served.port());
    client.send(request);
    client.end_sending();
    const std::string answer = client.receive();
    CAPTURE(request.substr(0, 60));
    CHECK((answer.empty() || answer.starts_with("HTTP/1.1 ")));
    CHECK(answer.size() < 10'000);
  }
  CHECK(served.healthy() == 200);
}

TEST_CASE("who guesses enrolment codes is locked out, and his neighbours are not") {
  Served served;
  for (int i = 0; i < 5; ++i) CHECK(served.guess("127.0.0.5").code() == "code.unknown");
  const auto refused = served.guess("127.0.0.5");
  CHECK(refused.status == 429);
  CHECK(refused.code() == "request.limit");
  CHECK(refused.retry_after == "1");
  CHECK(served.guess("127.0.0.6").code() == "code.unknown");
  CHECK(served.healthy("127.0.0.5") == 200);
}

TEST_CASE("whom a request is from is the connection's word, or a trusted proxy's") {
  const auto forwarded = [](const std::string& address) {
    return std::vector<std::string>{"X-Forwarded-For: " + address};
  };
  SUBCASE("a client cannot put on another name") {
    Served served;
    for (int i = 0; i < 5; ++i)
      CHECK(served.guess("127.0.0.5", forwarded("192.0.2." + std::to_string(i))).code() == "code.unknown");
    CHECK(served.guess("127.0.0.5", forwarded("192.0.2.99")).status == 429);
  }
  SUBCASE("behind a proxy each client is its own, and what the client wrote before is not believed") {
    Served served({"--proxy", "127.0.0.5"});
    for (int i = 0; i < 5; ++i)
      CHECK(served.guess("127.0.0.5", forwarded("10.0.0." + std::to_string(i) + ", 192.0.2.1")).code() ==
            "code.unknown");
    CHECK(served.guess("127.0.0.5", forwarded("192.0.2.1")).status == 429);
    CHECK(served.guess("127.0.0.5", forwarded("192.0.2.2")).code() == "code.unknown");
  }
}

TEST_CASE("a kiosk that asks without end is told to wait, and others are served") {
  Limits limits;
  limits.of_kiosk = {.per_second = 1, .burst = 20};
  Office office(limits);
  Kiosk eager(office), other(office);
  for (int i = 0; i < 20; ++i) CHECK(eager.send("GET", "/v1/rollout", "").status == 200);
  const auto refused = eager.send("GET", "/v1/rollout", "");
  CHECK(refused.status == 429);
  CHECK(refused.code() == "request.limit");
  CHECK(refused.retry_after == "1");
  CHECK(other.send("GET", "/v1/rollout", "").status == 200);
  office.clock().advance(1s);
  CHECK(eager.send("GET", "/v1/rollout", "").status == 200);
}

TEST_CASE("a request under way when the program is told to end is answered, and nobody else is let in") {
  Served served;
  const RawClient under_way(served.port());
  under_way.send(half_a_sync);
  const RawClient idle(served.port());
  // The door is known to have begun with the first when it has finished with a later one.
  CHECK(served.healthy() == 200);
  served.program().signal(SIGTERM);
  CHECK(wait_until([&] { return !RawClient(served.port()).connected(); }));
  under_way.send(std::string(99, 'x'));
  CHECK(status_line(under_way.receive()) == "HTTP/1.1 401 Unauthorized");
  CHECK(served.program().wait() == 0);
  CHECK(served.program().errors().find("event=stop") != std::string::npos);
}

TEST_CASE("nothing that a client sends forges a line of the log") {
  Served served({"--verbose"});
  const auto answer = exchange_http(served.url() + "/v1/enrol", "POST", "x\nevent=stop \"quoted\"", {});
  CHECK(answer.status == 400);
  std::istringstream log(served.program().errors());
  for (std::string line; std::getline(log, line);) CHECK(line.find(" level=") != std::string::npos);
  CHECK(one_line("a \"b\"\nc\\d\x7f") == R"("a \"b\"\x0ac\\d\x7f")");
}
