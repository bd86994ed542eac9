// SIGKILL at any moment: whatever the store had reported as kept is there, in an unbroken chain.
#include <random>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kiosk/store/make.hpp"

namespace minyi::kiosk::store::test {
namespace {

struct Report {
  std::uint64_t appended = 0;
  std::uint64_t acknowledged = 0;
};

exchange::SealedRecord numbered(std::uint64_t sequence) {
  return sealed(static_cast<int>(sequence), 200 + sequence * 37 % 5000);
}

// Appends for ever, now and then takes a receipt, and says through the pipe what it was promised.
[[noreturn]] void resident(const std::string& path, int pipe) {
  auto outbox = open_outbox(path, {.reserve_bytes = 0});
  if (!outbox) _exit(3);
  const auto status = (*outbox)->status();
  if (!status) _exit(4);
  Report report{status->head.sequence.value(), status->acknowledged.sequence.value()};
  for (;;) {
    const auto next = report.appended + 1;
    if ((*outbox)->append(numbered(next), exchange::Outcome::complete) != Sequence{next}) _exit(5);
    report.appended = next;
    if (next % 7 == 0) {
      const auto run = (*outbox)->pending(5, 1u << 20);
      if (!run || !(*outbox)->acknowledge(receipt_for(*run, run->records.size()))) _exit(6);
      report.acknowledged += run->records.size();
    }
    if (write(pipe, &report, sizeof report) != sizeof report) _exit(7);
  }
}

}  // namespace

TEST_CASE("a store whose process is killed again and again keeps every record it had reported") {
  const Folder folder;
  std::mt19937 random(20261123);  // NOLINT: the same moments each time as far as the machine allows
  Report last;
  for (int round = 0; round < 40; ++round) {
    INFO(round);
    int ends[2] = {-1, -1};
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      close(ends[0]);
      resident(folder.file(), ends[1]);
    }
    close(ends[1]);
    Report report;
    auto rounds_left = std::uniform_int_distribution<int>(round == 0 ? 0 : 1, 25)(random);
    while (rounds_left-- > 0) {
      REQUIRE(read(ends[0], &report, sizeof report) == sizeof report);
      last = report;
    }
    usleep(std::uniform_int_distribution<useconds_t>(0, 3000)(random));  // somewhere within the next append
    REQUIRE(kill(child, SIGKILL) == 0);
    while (read(ends[0], &report, sizeof report) == sizeof report) last = report;
    close(ends[0]);
    int how = 0;
    REQUIRE(waitpid(child, &how, 0) == child);
    REQUIRE(WIFSIGNALED(how));

    auto outbox = open_outbox(folder.file(), {.reserve_bytes = 0});
    REQUIRE_MESSAGE(outbox.has_value(), to_string(outbox.error()));
    const auto status = (*outbox)->status().value();
    CHECK(status.head.sequence.value() >= last.appended);
    CHECK(status.head.sequence.value() <= last.appended + 1);
    CHECK(status.acknowledged.sequence.value() >= last.acknowledged);
    CHECK(status.completed_total == status.head.sequence.value());
    const auto run = (*outbox)->pending(1000, 1u << 30).value();
    CHECK(run.records.size() == status.pending);
    CHECK(head_after(run, run.records.size()) == status.head);
    for (std::size_t i = 0; i < run.records.size(); ++i)
      CHECK(run.records[i].bytes == numbered(run.after.sequence.value() + 1 + i).bytes);
  }
  CHECK(last.appended > 100);
}

}  // namespace minyi::kiosk::store::test
