#include "minyi/interview/marks.hpp"

#include <random>

#include <doctest/doctest.h>

namespace minyi::interview {
namespace {

TEST_CASE("marks are counted and found as by looking at each") {
  std::mt19937 dice(20261125);
  for (const std::size_t size : {0u, 1u, 2u, 7u, 8u, 9u, 64u, 100u}) {
    CAPTURE(size);
    Marks marks(size);
    std::vector<bool> plain(size, false);
    for (int step = 0; step < 100; ++step) {
      if (size > 0) {
        const std::size_t index = dice() % size;
        plain[index] = dice() % 2 == 0;
        marks.set(index, plain[index]);
      }
      std::size_t before = 0;
      std::optional<std::size_t> last;
      for (std::size_t index = 0; index < size; ++index) {
        REQUIRE(marks[index] == plain[index]);
        REQUIRE(marks.count(index) == before);
        REQUIRE(marks.last_before(index) == last);
        if (!plain[index]) continue;
        ++before;
        REQUIRE(marks.first_from(last ? *last + 1 : 0) == index);
        REQUIRE(marks.first_from(index) == index);
        last = index;
      }
      REQUIRE(marks.count(size + 1) == before);
      REQUIRE(marks.last_before(size) == last);
      REQUIRE_FALSE(marks.first_from(last ? *last + 1 : 0));
    }
  }
}

}  // namespace
}  // namespace minyi::interview
