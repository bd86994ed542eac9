#include "minyi/window/window.hpp"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <imgui.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "minyi/base/descriptor.hpp"

#include "support/finger.hpp"
#include "support/temp_dir.hpp"
#include "support/wait.hpp"
#include "support/x_server.hpp"

namespace {

using namespace minyi;

std::string ask(const std::string& path) {
  const Descriptor descriptor(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  std::string answer;
  if (::connect(descriptor.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::write(descriptor.get(), "?\n", 2) == 2) {
    char buffer[256];
    while (answer.find('\n') == std::string::npos) {
      const auto count = ::read(descriptor.get(), buffer, sizeof buffer);
      if (count <= 0) break;
      answer.append(buffer, static_cast<std::size_t>(count));
    }
  }
  return answer;
}

}  // namespace

TEST_CASE("the loop rests while nothing happens, takes a quick tap whole, answers questions and ends when told") {
  const testing::XServer server;
  setenv("DISPLAY", server.display().c_str(), 1);
  auto opened = kiosk::window::Window::open({});
  REQUIRE(opened);
  auto& window = **opened;
  const testing::TempDir directory;
  const auto socket = (directory.path() / "inspect").string();
  REQUIRE(window.listen(socket));
  struct stat there {};
  REQUIRE(::stat(socket.c_str(), &there) == 0);
  CHECK((there.st_mode & 0777) == 0600);

  std::atomic<int> frames{0}, presses{0}, touches{0};
  std::atomic<float> width{0}, height{0};
  kiosk::window::Callbacks callbacks;
  callbacks.frame = [&](float w, float h) {
    ++frames;
    width = w;
    height = h;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({w, h});
    ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    ImGui::SetCursorScreenPos({100, 100});
    const bool pressed = ImGui::InvisibleButton("here", {200, 200});
    ImGui::End();
    if (pressed) ++presses;
    return pressed;
  };
  std::atomic<int> rehearsals{0}, painted_before{0};
  callbacks.rehearse = [&](float, float) {
    if (rehearsals == 0) painted_before = frames.load();
    return ++rehearsals < 3;
  };
  callbacks.ground = [] { return 0xF6F3ECU; };
  callbacks.touched = [&] { ++touches; };
  callbacks.inspect = [] { return std::string("{\"name\":\"page\"}"); };

  std::thread visitor([&] {
    const auto finish = [&] { window.close(); };
    if (!testing::wait_until([&] { return frames > 0; })) return finish();
    CHECK(ask(socket) == "{\"name\":\"page\"}\n");
    testing::Finger finger(server.display());
    finger.tap(150, 150);
    CHECK(testing::wait_until([&] { return presses == 1; }));
    finger.tap(600, 600);
    CHECK(testing::wait_until([&] { return touches == 2; }));
    CHECK(ask(socket) == "{\"name\":\"page\"}\n");  // after this the taps have been drawn
    CHECK(testing::wait_until([&] { return rehearsals >= 3; }));
    CHECK(ask(socket) == "{\"name\":\"page\"}\n");  // after this so have the rehearsals
    finger.tap(150, 150);                           // and they have taken nothing away from the page
    CHECK(testing::wait_until([&] { return presses == 2; }));
    for (int i = 0; i < 2; ++i) CHECK(ask(socket) == "{\"name\":\"page\"}\n");
    const int before = frames, rehearsed = rehearsals;
    CHECK(painted_before > 0);
    CHECK(ask(socket) == "{\"name\":\"page\"}\n");
    CHECK_FALSE(
        testing::wait_until([&] { return frames != before || rehearsals != rehearsed; }, testing::Patience{1500}));
    window.wake();
    CHECK(testing::wait_until([&] { return frames > before; }));
    finish();
  });
  window.run(callbacks, SystemClock());
  visitor.join();
  CHECK(presses == 2);
  CHECK(width == 1920);
  CHECK(height == 1080);
}

TEST_CASE("without a display the window says what to check") {
  setenv("DISPLAY", ":4242", 1);
  const auto opened = kiosk::window::Window::open({});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == ErrorCode::window_failed);
  CHECK(opened.error().hint.find("DISPLAY") != std::string::npos);
}
