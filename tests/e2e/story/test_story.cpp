// One answer, all the way: from a tap on the glass to a rate, with the collector away and the kiosk killed in between.
#include <doctest/doctest.h>

#include "e2e/figures.hpp"
#include "e2e/residents.hpp"
#include "e2e/stage.hpp"

namespace minyi::e2e {
namespace {

using testing::Sight;

const KioskOptions lively{
    .arguments = {"--heartbeat", "500", "--backoff", "200"}, .environment = {}, .largest_file = {}};

bool delivered(const Sight& sight, std::uint64_t records) {
  return sight.status.pending == 0 && sight.status.acknowledged == records;
}

// Everything that the ten residents type. None of it may be readable on the kiosk.
void check_sealed(const Kiosk& kiosk, const Answers& answers) {
  if (answers.wish.empty()) return;
  const auto found = files_with(kiosk.data().parent_path(), answers.wish);
  CHECK_MESSAGE(found.empty(), "a typed answer is readable in " << (found.empty() ? "" : found.front().string()));
}

}  // namespace

TEST_CASE("ten residents are counted exactly once though the collector goes away and the kiosk is killed twice") {
  const testing::TempDir directory;
  const testing::XServer server;
  Office office(directory / "office");
  office.open();
  office.prepare();
  Kiosk kiosk(server, directory / "kiosk");
  kiosk.enrol(office, lively);

  const std::vector<Answers> residents = ten_residents();
  const auto answer = [&](std::size_t number) {
    INFO("resident " << number);
    kiosk.follow(script_for(residents.at(number)));
    check_sealed(kiosk, residents.at(number));
  };
  for (std::size_t number = 0; number < 3; ++number) answer(number);
  kiosk.wait_for("three delivered", [](const Sight& sight) { return delivered(sight, 3); });

  office.close();
  answer(3);
  answer(4);
  kiosk.wait_for("two waiting, offline",
                 [](const Sight& sight) { return sight.status.pending == 2 && !sight.status.online; });

  kiosk.kill();  // between two residents
  kiosk.start(lively);
  kiosk.wait_for("two still waiting",
                 [](const Sight& sight) { return sight.screen == "attract" && sight.status.pending == 2; });

  kiosk.follow(first_half_for(residents.at(5)));
  kiosk.kill();  // in mid-question
  kiosk.start(lively);
  const Sight restarted = kiosk.wait_for_screen("attract");
  CHECK(restarted.status.pending == 2);  // what he had begun to answer is gone, and nothing else
  answer(5);
  kiosk.wait_for("three waiting", [](const Sight& sight) { return sight.status.pending == 3; });

  office.open();
  for (std::size_t number = 6; number < residents.size(); ++number) answer(number);
  kiosk.wait_for("ten delivered", [](const Sight& sight) { return delivered(sight, 10); });
  for (const Answers& each : residents) check_sealed(kiosk, each);

  check_rates(office, residents);
  CHECK(kiosk.stop().clean());
  office.close();
  check_rates(office, residents);  // also from what is on the disk alone
}

TEST_CASE("a new version leaves the resident in mid-survey alone and greets the next one") {
  const testing::TempDir directory;
  const testing::XServer server;
  Office office(directory / "office");
  office.open();
  office.prepare();
  Kiosk kiosk(server, directory / "kiosk");
  kiosk.enrol(office, lively);
  const Answers answers = ten_residents().at(2);
  const std::string first_half = first_half_for(answers) + "next\n";
  const std::string rest = script_for(answers).substr(first_half.size());
  const std::string to_the_wish = rest.substr(0, rest.find("type wish")) + "expect-question wish";
  const std::string from_the_wish = rest.substr(rest.find("type wish"));
  const auto asked = [](const Sight& sight) {
    const auto questions = sight.starting("question:");
    return questions.empty() ? std::string() : questions.front()->label;
  };

  testing::Resident first = kiosk.resident();
  first.follow(first_half);
  const Sight before = first.inspector().look();
  std::string form = read_file(source("survey-defs/civic-city/form.md"));
  const auto replace = [&](const std::string& from, const std::string& to) {
    REQUIRE_MESSAGE(form.find(from) != std::string::npos, from);
    form.replace(form.find(from), from.size(), to);
  };
  replace("What one thing would you most like to see improved?", "Which one thing should be mended first?");
  replace("| 2026112301 |", "| 2026112302 |");
  write_file(directory / "form.md", form);
  office.must({"publish", directory / "form.md"});
  kiosk.wait_for("the new version", [&](const Sight& sight) {
    return sight.status.rollout > before.status.rollout && sight.screen == "question";
  });

  first.follow(to_the_wish);
  CHECK(asked(first.inspector().look()) == "What one thing would you most like to see improved?");
  first.follow(from_the_wish);

  testing::Resident second = kiosk.resident();
  second.follow(first_half + to_the_wish);
  CHECK(asked(second.inspector().look()) == "Which one thing should be mended first?");
  second.follow(from_the_wish);
  kiosk.wait_for("both delivered", [](const Sight& sight) { return delivered(sight, 2); });
  check_rates(office, {answers, answers});  // both versions count in one rate
}

TEST_CASE("nothing of a resident who leaves is there for the next one") {
  const testing::TempDir directory;
  const testing::XServer server;
  Office office(directory / "office");
  office.open();
  office.prepare();
  Kiosk kiosk(server, directory / "kiosk");
  KioskOptions impatient = lively;
  impatient.arguments.insert(impatient.arguments.end(), {"--idle-warning", "2", "--idle-reset", "2"});
  kiosk.enrol(office, impatient);
  const Answers answers = ten_residents().at(0);

  kiosk.follow(first_half_for(answers));
  kiosk.wait_for("the idle warning", [](const Sight& sight) { return sight.idle; });
  kiosk.wait_for_screen("attract");  // nobody came back
  testing::Resident next = kiosk.resident();
  next.follow("start zh; expect-question welcome; next; expect-question grid");
  const auto nothing_chosen = [](const Sight& sight) {
    for (const testing::Element* choice : sight.starting("choice:"))
      if (choice->is("selected")) return false;
    return true;
  };
  CHECK(nothing_chosen(next.inspector().look()));
  // He who left had answered something: that is kept as a partial response, and is in no rate.
  next.follow("await-idle; more-time; expect-question grid");
  kiosk.wait_for("the partial response delivered", [](const Sight& sight) { return delivered(sight, 1); });
  check_rates(office, {});
}

}  // namespace minyi::e2e
