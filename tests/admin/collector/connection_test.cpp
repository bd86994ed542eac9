#include "minyi/collector/connection.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "support/wait.hpp"

using namespace minyi::collector;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t much = 64u << 20;  // more than any socket holds by itself

// Both ends of a connection.
struct Pair {
  Pair() {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    client = minyi::Descriptor(ends[0]);
    arrival.socket = minyi::Descriptor(ends[1]);
  }
  void send(std::string_view text) const {
    REQUIRE(::send(client.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }
  minyi::Descriptor client;
  Arrival arrival{minyi::Descriptor(), "test"};
};

std::string read_all(Connection& connection) {
  std::string text;
  std::array<char, 1000> some{};
  for (ssize_t size = 1; size > 0;) {
    size = connection.read(some.data(), some.size());
    if (size > 0) text.append(some.data(), static_cast<std::size_t>(size));
  }
  return text;
}

bool never() { return false; }

}  // namespace

TEST_CASE("an answer that nobody takes is given up after the patience") {
  Pair pair;
  const Limits limits{.patience = 200ms};
  const Ending ending;
  Connection connection(pair.arrival, nullptr, limits, ending);
  const std::string answer(much, 'x');
  const auto begin = Steady::now();
  CHECK(connection.write(answer.data(), answer.size()) < 0);
  CHECK(Steady::now() - begin >= 200ms);
  CHECK(connection.spent());
  CHECK_FALSE(connection.is_writable());
}

TEST_CASE("an answer that is taken fast enough is written whole, however long it takes") {
  Pair pair;
  const Limits limits{.patience = 300ms, .slowest = 1u << 20};
  const Ending ending;
  Connection connection(pair.arrival, nullptr, limits, ending);
  std::jthread reader([&] {
    std::string some(2u << 20, ' ');
    for (std::size_t taken = 0; taken < much / 8;) {
      const ssize_t size = ::recv(pair.client.get(), some.data(), some.size(), 0);
      if (size <= 0) return;
      taken += static_cast<std::size_t>(size);
      std::this_thread::sleep_for(1ms);
    }
  });
  const std::string answer(much / 8, 'x');
  CHECK(connection.write(answer.data(), answer.size()) == static_cast<ssize_t>(answer.size()));
}

TEST_CASE("a head ends at its limit, and a body at what was announced leaves the connection in step") {
  Pair pair;
  const Limits limits{.patience = 5s, .max_head = 8192};
  const Ending ending;
  Connection connection(pair.arrival, nullptr, limits, ending);
  pair.send("POST / HTTP/1.1\r\n\r\n12345");
  REQUIRE(connection.await_request(5s, never));
  std::array<char, 64> head{};
  CHECK(connection.read(head.data(), 19) == 19);
  connection.head_is_read(5);
  CHECK_FALSE(connection.in_step());
  CHECK(connection.read(head.data(), head.size()) == 5);
  CHECK(connection.in_step());

  std::jthread flood([&] {
    const std::string block(1u << 20, 'a');
    (void)::send(pair.client.get(), block.data(), block.size(), MSG_NOSIGNAL);
  });
  REQUIRE(connection.await_request(5s, never));
  CHECK(read_all(connection).size() < 8192 + (16u << 10));
  CHECK(connection.too_large());
  CHECK_FALSE(connection.in_step());
  CHECK_FALSE(connection.await_request(5s, never));
  ::shutdown(pair.arrival.socket.get(), SHUT_RDWR);
}

TEST_CASE("an idle connection is let go when others wait, or when the server ends") {
  Pair pair;
  const Limits limits;
  const Ending calm;
  Connection connection(pair.arrival, nullptr, limits, calm);
  CHECK_FALSE(connection.await_request(1h, [] { return true; }));
  Pair second;
  Ending ending;
  Connection other(second.arrival, nullptr, limits, ending);
  ending.begin();
  CHECK_FALSE(other.await_request(1h, never));
}
