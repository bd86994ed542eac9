#include "minyi/collector/waiting.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

using namespace minyi::collector;

namespace {

Arrival from(const std::string& address) { return {minyi::Descriptor(::socket(AF_INET, SOCK_STREAM, 0)), address}; }

}  // namespace

TEST_CASE("a thread goes to the address that holds the fewest") {
  Waiting waiting({}, {});
  for (int i = 0; i < 5; ++i) waiting.put(from("greedy"));
  CHECK(waiting.take()->address == "greedy");
  waiting.put(from("modest"));
  CHECK(waiting.take()->address == "modest");
  CHECK(waiting.take()->address == "greedy");
}

TEST_CASE("one address never holds all threads, unless it stands for many") {
  for (const bool many : {false, true}) {
    CAPTURE(many);
    Waiting waiting({.threads_of_one = 2}, many ? std::set<std::string>{"proxy"} : std::set<std::string>{});
    for (int i = 0; i < 3; ++i) waiting.put(from("proxy"));
    CHECK(waiting.take()->address == "proxy");
    CHECK(waiting.take()->address == "proxy");
    waiting.put(from("other"));
    if (many) {
      CHECK(waiting.take()->address == "other");
      CHECK(waiting.take()->address == "proxy");
      continue;
    }
    CHECK(waiting.take()->address == "other");
    waiting.put(from("other"));
    CHECK(waiting.take()->address == "other");
    CHECK(waiting.crowded());
    waiting.done("proxy");
    CHECK(waiting.take()->address == "proxy");
    CHECK_FALSE(waiting.crowded());
  }
}

TEST_CASE("where too many wait, the newest of the longest line is turned away") {
  Waiting waiting({.waiting = 3}, {});
  for (int i = 0; i < 3; ++i) CHECK(waiting.put(from("greedy")));
  CHECK_FALSE(waiting.put(from("modest")));
  CHECK(waiting.take()->address == "greedy");
  CHECK(waiting.take()->address == "modest");
  CHECK(waiting.take()->address == "greedy");
  CHECK_FALSE(waiting.crowded());
}

TEST_CASE("when closed nobody is served any more") {
  Waiting waiting({}, {});
  waiting.put(from("a"));
  waiting.close();
  CHECK_FALSE(waiting.take());
  waiting.put(from("a"));
  CHECK_FALSE(waiting.take());
}
