#include "minyi/collector/gate.hpp"

#include <doctest/doctest.h>

#include "support/fake_clock.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace std::chrono_literals;

namespace {

constexpr auto other = Gate::Purpose::other, enrolment = Gate::Purpose::enrolment;

}  // namespace

TEST_CASE("a bucket lets a burst through, then its rate") {
  Buckets buckets({.per_second = 2, .burst = 3}, 100);
  const Monotonic now{1h};
  for (int i = 0; i < 3; ++i) CHECK_FALSE(buckets.take("a", now));
  CHECK(buckets.take("a", now) == 500ms);
  CHECK_FALSE(buckets.take("b", now));
  CHECK_FALSE(buckets.take("a", now + 500ms));
  CHECK(buckets.take("a", now + 500ms) == 500ms);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(buckets.take("a", now + 1h));
  CHECK(buckets.take("a", now + 1h));
}

TEST_CASE("with more names than are remembered the idle ones are forgotten first") {
  Buckets buckets({.per_second = 1, .burst = 10}, 3);
  const Monotonic now{1h};
  for (int i = 0; i < 10; ++i) CHECK_FALSE(buckets.take("greedy", now));
  for (int i = 0; i < 100; ++i) CHECK_FALSE(buckets.take("passing " + std::to_string(i), now));
  CHECK(buckets.take("greedy", now));
}

TEST_CASE("each failure doubles the wait, and time forgives") {
  Limits limits;
  limits.free_guesses = 2;
  limits.first_wait = 1s;
  limits.longest_wait = 60s;
  Lockout lockout(limits);
  Monotonic now{1h};
  lockout.fail("a", now);
  CHECK_FALSE(lockout.wait("a", now));
  for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s}) {
    lockout.fail("a", now);
    CHECK(lockout.wait("a", now) == std::chrono::milliseconds{wait});
    CHECK_FALSE(lockout.wait("b", now));
    now += wait;
    CHECK_FALSE(lockout.wait("a", now));
  }
  lockout.fail("a", now);
  CHECK(lockout.wait("a", now) == 60s);
  now += 3 * 60s;
  lockout.fail("a", now);
  CHECK(lockout.wait("a", now) == 16s);  // three of eight are forgiven, and this is the sixth
}

TEST_CASE("an IPv6 client counts as its network, an IPv4 one as itself however it is written") {
  CHECK(network_of("192.0.2.7") == "192.0.2.7");
  CHECK(network_of("::ffff:192.0.2.7") == "192.0.2.7");
  CHECK(network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  CHECK(network_of("2001:db8:1:2::9") == network_of("2001:db8:1:2:ffff::1"));
  CHECK(network_of("2001:db8:1:3::9") != network_of("2001:db8:1:2::9"));
  CHECK(network_of("nonsense") == "nonsense");
}

TEST_CASE("who pretends to be a kiosk does not shut it out") {
  Limits limits;
  limits.of_kiosk = {.per_second = 1, .burst = 2};
  testing::FakeClock clock;
  Gate gate(limits, clock);
  for (int i = 0; i < 2; ++i) CHECK_FALSE(gate.ask("192.0.2.66", "k-1", other));
  CHECK(gate.ask("192.0.2.66", "k-1", other) == 1s);
  CHECK_FALSE(gate.ask("192.0.2.7", "k-1", other));
  CHECK_FALSE(gate.ask("192.0.2.66", "k-2", other));
}

TEST_CASE("an address has a rate of its own, whatever it asks for") {
  Limits limits;
  limits.of_address = {.per_second = 1, .burst = 3};
  testing::FakeClock clock;
  Gate gate(limits, clock);
  CHECK_FALSE(gate.ask("192.0.2.7", "k-1", other));
  CHECK_FALSE(gate.ask("192.0.2.7", "", other));
  CHECK_FALSE(gate.ask("192.0.2.7", "", enrolment));
  CHECK(gate.ask("192.0.2.7", "k-2", other) == 1s);
  CHECK_FALSE(gate.ask("192.0.2.8", "k-2", other));
  clock.advance(1s);
  CHECK_FALSE(gate.ask("192.0.2.7", "k-2", other));
}

TEST_CASE("a lock-out of guesses does not stop the kiosks at the same address") {
  testing::FakeClock clock;
  Gate gate(Limits{}, clock);
  for (int i = 0; i < 10; ++i) gate.wrong_code("192.0.2.7");
  CHECK(gate.ask("192.0.2.7", "", enrolment));
  CHECK_FALSE(gate.ask("192.0.2.7", "k-1", other));
}
