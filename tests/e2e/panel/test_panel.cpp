// The attendant: sets a PIN with the command, opens the panel with his finger, reads why the kiosk waits, and sends.
#include <array>

#include <doctest/doctest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "e2e/residents.hpp"
#include "e2e/stage.hpp"
#include "support/finger.hpp"

namespace minyi::e2e {
namespace {

using testing::Element;
using testing::Process;
using testing::Sight;

constexpr const char* right_pin = "270193";

// As long as a test could last: whatever is sent, is sent because somebody asked for it.
const KioskOptions patient{
    .arguments = {"--heartbeat", "3600000", "--backoff", "3600000"}, .environment = {}, .largest_file = {}};

Process::Finished pin_command(const Kiosk& kiosk, const std::string& input, const std::string& option = "") {
  const std::string command = "printf '" + input + "' | '" + program("minyi-kiosk").string() + "' pin --data '" +
                              kiosk.data().string() + "' " + option;
  return Process::run({.command = {"/bin/sh", "-c", command}, .environment = {}, .directory = {}, .largest_file = {}});
}

// The same at a terminal: types each line when it is asked for, and gives all that the terminal showed.
std::string pin_at_terminal(const Kiosk& kiosk, std::vector<std::string> lines) {
  const std::string kiosk_program = program("minyi-kiosk"), data = kiosk.data();
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  REQUIRE(child >= 0);
  if (child == 0) {
    execl(kiosk_program.c_str(), "minyi-kiosk", "pin", "--data", data.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  std::string shown;
  std::size_t typed = 0, answered = 0;
  std::array<char, 256> piece{};
  for (ssize_t count = 0; (count = read(terminal, piece.data(), piece.size())) > 0;) {
    shown.append(piece.data(), static_cast<std::size_t>(count));
    if (typed < lines.size() && shown.ends_with(": ") && shown.size() > answered) {
      answered = shown.size();
      const std::string line = lines[typed++] + "\n";
      REQUIRE(write(terminal, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
    }
  }
  close(terminal);
  waitpid(child, nullptr, 0);
  return shown;
}

struct Hall {
  testing::TempDir directory;
  testing::XServer server;
  Office office{directory / "office"};
  Kiosk kiosk{server, directory / "kiosk"};
  testing::Finger finger{server.display()};

  Hall() {
    office.open();
    office.prepare();
    kiosk.enrol(office);
    kiosk.wait_for("the first receipt", [](const Sight& sight) { return sight.status.online; });
    kiosk.stop();
  }
  void touch(const std::string& id) {
    const Sight sight = kiosk.wait_for("the element " + id, [&](const Sight& seen) {
      const Element* element = seen.find(id);
      return element != nullptr && !element->is("disabled");
    });
    const Element& element = *sight.find(id);
    finger.tap(static_cast<int>(element.x + element.w / 2), static_cast<int>(element.y + element.h / 2));
  }
  void touch_corner() {
    for (int i = 0; i < 5; ++i) touch("attendant");
    kiosk.wait_for_screen("pin");
  }
  // Each digit is seen as one more dot, and as nothing else.
  void type_pin(const std::string& digits) {
    std::string dots;
    for (const char digit : digits) {
      touch(std::string("key:") + digit);
      dots += '*';
      const Sight sight = kiosk.wait_for("one more dot", [&](const Sight& seen) {
        const Element* value = seen.find("value:pin");
        return value != nullptr && value->value == dots;
      });
      CHECK(sight.line.find(digits) == std::string::npos);
    }
    touch("open");
  }
  Sight wait_for_fact(const std::string& id, const std::string& words) const {
    return kiosk.wait_for(id + " to say " + words, [&](const Sight& seen) {
      const Element* fact = seen.find("fact:" + id);
      return fact != nullptr && fact->value.find(words) != std::string::npos;
    });
  }
  void picture(const std::string& name) const { kiosk.resident(screens("panel")).follow("shot " + name); }
  // In each language and each contrast, for people to look at; it is left as it was.
  void pictures(const std::string& name) {
    for (const char* language : {"en", "mn-Mong", "zh"}) {
      touch("language");
      touch(std::string("language:") + language);
      kiosk.wait_for(language, [&](const Sight& seen) { return seen.language == language; });
      picture(name + "-" + language);
    }
    for (const char* theme : {"dark", "contrast", "light"}) {
      touch("theme");
      picture(name + "-" + theme);
    }
  }
};

}  // namespace

TEST_CASE("an attendant reads why the kiosk waits, and sends what waits when the collector is back") {
  Hall hall;
  const auto set = pin_command(hall.kiosk, std::string(right_pin) + "\\n");
  CHECK_MESSAGE(set.exit.clean(), set.errors);
  hall.kiosk.start(patient);
  hall.kiosk.wait_for_screen("attract");
  hall.office.close();
  hall.kiosk.follow(script_for(ten_residents().at(4)));
  hall.kiosk.wait_for("an answer that waits", [](const Sight& seen) {
    return seen.screen == "attract" && seen.status.pending == 1 && !seen.status.online &&
           seen.status.waiting_for.find("127.0.0.1") != std::string::npos;
  });

  hall.touch_corner();
  hall.pictures("pin");
  hall.type_pin("270194");
  hall.kiosk.wait_for("that it was wrong", [](const Sight& seen) {
    return seen.screen == "pin" && seen.find("problem:pin") != nullptr && seen.find("value:pin")->value.empty();
  });
  hall.type_pin(right_pin);
  const Sight waiting = hall.wait_for_fact("waiting", "1");
  CHECK(waiting.screen == "panel");
  const std::string why = waiting.find("fact:connection")->value;
  CHECK(why.find("未连接") == 0);
  CHECK(why.find(hall.office.url()) != std::string::npos);
  CHECK(why.find(waiting.status.waiting_for) != std::string::npos);
  CHECK(waiting.find("fact:site")->value.find("demo-t1-c1") != std::string::npos);
  hall.pictures("waits");

  hall.office.open();
  hall.touch("send-now");
  hall.wait_for_fact("waiting", "0");
  const Sight sent = hall.wait_for_fact("connection", "已连接");
  CHECK(sent.status.acknowledged == 1);
  CHECK(sent.find("fact:last-receipt")->value.starts_with("20"));
  hall.picture("sent");

  hall.touch("close");
  hall.kiosk.wait_for_screen("attract");
  const auto found = files_with(hall.directory.path(), right_pin);
  CHECK_MESSAGE(found.empty(), "the PIN is readable in " << (found.empty() ? "" : found.front().string()));
  CHECK(hall.kiosk.log().find("a wrong PIN was tried") != std::string::npos);
}

TEST_CASE("without a PIN the corner does nothing, and a resident who answers has none") {
  Hall hall;
  hall.kiosk.start(patient);
  CHECK(hall.kiosk.wait_for_screen("attract").find("attendant") == nullptr);
  hall.kiosk.stop();
  REQUIRE(pin_command(hall.kiosk, "5500\\n").exit.clean());
  hall.kiosk.start(patient);
  CHECK(hall.kiosk.wait_for_screen("attract").find("attendant") != nullptr);
  hall.touch("start:zh");
  CHECK(hall.kiosk.wait_for_screen("question").find("attendant") == nullptr);
  hall.kiosk.stop();
  CHECK(pin_command(hall.kiosk, "", "--remove").exit.clean());
  hall.kiosk.start(patient);
  CHECK(hall.kiosk.wait_for_screen("attract").find("attendant") == nullptr);
}

TEST_CASE("the command refuses what is no PIN, a kiosk that runs and a directory without one") {
  Hall hall;
  const auto refused = [&](const std::string& input, const std::string& words) {
    const auto done = pin_command(hall.kiosk, input);
    CHECK(done.exit.code == 1);
    CHECK_MESSAGE(done.errors.find(words) != std::string::npos, done.errors);
  };
  for (const char* wrong : {"", "123\\n", "1234567890123\\n", "12a456\\n", "12 456\\n"})
    refused(wrong, "4 to 12 digits");
  hall.kiosk.start(patient);
  CHECK(hall.kiosk.wait_for_screen("attract").find("attendant") == nullptr);
  refused("270193\\n", "is the kiosk running");
  Kiosk none(hall.server, hall.directory / "none");
  CHECK(pin_command(none, "270193\\n").errors.find("there is no kiosk's store here") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(none.data()));
}

TEST_CASE("at a terminal the PIN is asked for twice and never shown") {
  Hall hall;
  const auto differ = pin_at_terminal(hall.kiosk, {right_pin, "270194"});
  CHECK(differ.find("two different PINs") != std::string::npos);
  const auto set = pin_at_terminal(hall.kiosk, {right_pin, right_pin});
  CHECK(set.find("The PIN is set.") != std::string::npos);
  for (const auto& shown : {differ, set}) CHECK_MESSAGE(shown.find("2701") == std::string::npos, shown);
  hall.kiosk.start(patient);
  hall.kiosk.wait_for_screen("attract");
  hall.touch_corner();
  hall.type_pin(right_pin);
  hall.kiosk.wait_for_screen("panel");
}

}  // namespace minyi::e2e
