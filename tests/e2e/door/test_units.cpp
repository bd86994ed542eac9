// The systemd units as they are shipped, before systemd's own tools; and the programs before a service manager.
#include <array>
#include <csignal>

#include <doctest/doctest.h>
#include <unistd.h>

#include "e2e/network.hpp"
#include "e2e/stage.hpp"
#include "support/notify_socket.hpp"

namespace minyi::e2e {
namespace {

using testing::Process;

struct Unit {
  const char* file;
  const char* program;  // that the unit starts
};
constexpr auto units = std::to_array<Unit>({{"admin/service/minyi-collector.service", "/usr/local/bin/minyi-collector"},
                                            {"kiosk/service/minyi-kiosk.service", "/usr/bin/cage"}});

Process::Finished analyze(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "systemd-analyze");
  return Process::run({.command = arguments, .environment = {}, .directory = {}, .largest_file = {}});
}

void expect(const testing::NotifySocket& manager, const std::string& message) {
  testing::await(message, [&] { return manager.heard() == message; });
}

}  // namespace

TEST_CASE("the units are ones that systemd reads, and leave little open") {
  for (const Unit& unit : units) {
    CAPTURE(unit.file);
    // Of 100, where 100 is a service without any protection.
    const auto judged = analyze({"security", "--offline=true", "--no-pager", "--threshold=20", source(unit.file)});
    CHECK_MESSAGE(judged.exit.clean(), judged.output << judged.errors);

    // Only where the program itself is installed can it be found; everything else must be right.
    const testing::TempDir directory;
    std::string text = read_file(source(unit.file));
    const auto at = text.find(std::string("ExecStart=") + unit.program);
    REQUIRE(at != std::string::npos);
    text.replace(at, std::string("ExecStart=").size() + std::string(unit.program).size(), "ExecStart=/bin/true");
    const auto copy = directory / std::filesystem::path(unit.file).filename().string();
    write_file(copy, text);
    const auto verified = analyze({"verify", "--man=no", copy});
    CHECK_MESSAGE(verified.errors.find(copy.filename().string()) == std::string::npos, verified.errors);
  }
}

TEST_CASE("the collector tells its service manager that it is ready, alive and stopping") {
  const testing::TempDir directory;
  const testing::NotifySocket manager(directory / "notify");
  Process collector = Process::start(
      {.command = {program("minyi-collector"), "serve", "--data", directory / "data", "--listen", "127.0.0.1:0"},
       .environment = {{"NOTIFY_SOCKET", directory / "notify"}, {"WATCHDOG_USEC", "900000"}},
       .directory = {},
       .largest_file = {}});
  expect(manager, "READY=1");
  for (int beats = 0; beats < 3; ++beats) expect(manager, "WATCHDOG=1");
  collector.signal(SIGTERM);
  expect(manager, "STOPPING=1");
  CHECK(collector.wait()->clean());
}

TEST_CASE("the kiosk tells its service manager the same, though nothing moves on its screen") {
  const testing::TempDir directory;
  const testing::XServer server;
  const testing::NotifySocket manager(directory / "notify");
  Office office(directory / "office");
  office.open();
  office.prepare();
  Kiosk kiosk(server, directory / "kiosk");
  kiosk.enrol(office, {.arguments = {},
                       .environment = {{"NOTIFY_SOCKET", directory / "notify"}, {"WATCHDOG_USEC", "900000"}},
                       .largest_file = {}});
  expect(manager, "READY=1");
  for (int beats = 0; beats < 3; ++beats) expect(manager, "WATCHDOG=1");
  CHECK(kiosk.stop().clean());
  expect(manager, "STOPPING=1");
  office.close();
}

TEST_CASE("under cage, as the unit starts it, the kiosk has the screen alone, and cage ends with it") {
  const testing::TempDir directory;
  Office office(directory / "office");
  office.open();
  office.prepare();
  // cage refuses to run for root, so for root it runs as nobody, in a place of nobody's.
  const auto place = directory / "hall";
  std::filesystem::create_directories(place);
  const testing::NotifySocket manager(place / "notify");
  const auto copy = place / "minyi-kiosk";
  std::filesystem::copy_file(program("minyi-kiosk"), copy);
  std::vector<std::string> command;
  if (::geteuid() == 0) {
    constexpr uid_t nobody = 65534;
    std::filesystem::permissions(directory.path(), std::filesystem::perms{0711});
    for (const auto& file : {place, place / "notify", copy}) REQUIRE(::chown(file.c_str(), nobody, nobody) == 0);
    command = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
  }
  command.insert(command.end(), {"cage", "-d", "--", copy, "--data", place / "data", "--inspect", place / "inspect",
                                 "--collector", office.url(), "--enrol", office.invite()});
  std::filesystem::permissions(place, std::filesystem::perms::owner_all);
  Process cage = Process::start({.command = command,
                                 .environment = {{"XDG_RUNTIME_DIR", place},
                                                 {"HOME", place},
                                                 {"DISPLAY", std::nullopt},
                                                 {"WLR_BACKENDS", "headless"},
                                                 {"WLR_RENDERER", "pixman"},
                                                 {"WLR_LIBINPUT_NO_DEVICES", "1"},
                                                 {"NOTIFY_SOCKET", place / "notify"}},
                                 .directory = place,
                                 .largest_file = {}});
  expect(manager, "READY=1");
  testing::Inspector(place / "inspect").wait_for("the survey's first screen", [](const testing::Sight& sight) {
    return sight.screen == "attract";
  });
  cage.signal(SIGTERM);
  CHECK(cage.wait().has_value());
  office.close();
}

}  // namespace minyi::e2e
