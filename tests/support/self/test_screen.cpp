// The eyes and the finger, tried on a window of our own and a socket that answers as a kiosk does.
#include <cstring>
#include <fstream>
#include <memory>
#include <thread>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/finger.hpp"
#include "support/inspector.hpp"
#include "support/screenshot.hpp"
#include "support/temp_dir.hpp"
#include "support/x_server.hpp"
// The last one: Xlib defines None, Bool and Status as macros.
// clang-format off
#include <X11/Xlib.h>
// clang-format on

using namespace minyi::testing;  // NOLINT(google-build-using-namespace): a test of this namespace

namespace {

constexpr unsigned long red = 0xC01020;
constexpr const char* sight_line =
    R"({"screen":"question","language":"zh","idle":true,"elements":[{"id":"choice:/data/aware:know","role":"radio","label":"知道",)"
    R"("value":"know","state":"selected focused","x":10,"y":20.5,"w":300,"h":80}],)"
    R"("status":{"pending":2,"acknowledged":5,"rollout":7,"online":true}})";

// Answers each line received with one line, on one connection after the other, until it is destroyed.
class Answering {
 public:
  Answering(const std::filesystem::path& path, std::string line, int connections) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.native().size());
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(listener_, 4) == 0);
    thread_ = std::thread([this, line = std::move(line), connections] {
      for (int i = 0; i < connections; ++i) {
        const int peer = accept(listener_, nullptr, nullptr);
        char received[64];
        if (peer >= 0 && recv(peer, received, sizeof received, 0) > 0)
          (void)!send(peer, line.data(), line.size(), MSG_NOSIGNAL);
        close(peer);  // each answer is the last one of its connection
      }
    });
  }
  ~Answering() {
    shutdown(listener_, SHUT_RDWR);
    close(listener_);
    thread_.join();
  }
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;

 private:
  int listener_ = -1;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a tap presses and releases where it is aimed, and the screenshot shows what is there") {
  const XServer server;
  const std::unique_ptr<Display, int (*)(Display*)> display(XOpenDisplay(server.display().c_str()), XCloseDisplay);
  REQUIRE(display);
  XSetWindowAttributes attributes{};
  attributes.override_redirect = True;
  attributes.background_pixel = red;
  attributes.event_mask = ButtonPressMask | ButtonReleaseMask | ExposureMask;
  const Window window =
      XCreateWindow(display.get(), DefaultRootWindow(display.get()), 100, 200, 300, 100, 0, CopyFromParent, InputOutput,
                    nullptr, CWOverrideRedirect | CWBackPixel | CWEventMask, &attributes);
  XMapRaised(display.get(), window);
  XEvent event;
  XWindowEvent(display.get(), window, ExposureMask, &event);

  Finger finger(server.display());
  finger.tap(150, 230);
  XWindowEvent(display.get(), window, ButtonPressMask, &event);
  CHECK(event.xbutton.x == 50);
  CHECK(event.xbutton.y == 30);
  XWindowEvent(display.get(), window, ButtonReleaseMask, &event);

  const Screenshot shot = Screenshot::take(server.display());
  CHECK(shot.width == 1920);
  CHECK(shot.height == 1080);
  CHECK(shot.pixels[200 * 1920 + 100] == red);
  CHECK(shot.pixels[199 * 1920 + 100] != red);
  CHECK(shot.colours(100, 200, 300, 100) == 1);
  CHECK(shot.colours(90, 190, 300, 100) == 2);

  const TempDir directory;
  shot.write_png(directory / "a" / "shot.png");
  std::ifstream in(directory / "a" / "shot.png", std::ios::binary);
  char head[4] = {};
  in.read(head, sizeof head);
  CHECK(std::string(head, 4) == "\x89PNG");
}

TEST_CASE("two displays have different numbers") {
  const XServer first;
  const XServer second;
  CHECK(first.display() != second.display());
}

TEST_CASE("a display that does not exist is a failure, not a crash") {
  CHECK_THROWS_AS(Finger(":4711"), Failure);
  CHECK_THROWS_AS(Screenshot::take(":4711"), Failure);
}

TEST_CASE("the inspector reads a sight, and connects anew when the kiosk went away") {
  const TempDir directory;
  const Answering kiosk(directory / "s", std::string(sight_line) + "\n", 2);
  Inspector inspector(directory / "s");
  for (int round = 0; round < 2; ++round) {
    const Sight sight = inspector.look();
    CHECK(sight.screen == "question");
    CHECK(sight.language == "zh");
    CHECK(sight.idle);
    CHECK(sight.status.pending == 2);
    CHECK(sight.status.acknowledged == 5);
    CHECK(sight.status.rollout == 7);
    CHECK(sight.status.online);
    REQUIRE(sight.find("choice:/data/aware:know") != nullptr);
    CHECK(sight.find("choice:/data/aware:know")->is("focused"));
    CHECK_FALSE(sight.find("choice:/data/aware:know")->is("focus"));
    CHECK(sight.find("next") == nullptr);
  }
}

TEST_CASE("an answer that is not a sight is refused") {
  CHECK_THROWS_AS(Sight::parse("{}"), Failure);
  CHECK_THROWS_AS(Sight::parse("hello"), Failure);
}

TEST_CASE("waiting for a screen that does not come says what was there") {
  const TempDir directory;
  const Answering kiosk(directory / "s", std::string(sight_line) + "\n", 1000);
  Inspector inspector(directory / "s");
  CHECK_THROWS_WITH_AS(inspector.wait_for(
                           "thanks", [](const Sight& sight) { return sight.screen == "thanks"; }, Patience{200}),
                       doctest::Contains("choice:/data/aware:know"), Failure);
}
