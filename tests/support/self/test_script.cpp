#include <doctest/doctest.h>

#include "support/script.hpp"
#include "support/wait.hpp"

using namespace minyi::testing;  // NOLINT(google-build-using-namespace): a test of this namespace

TEST_CASE("commands end with a semicolon or a line, and comments are skipped") {
  const auto commands = parse_script("start zh; choose aware yes; next  # he knows\n\n  back\n");
  REQUIRE(commands.size() == 4);
  CHECK(commands[0].verb == Verb::start);
  CHECK(commands[0].words == std::vector<std::string>{"zh"});
  CHECK(commands[1].verb == Verb::choose);
  CHECK(commands[1].words == std::vector<std::string>{"aware", "yes"});
  CHECK(commands[2].verb == Verb::next);
  CHECK(commands[3].verb == Verb::back);
}

TEST_CASE("typed text keeps its spaces") {
  const auto commands = parse_script("type wish more  trees please");
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].words == std::vector<std::string>{"wish", "more  trees please"});
}

TEST_CASE("an unknown command is refused by name") {
  CHECK_THROWS_WITH_AS(parse_script("start zh; dance"), doctest::Contains("dance"), Failure);
}

TEST_CASE("a command with too few or too many words is refused") {
  CHECK_THROWS_AS(parse_script("start"), Failure);
  CHECK_THROWS_AS(parse_script("next please"), Failure);
  CHECK_THROWS_AS(parse_script("type wish"), Failure);
}
