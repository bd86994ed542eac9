// The kiosk before things that are wrong: it stays up, says on the screen and in the log what the attendant must know,
// and touches nothing that is stored.
#include <thread>

#include <doctest/doctest.h>
#include <httplib.h>

#include "e2e/disk.hpp"
#include "e2e/residents.hpp"
#include "e2e/stage.hpp"

namespace minyi::e2e {
namespace {

using testing::Sight;

constexpr testing::Patience two_minutes{120'000};  // the kiosk looks after its disk every half minute

struct Hall {
  testing::TempDir directory;
  testing::XServer server;
  Office office{directory / "office"};
  Kiosk kiosk{server, directory / "kiosk"};

  void open_office() {
    office.open();
    office.prepare();
  }
  // Starts a kiosk that was never enrolled with this collector and code, until it has made up its mind.
  void try_to_enrol(const std::string& collector, const std::string& code) {
    kiosk.start({.arguments = {"--collector", collector, "--enrol", code}, .environment = {}, .largest_file = {}});
  }
};

// The out-of-service screen with this stable code, on the screen and in the log.
void check_out_of_service(Hall& hall, const std::string& code, const std::string& logged, const std::string& picture) {
  const Sight sight = hall.kiosk.wait_for("out of service by " + code, [&](const Sight& seen) {
    return seen.screen == "out-of-service" && seen.line.find(code) != std::string::npos;
  });
  CHECK_MESSAGE(hall.kiosk.log().find(logged) != std::string::npos,
                "the log has no \"" << logged << "\": " << hall.kiosk.log());
  CHECK(hall.kiosk.running());
  hall.kiosk.resident(screens("out-of-service")).follow("shot " + picture);
}

// Something that speaks HTTP and is no collector, as a captive portal.
class Portal {
 public:
  Portal() {
    const auto welcome = [](const httplib::Request&, httplib::Response& response) {
      response.set_content("<html>Welcome to the free network</html>", "text/html");
    };
    server_.Get(".*", welcome);
    server_.Post(".*", welcome);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
  }
  ~Portal() {
    server_.stop();
    thread_.join();
  }
  Portal(const Portal&) = delete;
  Portal& operator=(const Portal&) = delete;
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a kiosk that was never enrolled says how to enrol it") {
  Hall hall;
  hall.kiosk.start();
  check_out_of_service(hall, "kiosk.unknown", "not enrolled", "not-enrolled");
}

TEST_CASE("a collector that cannot be reached is named at enrolment") {
  Hall hall;
  hall.open_office();
  const std::string code = hall.office.invite();
  const std::string url = hall.office.url();
  hall.office.close();
  hall.try_to_enrol(url, code);
  check_out_of_service(hall, "network.failed", url, "collector-unreachable");
}

TEST_CASE("something else at the collector's address is not taken for it") {
  Hall hall;
  hall.open_office();
  const Portal portal;
  hall.try_to_enrol(portal.url(), hall.office.invite());
  check_out_of_service(hall, "collector.wrong", portal.url(), "collector-wrong");
}

TEST_CASE("a captive portal in place of the collector later takes no answers") {
  Hall hall;
  hall.open_office();
  hall.kiosk.enrol(hall.office,
                   {.arguments = {"--heartbeat", "200", "--backoff", "100"}, .environment = {}, .largest_file = {}});
  const std::string port = hall.office.url().substr(hall.office.url().rfind(':') + 1);
  hall.office.close();
  httplib::Server portal;
  portal.Post(".*", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("{}", "application/json");
  });
  portal.set_socket_options([](int socket) {  // the collector's last connections still hold the port
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  REQUIRE(portal.bind_to_port("127.0.0.1", std::stoi(port)));
  std::thread serving([&] { portal.listen_after_bind(); });
  hall.kiosk.follow(script_for(ten_residents().at(4)));
  const Sight sight = hall.kiosk.wait_for("a reason why it waits", [](const Sight& seen) {
    return seen.status.pending == 1 && !seen.status.online && !seen.status.waiting_for.empty();
  });
  CHECK(sight.status.acknowledged == 0);
  portal.stop();
  serving.join();
  hall.office.open();
  hall.kiosk.wait_for("delivery to the real one", [](const Sight& seen) { return seen.status.acknowledged == 1; });
}

TEST_CASE("a code works once") {
  Hall hall;
  hall.open_office();
  const std::string code = hall.office.invite();
  {
    Kiosk first(hall.server, hall.directory / "first");
    first.start(
        {.arguments = {"--collector", hall.office.url(), "--enrol", code}, .environment = {}, .largest_file = {}});
    first.wait_for_screen("attract");
  }
  hall.try_to_enrol(hall.office.url(), code);
  check_out_of_service(hall, "code.used", "code", "code-used");
}

TEST_CASE("a code that was never given is refused") {
  Hall hall;
  hall.open_office();
  std::string code = hall.office.invite();
  std::string other = hall.office.invite();
  REQUIRE(code != other);
  {
    const testing::TempDir elsewhere;
    Office stranger(elsewhere / "office");
    stranger.open();
    stranger.prepare();
    other = stranger.invite();
  }
  hall.try_to_enrol(hall.office.url(), other);
  check_out_of_service(hall, "code.unknown", "code", "code-unknown");
}

TEST_CASE("a code that is mistyped is refused before anybody is asked") {
  Hall hall;
  hall.try_to_enrol("http://127.0.0.1:9", "certainly not a code");
  check_out_of_service(hall, "argument.invalid", "code", "code-mistyped");
}

TEST_CASE("a store that is not ours is left alone") {
  Hall hall;
  const auto file = hall.kiosk.data() / "outbox.db";
  std::string code = "store.foreign";
  SUBCASE("a text") { write_file(file, std::string(5000, 'x')); }
  SUBCASE("another program's database") {
    make_database(file, "CREATE TABLE songs (title TEXT); PRAGMA application_id = 77;");
  }
  const std::string before = read_file(file);
  hall.kiosk.start();
  check_out_of_service(hall, code, "outbox.db", "store-foreign");
  CHECK(read_file(file) == before);
}

TEST_CASE("a store of a newer Minyi is left alone") {
  Hall hall;
  hall.open_office();
  hall.kiosk.enrol(hall.office);
  CHECK(hall.kiosk.stop().clean());
  const auto file = hall.kiosk.data() / "outbox.db";
  make_database(file, "PRAGMA user_version = 9999;");
  const std::string before = read_file(file);
  hall.kiosk.start();
  check_out_of_service(hall, "store.newer", "outbox.db", "store-newer");
  CHECK(read_file(file) == before);
}

TEST_CASE("a machine without fonts says so instead of showing boxes") {
  Hall hall;
  write_file(hall.directory / "fonts.conf", "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
  hall.kiosk.start(
      {.arguments = {}, .environment = {{"FONTCONFIG_FILE", hall.directory / "fonts.conf"}}, .largest_file = {}});
  check_out_of_service(hall, "font.missing", "font", "font-missing");
}

TEST_CASE("a full disk takes the answer that was begun, closes the kiosk, and space opens it again") {
  Hall hall;
  hall.open_office();
  const auto place = hall.directory / "disk";
  std::optional<SmallDisk> disk = SmallDisk::mount(place, 256U << 20U);
  if (!disk) {
    MESSAGE("skipped: this process may not mount a file system");
    return;
  }
  Kiosk kiosk(hall.server, place / "kiosk");
  const KioskOptions options{
      .arguments = {"--heartbeat", "500", "--backoff", "200"}, .environment = {}, .largest_file = {}};
  kiosk.enrol(hall.office, options);
  hall.office.close();
  kiosk.follow(script_for(ten_residents().at(4)));
  kiosk.wait_for("one waiting", [](const Sight& sight) { return sight.status.pending == 1; });

  kiosk.follow(first_half_for(ten_residents().at(0)));
  disk->fill(0);  // while somebody is answering
  const std::string all = script_for(ten_residents().at(0));
  const std::string rest = all.substr((first_half_for(ten_residents().at(0))).size());
  kiosk.follow(rest);  // up to the thanks: room was held for him
  kiosk.wait_for("out of service for the next one", [](const Sight& sight) {
    return sight.screen == "out-of-service" && sight.line.find("store.full") != std::string::npos;
  });
  kiosk.resident(screens("out-of-service")).follow("shot disk-full");
  disk->empty();
  const Sight again = kiosk.wait_for(
      "the kiosk to open again", [](const Sight& sight) { return sight.screen == "attract"; }, two_minutes);
  CHECK(again.status.stored == 2);
  hall.office.open();
  kiosk.wait_for("what was stored before", [](const Sight& sight) {
    return sight.status.pending == 0 && sight.status.acknowledged == sight.status.stored;
  });
}

}  // namespace minyi::e2e
