#include "minyi/upload/batch.hpp"

#include <doctest/doctest.h>

namespace minyi::kiosk::upload::test {

using namespace std::chrono_literals;

TEST_CASE("quick syncs grow to what a sync may carry, slow ones shrink, and those between stay") {
  CHECK(next_batch(50, {50, SyncEnd::taken, 1s}, 200) == 100);
  CHECK(next_batch(150, {150, SyncEnd::taken, 1s}, 200) == 200);
  CHECK(next_batch(50, {50, SyncEnd::taken, 5s}, 200) == 50);
  CHECK(next_batch(50, {50, SyncEnd::taken, 30s}, 200) == 25);
}

TEST_CASE("a run that choked is halved, down to one record, and a line that is well again is used") {
  std::size_t batch = 200;
  for (int i = 0; i < 20; ++i) batch = next_batch(batch, {batch, SyncEnd::choked, 30s}, 200);
  CHECK(batch == 1);
  for (int i = 0; i < 8; ++i) batch = next_batch(batch, {batch, SyncEnd::taken, 100ms}, 200);
  CHECK(batch == 200);
  CHECK(next_batch(200, {20, SyncEnd::choked, 30s}, 200) == 10);  // its bytes were the limit
}

TEST_CASE("what is not the run's fault, or had no records, changes nothing") {
  CHECK(next_batch(200, {200, SyncEnd::refused, 1s}, 200) == 200);
  for (const auto end : {SyncEnd::taken, SyncEnd::choked, SyncEnd::refused})
    CHECK(next_batch(64, {0, end, 30s}, 200) == 64);
}

}  // namespace minyi::kiosk::upload::test
