// bench-kiosk: the kiosk from outside the process, on a display in memory and Mesa's software renderer, beside the
// least that a GLFW + Dear ImGui window can do (given/bare_window.cpp) in the same run and in turns. Measured by
// given/xprobe.cpp, which sees pixels and /proc only.
#include <algorithm>
#include <cmath>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "bench/report.hpp"
#include "e2e/stage.hpp"

namespace {

using namespace minyi;  // NOLINT(google-build-using-namespace): a program of this project
using nlohmann::json;
using testing::Failure;
using testing::Process;

// What is aimed at, against the bare window in the same run.
constexpr double start_ratio = 2, tap_ratio = 2.5, idle_percent = 0.1, memory_mib = 60;
constexpr testing::Patience long_run{600'000};

struct Effort {
  int starts = 5;
  int taps = 100;
  int idle_seconds = 10;
};

class Probe {
 public:
  explicit Probe(const testing::XServer& server) : server_(server) {}

  json run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), e2e::program("xprobe"));
    const Process::Finished done = Process::run(
        {.command = arguments, .environment = {{"DISPLAY", server_.display()}}, .directory = {}, .largest_file = {}},
        long_run);
    if (done.output.empty()) throw Failure("xprobe " + arguments.at(1) + ": " + done.errors);
    return json::parse(done.output);
  }
  // Milliseconds from exec to the first picture.
  double start(const std::string& command) const {
    const json result = run({"first-paint", "--cmd", command, "--settle", "1000"});
    if (!result.at("ok").get<bool>()) throw Failure("no picture from: " + command + ": " + result.dump());
    return result.at("first_paint_ms").get<double>();
  }
  // Milliseconds from each tap to the last pixel of what it brought; taps on the points in turns.
  std::vector<double> taps(const std::vector<std::pair<int, int>>& points, int count) const {
    std::vector<std::string> arguments{"tap"};
    for (const auto& [x, y] : points) arguments.insert(arguments.end(), {std::to_string(x), std::to_string(y)});
    arguments.insert(arguments.end(), {"--n", std::to_string(count), "--stable", "150", "--quiet", "200"});
    const json result = run(arguments);
    if (result.at("missed").get<int>() > 0) throw Failure("taps without an effect: " + result.dump());
    return result.at("stable").get<std::vector<double>>();
  }
  json cost(pid_t pid, int seconds) const {
    return run({"cost", "--pid", std::to_string(pid), "--seconds", std::to_string(seconds)});
  }

 private:
  const testing::XServer& server_;
};

std::pair<int, int> middle(const testing::Sight& sight, const std::string& id) {
  const testing::Element* element = sight.find(id);
  if (element == nullptr) throw Failure("no " + id + " in " + sight.summary());
  return {static_cast<int>(std::lround(element->x + element->w / 2)),
          static_cast<int>(std::lround(element->y + element->h / 2))};
}

// Where bare_window.cpp has its "next".
constexpr std::pair<int, int> bare_next{1250, 690};
const std::string bare_command = e2e::program("bare-window").string() + " 10 used lean";

double median(const std::vector<double>& values) { return bench::percentile(values, 0.5); }
double p95(const std::vector<double>& values) { return bench::percentile(values, 0.95); }

bench::Line ratio(const std::string& what, double ours, double floor, double limit) {
  return {what, "ms", ours, floor, "<= " + std::to_string(limit).substr(0, 3) + " x floor", ours <= limit * floor};
}

struct Bare {
  std::vector<double> taps;
  json cost;
};

Bare measure_bare(const testing::XServer& server, const Probe& probe, const Effort& effort) {
  Process window = Process::start({.command = {e2e::program("bare-window"), "10", "used", "lean"},
                                   .environment = {{"DISPLAY", server.display()}},
                                   .directory = {},
                                   .largest_file = {}});
  Bare bare;
  probe.run({"tap", std::to_string(bare_next.first), std::to_string(bare_next.second), "--n", "5"});  // its own warm-up
  bare.taps = probe.taps({bare_next}, effort.taps);
  bare.cost = probe.cost(window.pid(), effort.idle_seconds);
  return bare;
}

