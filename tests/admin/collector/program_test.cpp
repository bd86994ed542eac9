#include "admin/collector/program.hpp"

#include <atomic>

#include <sys/stat.h>

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;

TEST_CASE("the program serves from a new folder, says where, and ends in order when it is told to") {
  for (const int ending : {SIGTERM, SIGINT}) {
    const TempDir folder;
    const auto data = folder / "office/data", ready = folder / "ready";
    Program program(folder, {"serve", "--data", data, "--listen", "127.0.0.1:0", "--ready-file", ready});
    const std::string url = await_ready(ready);
    CHECK(url.starts_with("http://127.0.0.1:"));
    CHECK(exchange_http(url + "/healthz", "GET", "", {}).status == 200);
    struct stat facts {};
    REQUIRE(stat((data / "collector.key").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    program.signal(ending);
    CHECK(program.wait() == 0);
    CHECK(program.errors().find("event=start url=" + url) != std::string::npos);
    CHECK(program.errors().find("event=stop") != std::string::npos);
    CHECK(exchange_http(url + "/healthz", "GET", "", {}).status == 0);

    Program check(folder, {"check", "--data", data});
    CHECK(check.wait() == 0);
    CHECK(read(folder / "stdout").find("database: in order") != std::string::npos);
  }
}

TEST_CASE("the program ends when it is told to, whatever slow clients hold and wait for") {
  const TempDir folder;
  const auto ready = folder / "ready";
  Program program(folder, {"serve", "--data", folder / "data", "--listen", "127.0.0.1:0", "--ready-file", ready});
  const std::string url = await_ready(ready);
  std::vector<std::unique_ptr<RawClient>> slow;  // more than there are threads for
  for (int i = 0; i < 60; ++i) {
    slow.push_back(std::make_unique<RawClient>(port_of(url), i % 3 == 0 ? "127.0.0.1" : "127.0.0.2"));
    slow.back()->send(i % 2 == 0 ? "POST /v1/sync HTTP/1.1\r\nContent-Length: 100\r\n\r\nx" : "POST /v1/sy");
  }
  std::atomic<bool> ended = false;
  std::thread dripping([&] {  // no read of the collector's ever runs out of time
    while (!ended) {
      for (const auto& client : slow) client->send("x");
      std::this_thread::sleep_for(std::chrono::milliseconds{200});
    }
  });
  program.signal(SIGTERM);
  CHECK(program.wait() == 0);
  ended = true;
  dripping.join();
  CHECK(program.errors().find("event=stop") != std::string::npos);
}

TEST_CASE("a second start keeps the keys; a port in use is named") {
  const TempDir folder;
  const auto data = folder / "data", ready = folder / "ready";
  Program program(folder, {"serve", "--data", data, "--listen", "127.0.0.1:0", "--ready-file", ready});
  const std::string url = await_ready(ready);
  const std::string keys = read(data / "collector.key");
  const TempDir other;
  Program second(other, {"serve", "--data", data, "--listen", url.substr(std::string("http://").size())});
  CHECK(second.wait() == 1);
  CHECK(second.errors().find("network.failed") != std::string::npos);
  CHECK(read(data / "collector.key") == keys);
}

TEST_CASE("a lost key file stops the collector rather than making a stranger of it") {
  const TempDir folder;
  const auto data = folder / "data", ready = folder / "ready";
  {
    Program program(folder, {"serve", "--data", data, "--listen", "127.0.0.1:0", "--ready-file", ready});
    await_ready(ready);
    program.signal(SIGTERM);
    CHECK(program.wait() == 0);
  }
  const std::string keys = read(data / "collector.key");
  const auto refused = [&](const std::string& code) {
    Program program(folder, {"serve", "--data", data, "--listen", "127.0.0.1:0"});
    CHECK(program.wait() == 1);
    CHECK(program.errors().find("[" + code + "]") != std::string::npos);
    Program check(folder, {"check", "--data", data});
    CHECK(check.wait() == 1);
  };
  std::filesystem::remove(data / "collector.key");
  refused("file.missing");
  CHECK_FALSE(std::filesystem::exists(data / "collector.key"));

  must(read_or_make_keys((data / "collector.key").string()));  // another collector's
  refused("collector.wrong");

  write(data / "collector.key", keys.substr(0, keys.size() / 2));
  refused("file.failed");
  CHECK(read(data / "collector.key") == keys.substr(0, keys.size() / 2));

  write(data / "collector.key", keys);
  Program check(folder, {"check", "--data", data});
  CHECK(check.wait() == 0);
  chmod((data / "collector.key").c_str(), 0644);
  refused("file.failed");
}

TEST_CASE("a database that is not ours or newer is named and left alone") {
  const TempDir folder;
  const auto data = folder / "data";
  std::filesystem::create_directories(data);
  write(data / "warehouse.db", "something else");
  Program program(folder, {"serve", "--data", data, "--listen", "127.0.0.1:0"});
  CHECK(program.wait() == 1);
  CHECK(program.errors().find("[store.foreign]") != std::string::npos);
  CHECK(read(data / "warehouse.db") == "something else");
  CHECK_FALSE(std::filesystem::exists(data / "collector.key"));
}

TEST_CASE("check makes nothing where there is nothing") {
  const TempDir folder;
  Program program(folder, {"check", "--data", folder / "data"});
  CHECK(program.wait() == 1);
  CHECK(program.errors().find("[file.missing]") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder / "data"));
}

TEST_CASE("addresses to listen on are read strictly") {
  CHECK(must(parse_listen_address("127.0.0.1:8080")).port == 8080);
  CHECK(must(parse_listen_address("[::1]:0")).host == "::1");
  CHECK(must(parse_listen_address("collector.lan:65535")).host == "collector.lan");
  for (const char* wrong : {"", "8080", ":8080", "host:", "host:65536", "host:-1", "host:80x", "::1:80", "host"})
    CHECK_FALSE(parse_listen_address(wrong));
}
