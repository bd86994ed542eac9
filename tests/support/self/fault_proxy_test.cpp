#include "support/fault_proxy.hpp"

#include <thread>

#include <doctest/doctest.h>
#include <httplib.h>

#include "support/wait.hpp"

using namespace minyi::testing;  // NOLINT(google-build-using-namespace): a test of this namespace

namespace {

// Answers with what it was sent, and counts.
struct Echo {
  Echo() {
    server.Post("/echo", [this](const httplib::Request& request, httplib::Response& response) {
      ++heard;
      response.set_content("heard " + request.body, "text/plain");
    });
    port = server.bind_to_any_port("127.0.0.1");
    thread = std::thread([this] { server.listen_after_bind(); });
    await("the server", [this] { return server.is_running(); });
  }
  Echo(const Echo&) = delete;
  Echo& operator=(const Echo&) = delete;
  ~Echo() {
    server.stop();
    thread.join();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port); }

  std::atomic<int> heard = 0;
  httplib::Server server;
  int port = 0;
  std::thread thread;
};

struct Stage {
  Echo server;
  FaultProxy proxy{server.url()};
  httplib::Client client{proxy.url()};
  httplib::Result post() { return client.Post("/echo", "me", "text/plain"); }
};

}  // namespace

TEST_CASE("a proxy that passes is not noticed, but listens") {
  Stage stage;
  stage.client.set_keep_alive(true);
  for (int i = 0; i < 3; ++i) CHECK(stage.post()->body == "heard me");
  CHECK(stage.proxy.connections() == 1);
  CHECK(stage.proxy.requests() == 3);
  CHECK(stage.proxy.overheard().find("heard me") != std::string::npos);
}

TEST_CASE("a lost answer was heard by the server and not by the client; so was a truncated one") {
  Stage stage;
  stage.proxy.play({lose_answer(), truncate_answer(2)});
  CHECK_FALSE(stage.post());
  CHECK_FALSE(stage.post());
  CHECK(stage.server.heard == 2);
  CHECK(stage.post()->body == "heard me");
}

TEST_CASE("the script is played once, and then the last word holds") {
  Stage stage;
  stage.proxy.play({busy(429, "3"), redirect("http://elsewhere.example/")}, captive_portal());
  const auto refused = stage.post();
  CHECK(refused->status == 429);
  CHECK(refused->get_header_value("Retry-After") == "3");
  CHECK(stage.post()->get_header_value("Location") == "http://elsewhere.example/");
  for (int i = 0; i < 2; ++i) CHECK(stage.post()->get_header_value("Content-Type") == "text/html");
  CHECK(stage.server.heard == 0);
}

TEST_CASE("a doubled request is heard twice and answered once") {
  Stage stage;
  stage.proxy.always(duplicate());
  CHECK(stage.post()->body == "heard me");
  CHECK(stage.server.heard == 2);
}

TEST_CASE("a black hole and an answer in drops last until the client gives up") {
  Stage stage;
  stage.client.set_read_timeout(std::chrono::milliseconds{200});
  stage.proxy.play({black_hole(), drip(std::chrono::milliseconds{500})});
  CHECK_FALSE(stage.post());
  CHECK(stage.server.heard == 0);
  CHECK_FALSE(stage.post());
  CHECK(stage.server.heard == 1);
}

TEST_CASE("a proxy in a black hole ends with its test") {
  Echo server;
  std::thread waiting;
  {
    FaultProxy proxy(server.url());
    proxy.always(black_hole());
    waiting = std::thread([url = proxy.url()] { CHECK_FALSE(httplib::Client(url).Post("/echo", "me", "text/plain")); });
    await("the request", [&] { return proxy.requests() == 1; });
  }
  waiting.join();
}