std::vector<bench::Line> measure(const Effort& effort) {
  const testing::TempDir directory;
  e2e::Office office(directory / "office");
  office.open();
  office.prepare();
  std::vector<bench::Line> lines;

  // A kiosk that has been enrolled once: what starts in the morning.
  const std::filesystem::path place = directory / "kiosk";
  {
    const testing::XServer server;
    e2e::Kiosk kiosk(server, place);
    kiosk.enrol(office);
    kiosk.stop();
  }
  {
    const testing::XServer server;
    const Probe probe(server);
    const std::string command = e2e::program("minyi-kiosk").string() + " --data " + (place / "data").string() +
                                " --log " + (place / "bench.log").string();
    std::vector<double> ours;
    std::vector<double> floor;
    for (int i = 0; i < effort.starts; ++i) {
      floor.push_back(probe.start(bare_command));
      ours.push_back(probe.start(command));
    }
    lines.push_back(ratio("start to first picture, median", median(ours), median(floor), start_ratio));
  }

  const testing::XServer server;
  const Probe probe(server);
  const Bare bare = measure_bare(server, probe, effort);
  e2e::Kiosk kiosk(server, place);
  kiosk.start();
  kiosk.wait_for_screen("attract");
  testing::Resident resident = kiosk.resident();
  const auto turn_both_ways = [&](const std::string& here, const std::string& there, const std::string& what) {
    const auto next = middle(resident.inspector().look(), "next");
    resident.follow("next; expect-question " + there);
    const auto back = middle(resident.inspector().look(), "back");
    resident.follow("back; expect-question " + here);
    std::vector<double> taps = probe.taps({next, back}, effort.taps);
    lines.push_back(ratio("tap to next page, " + what + ", p50", median(taps), median(bare.taps), tap_ratio));
    lines.push_back(ratio("tap to next page, " + what + ", p95", p95(taps), p95(bare.taps), tap_ratio));
  };

  {  // from the touch on "start" to the first question: counted once a start, so by hand each time
    std::vector<double> starts;
    for (int i = 0; i < effort.starts; ++i) {
      kiosk.wait_for_screen("attract");
      starts.push_back(probe.taps({middle(resident.inspector().look(), "start:zh")}, 1).front());
      resident.follow("expect-question welcome; start-over");
    }
    lines.push_back(ratio("touch on start to first question, median", median(starts), median(bare.taps), tap_ratio));
  }
  resident.follow("start zh; expect-question welcome");
  turn_both_ways("welcome", "grid", "text and choices");
  resident.follow(
      "next; choose grid decline; next; choose age decline; next; choose sex decline; next; choose aware no; next;"
      "choose asks unsure; next; choose support decline; next; choose took_part no; next; expect-question order");
  turn_both_ways("order", "overall", "table and scale");

  const json cost = probe.cost(kiosk.pid(), effort.idle_seconds);
  const double idle = cost.at("cpu_pct").get<double>();
  lines.push_back({"idle on a question, share of a core", "%", idle, bare.cost.at("cpu_pct").get<double>(), "<= 0.1 %",
                   idle <= idle_percent});
  const double memory = cost.at("pss_mib").get<double>();
  const double least = bare.cost.at("pss_mib").get<double>();
  lines.push_back({"memory (PSS)", "MiB", memory, least, "<= floor + 60 MiB", memory <= least + memory_mib});
  kiosk.stop();
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"The kiosk beside the least that a window can do, from outside the process"};
  Effort effort;
  bool as_json = false;
  app.add_option("--starts", effort.starts, "starts to measure")->check(CLI::PositiveNumber);
  app.add_option("--taps", effort.taps, "taps to measure")->check(CLI::PositiveNumber);
  app.add_option("--idle", effort.idle_seconds, "seconds of doing nothing")->check(CLI::PositiveNumber);
  app.add_flag("--json", as_json, "JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  try {
    bench::print(measure(effort), as_json ? bench::Style::json : bench::Style::table);
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "bench-kiosk: " << failure.what() << '\n';
    return 1;
  }
}
