#include <csignal>
#include <filesystem>

#include <doctest/doctest.h>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

using namespace minyi::testing;  // NOLINT(google-build-using-namespace): a test of this namespace

namespace {

Launch shell(const std::string& script) {
  return {.command = {"/bin/sh", "-c", script}, .environment = {}, .directory = {}, .largest_file = {}};
}

}  // namespace

TEST_CASE("a process that ends gives its status, output and errors") {
  const Process::Finished done = Process::run(shell("echo out; echo err >&2; exit 3"));
  CHECK(done.exit.code == 3);
  CHECK(done.exit.signal == 0);
  CHECK(done.output == "out\n");
  CHECK(done.errors == "err\n");
}

TEST_CASE("a process that was killed says by which signal") {
  Process process = Process::start(shell("sleep 60"));
  CHECK(process.running());
  process.kill();
  CHECK_FALSE(process.running());
  CHECK(process.wait(Patience{0})->signal == SIGKILL);
}

TEST_CASE("killing a process ends what it started too") {
  Process process = Process::start(shell("sleep 61 & echo $!; wait"));
  await("the child's id", [&] { return !process.output().empty(); });
  const pid_t child = std::stoi(process.output());
  process.kill();
  // Orphans are reaped by init: until then they are zombies, which no signal wakes.
  CHECK(wait_until(
      [&] { return ::kill(child, 0) != 0 || !std::filesystem::exists("/proc/" + std::to_string(child) + "/exe"); }));
}

TEST_CASE("a program that does not exist ends with 127 and says so") {
  const Process::Finished done =
      Process::run({.command = {"/nonexistent/program"}, .environment = {}, .directory = {}, .largest_file = {}});
  CHECK(done.exit.code == 127);
  CHECK(done.errors.find("/nonexistent/program") != std::string::npos);
}

TEST_CASE("the environment and the directory are what the launch says") {
  const TempDir directory;
  Launch launch = shell("echo \"$MINYI_PROBE:${HOME-none}\"; pwd");
  launch.environment = {{"MINYI_PROBE", "here"}, {"HOME", std::nullopt}};
  launch.directory = directory.path();
  CHECK(Process::run(launch).output == "here:none\n" + directory.path().string() + "\n");
}

TEST_CASE("a file cannot grow beyond the limit of the launch") {
  const TempDir directory;
  Launch launch = shell("head -c 100000 /dev/zero > big");
  launch.directory = directory.path();
  launch.largest_file = 4096;
  CHECK_FALSE(Process::run(launch).exit.clean());
  CHECK(std::filesystem::file_size(directory / "big") == 4096);
}

TEST_CASE("waiting for what never comes ends at the deadline and names it") {
  CHECK_FALSE(wait_until([] { return false; }, Patience{20}));
  CHECK_THROWS_WITH_AS(await(
                           "rain", [] { return false; }, Patience{20}),
                       doctest::Contains("rain"), Failure);
}
