// How long sealed bodies stay after their receipt, and that they are gone from the disk afterwards.
#include "kiosk/store/make.hpp"

namespace minyi::kiosk::store::test {
namespace {

constexpr std::size_t plenty = 1u << 30;
constexpr Instant morning{std::chrono::milliseconds{1'795'000'000'000}};
constexpr std::chrono::hours day{24};

std::unique_ptr<Outbox> open_with(const Folder& folder, std::uint64_t kept_bytes = plenty) {
  auto opened = open_outbox(folder.file(), {.reserve_bytes = 0, .grace = 3 * day, .kept_bytes = kept_bytes});
  REQUIRE_MESSAGE(opened.has_value(), to_string(opened.error()));
  return std::move(*opened);
}

std::string on_disk(const Folder& folder) { return slurp(folder.file()) + slurp(folder.file("outbox.db-wal")); }

void receive(Outbox& outbox, std::size_t count, Instant when, std::vector<exchange::Rejection> rejected = {}) {
  auto receipt = receipt_for(outbox.pending(1000, plenty).value(), count);
  receipt.collector_time = when;
  receipt.rejected = std::move(rejected);
  REQUIRE(outbox.acknowledge(receipt).has_value());
}

}  // namespace

TEST_CASE("bodies stay for the grace period after their receipt, then leave the disk; rejected ones stay sealed") {
  const Folder folder;
  const auto outbox = open_with(folder);
  fill(*outbox, 3);
  receive(*outbox, 2, morning, {{Sequence{2}, "seal.unreadable"}});
  receive(*outbox, 1, morning + 2 * day);
  receive(*outbox, 0, morning + 3 * day);
  CHECK(contains(on_disk(folder), sealed(1)));
  receive(*outbox, 0, morning + 3 * day + std::chrono::hours{2});
  CHECK_FALSE(contains(on_disk(folder), sealed(1)));
  CHECK(contains(on_disk(folder), sealed(2)));
  CHECK(contains(on_disk(folder), sealed(3)));
  receive(*outbox, 0, morning + 9 * day);
  CHECK(contains(on_disk(folder), sealed(2)));
  CHECK_FALSE(contains(on_disk(folder), sealed(3)));
  CHECK(outbox->status().value().rejected == 1);
}

TEST_CASE("a collector's clock that stands still or goes back drops nothing") {
  const Folder folder;
  const auto outbox = open_with(folder);
  fill(*outbox, 2);
  receive(*outbox, 1, morning);
  receive(*outbox, 1, morning - 400 * day);
  receive(*outbox, 0, Instant{});
  CHECK(contains(on_disk(folder), sealed(1)));
}

TEST_CASE("what is not acknowledged stays, however long it takes") {
  const Folder folder;
  const auto outbox = open_with(folder);
  fill(*outbox, 2);
  receive(*outbox, 1, morning);
  receive(*outbox, 0, morning + 900 * day);
  CHECK_FALSE(contains(on_disk(folder), sealed(1)));
  CHECK(outbox->pending(10, plenty).value().records.at(0).bytes == sealed(2).bytes);
}

TEST_CASE("links outlive their bodies: an old receipt is still known for what it is") {
  const Folder folder;
  auto outbox = open_with(folder);
  fill(*outbox, 4);
  const auto first = receipt_for(outbox->pending(10, plenty).value(), 2);
  receive(*outbox, 4, morning);
  receive(*outbox, 0, morning + 30 * day);
  outbox.reset();
  outbox = open_with(folder);
  CHECK(outbox->acknowledge(first).value() == Taken::confirmed);
  auto altered = first;
  altered.head.hash[0] ^= 1;
  CHECK(outbox->acknowledge(altered).value() == Taken::forked);
}

TEST_CASE("kept bodies are bounded in bytes, and so is the file over a year of answers") {
  const Folder folder;
  const auto outbox = open_with(folder, 20'000);
  std::uintmax_t after_a_week = 0;
  int number = 0;
  for (int week = 0; week < 52; ++week) {
    for (int i = 0; i < 40; ++i)
      REQUIRE(outbox->append(sealed(++number, 1200), exchange::Outcome::complete).has_value());
    receive(*outbox, 40, morning + 7 * week * day);
    CHECK(contains(on_disk(folder), sealed(number, 1200)));
    CHECK_FALSE(contains(on_disk(folder), sealed(number - 20, 1200)));
    if (week == 0) after_a_week = std::filesystem::file_size(folder.file());
  }
  const auto links = static_cast<std::uintmax_t>(number) * 64;  // a link takes less
  CHECK(std::filesystem::file_size(folder.file()) < after_a_week + links);
}

TEST_CASE("a month's backlog that was delivered gives its space back") {
  const Folder folder;
  const auto outbox = open_with(folder, 100'000);
  for (int i = 0; i < 3000; ++i) REQUIRE(outbox->append(sealed(i, 3000), exchange::Outcome::complete).has_value());
  while (outbox->status().value().pending > 0)
    receive(*outbox, outbox->pending(500, plenty).value().records.size(), morning);
  for (int i = 0; i < 3; ++i) receive(*outbox, 0, morning + (10 + i) * day);
  CHECK(std::filesystem::file_size(folder.file()) < 1'000'000);
}

TEST_CASE("what the collector lost in its own trouble is sent again from the kept bodies") {
  const Folder folder;
  const auto outbox = open_with(folder);
  fill(*outbox, 6);
  receive(*outbox, 2, morning);
  receive(*outbox, 2, morning + 2 * day);
  receive(*outbox, 0, morning + 4 * day);  // 1 and 2 are gone
  REQUIRE(outbox->start_over(Sequence{1}).has_value());
  const auto again = outbox->pending(10, plenty).value();
  REQUIRE(again.records.size() == 4);
  CHECK(again.records[0].bytes == sealed(3).bytes);
  CHECK(outbox->status().value().alarms == std::vector<std::string>{"collector-behind"});
}

}  // namespace minyi::kiosk::store::test
