#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;
using nlohmann::json;

namespace {

constexpr const char* shipped = MINYI_SOURCE_DIR "/survey-defs/civic-city/form.md";

const json& question(const json& report, const std::string& path) {
  for (const auto& each : report["questions"])
    if (each["path"] == path) return each;
  FAIL("no question " << path);
  return report;
}

}  // namespace

TEST_CASE("random residents of the shipped survey finish, and every question and choice is seen") {
  Desk desk;
  const Outcome simulated = desk.run({"simulate", shipped, "-n", "300", "--seed", "4", "--json"});
  REQUIRE_MESSAGE(simulated.exit == 0, simulated.err);
  const json report = json::parse(simulated.out);
  CHECK(report["residents"] == 300);
  CHECK(report["finished"] == 300);
  CHECK(report["date"] == "2026-11-23");
  CHECK(report["dead_ends"].empty());
  CHECK(report["questions"].size() > 15);
  for (const auto& each : report["questions"]) {
    CHECK_MESSAGE(each["asked"] > 0, each["path"]);
    CHECK_MESSAGE(each["never_offered"].empty(), each["path"]);
  }
  // Half of all know or have heard of it, and only they are asked where from.
  CHECK(question(report, "/data/heard_from")["asked"] > 100);
  CHECK(question(report, "/data/heard_from")["asked"] < 200);
  CHECK(report["indicators"]["awareness"]["denominator"] > 200);
  CHECK(report["indicators"]["awareness"]["numerator"] < report["indicators"]["awareness"]["denominator"]);
  const auto& seconds = report["length"]["seconds"];
  CHECK(seconds["least"] > 60);
  CHECK(seconds["least"] <= seconds["median"]);
  CHECK(seconds["median"] <= seconds["most"]);
}

TEST_CASE("the same seed and day give the same simulation, another seed another one") {
  Desk desk;
  const auto run = [&](const std::string& seed, const std::string& date) {
    return desk.run({"simulate", shipped, "-n", "20", "--seed", seed, "--date", date, "--json"}).out;
  };
  const auto first = run("1", "2026-05-01");
  desk.clock.advance(std::chrono::hours(100));
  CHECK(run("1", "2026-05-01") == first);
  CHECK(json::parse(run("2", "2026-05-01"))["length"] != json::parse(first)["length"]);
}

TEST_CASE("a simulation tells of dead ends with the answers that lead there, and of who leaves") {
  Desk desk;
  const std::string file = desk.write("stuck.md",
                                      "| survey | type | name | label | constraint | required |\n"
                                      "| | integer | a | A | | yes |\n"
                                      "| | integer | b | B | . > 3 and . < 3 | yes |\n");
  const Outcome stuck = desk.run({"simulate", file, "-n", "10"});
  CHECK(stuck.exit == 0);
  CHECK(has(stuck.out, "dead end for 10 at /data/b: no answer tried satisfies the constraint"));
  CHECK(has(stuck.out, "/data/a = "));
  const json report = json::parse(desk.run({"simulate", file, "-n", "10", "--json"}).out);
  CHECK(report["dead_ends"][0]["path"] == "/data/b");
  CHECK(report["dead_ends"][0]["answers"].contains("/data/a"));
  const json leaving = json::parse(desk.run({"simulate", shipped, "-n", "100", "--leave", "0.1", "--json"}).out);
  CHECK(leaving["left"] > 20);
  CHECK(leaving["left"].get<int>() + leaving["finished"].get<int>() == 100);
}

TEST_CASE("a simulation that cannot be run says why") {
  Desk desk;
  CHECK(desk.run({"simulate", desk.path("none.md")}).exit == 1);
  const Outcome wrong =
      desk.run({"simulate", desk.write("bad.md", "| survey | type | name | label |\n| | txet | a | A |\n")});
  CHECK(wrong.exit == 1);
  CHECK(has(wrong.err, "survey row 2"));
  const Outcome day = desk.run({"simulate", shipped, "--date", "2026-02-30"});
  CHECK(day.exit == 2);
  CHECK(has(day.err, "2026-02-30"));
  CHECK(desk.run({"simulate", shipped, "-n", "0"}).exit == 2);
  const Outcome mute = desk.run(
      {"simulate", desk.write("mute.md", "| survey | type | name | label | relevant |\n| | text | a | A | 1 = 2 |\n")});
  CHECK(mute.exit == 1);
  CHECK(has(mute.err, "no question to begin with"));
}
