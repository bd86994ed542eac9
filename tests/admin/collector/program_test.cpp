#include "minyi/collector/program.hpp"

#include <atomic>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "admin/collector/office.hpp"
#include "support/wait.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;
using minyi::testing::TempDir;
using minyi::testing::wait_until;

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// The program in a process of its own, its stdout and stderr in files.
class Program {
 public:
  Program(const TempDir& folder, std::vector<std::string> arguments) : errors_(folder / "stderr") {
    arguments.insert(arguments.begin(), "minyi-collector");
    pid_ = fork();
    if (pid_ != 0) return;
    for (const auto& [descriptor, name] : {std::pair{1, "stdout"}, {2, "stderr"}})
      dup2(open((folder / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), descriptor);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    const int status = collector::run(static_cast<int>(argv.size()), argv.data());
    fflush(nullptr);
    _exit(status);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  // Exit status; -1 when a signal ended it, -2 when it does not end.
  int wait() {
    int status = 0;
    if (!wait_until([&] { return waitpid(pid_, &status, WNOHANG) == pid_; })) return -2;
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void signal(int number) const { kill(pid_, number); }
  [[nodiscard]] std::string errors() const { return read(errors_); }

 private:
  pid_t pid_ = -1;
  std::filesystem::path errors_;
};

class Connection {
 public:
  explicit Connection(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(socket_); }
  // Whether anybody takes it is of no interest.
  void send(std::string_view bytes) const {
    (void)::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }

 private:
  int socket_;
};

// Connections that the kernel has made and the program not accepted: rx_queue of its listening socket.
long waiting_in_kernel(int port) {
  std::ifstream table("/proc/net/tcp");
  const std::string local = fmt::format(":{:04X}", port);
  for (std::string line; std::getline(table, line);) {
    std::istringstream fields(line);
    std::string number, here, there, state, queues;
    fields >> number >> here >> there >> state >> queues;
    if (here.ends_with(local) && state == "0A") return std::stol(queues.substr(queues.find(':') + 1), nullptr, 16);
  }
  return -1;
}

std::string await_ready(const std::filesystem::path& ready) {
  REQUIRE(wait_until([&] { return std::filesystem::exists(ready); }));
  std::string url = read(ready);
  REQUIRE(url.back() == '\n');
  url.pop_back();
  return url;
}

}  // namespace

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
  const int port = std::stoi(url.substr(url.rfind(':') + 1));
  // More than threads and queue hold: the rest waits in the kernel, and the accepting thread for room.
  std::vector<std::unique_ptr<Connection>> slow;
  for (int i = 0; i < 16 + 128 + 1 + 2; ++i) {
    slow.push_back(std::make_unique<Connection>(port));
    slow.back()->send(i % 2 == 0 ? "POST /v1/sync HTTP/1.1\r\nContent-Length: 100\r\n\r\nx" : "POST /v1/sy");
  }
  REQUIRE(wait_until([&] { return waiting_in_kernel(port) == 2; }));
  std::atomic<bool> ended = false;
  std::thread dripping([&] {  // no read of the collector's ever runs out of time
    while (!ended) {
      for (const auto& connection : slow) connection->send("x");
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
