// SIGKILL at any moment, a thousand times on each side: who was promised that his answer is kept is counted once.
#include <random>
#include <set>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults/pair.hpp"
#include "support/temp_dir.hpp"

namespace minyi::faults {
namespace {

constexpr int rounds = 1000;

// Runs `work` in a process of its own, which says through the pipe what it has done, and kills it somewhere: after a
// random number of reports, and then a little. The last report that came.
template <class Work>
unsigned killed(std::mt19937& random, unsigned before, const Work& work) {
  int ends[2] = {-1, -1};
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    close(ends[0]);
    work(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  unsigned last = before;
  unsigned report = 0;
  for (int left = std::uniform_int_distribution<int>(0, 4)(random); left > 0; --left)
    if (read(ends[0], &report, sizeof report) == sizeof report) last = report;
  usleep(std::uniform_int_distribution<useconds_t>(0, 2500)(random));  // somewhere within what comes next
  REQUIRE(kill(child, SIGKILL) == 0);
  while (read(ends[0], &report, sizeof report) == sizeof report) last = report;
  close(ends[0]);
  int how = 0;
  REQUIRE(waitpid(child, &how, 0) == child);
  return last;
}

void tell(int pipe, unsigned number) {
  if (write(pipe, &number, sizeof number) != sizeof number) _exit(7);
}

}  // namespace

TEST_CASE("sigkill loop: of a thousand killed kiosks and collectors nobody's answer is lost or counted twice") {
  const testing::TempDir folder;
  const Pair pair(folder.path().string());
  std::mt19937 random(20261125);  // NOLINT: the same moments each time as far as the machine allows
  unsigned resident = 0;
  std::set<std::string> promised;
  for (int round = 0; round < rounds; ++round) {
    INFO(round);
    const unsigned first = resident;
    const unsigned thanked = killed(random, first, [&](int pipe) {
      auto outbox = pair.outbox();
      if (!outbox) _exit(3);
      for (unsigned next = first + 1; next < first + 20; ++next) {
        if (!(*outbox)->append(pair.answer(next), exchange::Outcome::complete)) _exit(4);
        tell(pipe, next);  // what the screen says: thank you
      }
    });
    for (unsigned one = first + 1; one <= thanked; ++one) promised.insert(Pair::words_of(one));
    resident = first + 20;  // who was being kept when the process ended is nobody's promise

    killed(random, 0, [&](int pipe) {
      auto outbox = pair.outbox();
      auto office = pair.office();
      if (!outbox || !office) _exit(3);
      for (unsigned sync = 1; sync < 20; ++sync) {
        const auto request = Pair::compose(**outbox, 3);
        const auto receipt = pair.post(*office, request);
        if (!receipt || !Pair::take(**outbox, request, *receipt)) _exit(4);
        tell(pipe, sync);
      }
    });
  }
  const auto outbox = must(pair.outbox());
  auto office = must(pair.office());
  pair.deliver(*outbox, office);

  const auto counted = pair.counted();
  for (const std::string& one : promised) CHECK_MESSAGE(counted.contains(one), one << " was thanked and is missing");
  for (const auto& [one, times] : counted) CHECK_MESSAGE(times == 1, one << " is there " << times << " times");
  CHECK(promised.size() > rounds / 2);
  CHECK(counted.size() <= promised.size() + rounds);  // at most the one under way in each round
  CHECK(pair.total(office) == counted.size());
  CHECK(pair.legible_files().empty());
  CHECK(must(outbox->status()).alarms.empty());
  CHECK(office.warehouse->check().has_value());
}

}  // namespace minyi::faults
