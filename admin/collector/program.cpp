#include "minyi/collector/program.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/logger.h>
#include <sys/stat.h>
#include <unistd.h>

#include "minyi/base/service.hpp"
#include "minyi/collector/check.hpp"
#include "minyi/collector/http.hpp"
#include "minyi/collector/log.hpp"

namespace minyi::collector {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string data;
  std::string listen, metrics;
  std::string tls_certificate, tls_key;
  std::vector<std::string> proxies;
  unsigned patience = 15;
  std::string ready_file;
  bool verbose = false;
};

struct Office {
  std::unique_ptr<warehouse::Warehouse> warehouse;
  Keys keys;
};

Result<> make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    return fail(ErrorCode::file_failed, "the data folder cannot be made: " + error.message(), path,
                "choose another with --data");
  return {};
}

Result<ServerOptions> door_of(const Options& options, const Clock& clock) {
  ServerOptions door{.proxies = {options.proxies.begin(), options.proxies.end()}};
  MINYI_TRY(door.listen, parse_listen_address(options.listen));
  door.limits.patience = std::chrono::seconds(options.patience);
  if (!options.tls_certificate.empty()) {
    MINYI_TRY(door.tls, TlsContext::load({options.tls_certificate, options.tls_key}, clock.now()));
  }
  return door;
}

// The warehouse first: if it has an owner, a missing key file is a loss and must not be papered over with new keys.
Result<Office> open_office(const std::string& data) {
  MINYI_TRY(auto warehouse, warehouse::open_sqlite((fs::path(data) / warehouse::database_name).string()));
  const std::string key_file = (fs::path(data) / key_file_name).string();
  MINYI_TRY(const bool owned, claimed(*warehouse));
  MINYI_TRY(auto keys, owned ? read_keys(key_file) : read_or_make_keys(key_file));
  MINYI_CHECK(claim_warehouse(*warehouse, keys));
  return Office{std::move(warehouse), std::move(keys)};
}

// Whole or not at all: who waits for it never reads half an address.
Result<> write_ready_file(const std::string& path, const std::string& url) {
  if (path.empty()) return {};
  const std::string draft = path + ".new";
  std::ofstream file(draft, std::ios::trunc);
  file << url << '\n';
  file.close();
  std::error_code error;
  if (file) fs::rename(draft, path, error);
  if (!file || error) return fail(ErrorCode::file_failed, "the ready file cannot be written", path);
  return {};
}

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Waits for a signal to end; false when the server ended by itself. The manager is given its signs of life from here,
// each after the collector has answered as it answers anybody: one whose database call never returns gives none.
bool await_end(const std::atomic<bool>& ended, Collector& collector, const Clock& clock, ServiceManager& service) {
  const sigset_t signals = ending_signals();
  constexpr timespec look{.tv_sec = 0, .tv_nsec = 200'000'000};
  while (!ended) {
    if (sigtimedwait(&signals, nullptr, &look) > 0) return true;
    if (!service.next_beat() || clock.monotonic() < *service.next_beat()) continue;
    (void)collector.health({});
    service.beat(clock.monotonic());
  }
  return false;
}

// A server on a thread of its own, from its first answer until this goes.
class Running {
 public:
  explicit Running(std::unique_ptr<HttpServer> server) : server_(std::move(server)) {
    thread_ = std::thread([this] {
      server_->serve();
      ended_ = true;
    });
    while (!server_->serving() && !ended_) std::this_thread::yield();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (!ended_) server_->stop();
    thread_.join();
  }
  [[nodiscard]] std::string url() const { return server_->url(); }
  [[nodiscard]] const std::atomic<bool>& ended() const { return ended_; }

 private:
  std::unique_ptr<HttpServer> server_;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

// Answers until it is told to end; then requests under way are finished.
Result<bool> serve(const Options& options) {
  keep_memory_private();
  ServiceManager service = ServiceManager::from_environment();
  const SystemClock clock;
  MINYI_TRY(auto door, door_of(options, clock));
  std::optional<ServerOptions> back_door;
  if (!options.metrics.empty()) {
    MINYI_TRY(const auto address, parse_listen_address(options.metrics));
    back_door = ServerOptions{.listen = address, .audience = Audience::operators};
  }
  MINYI_CHECK(make_folder(options.data));
  MINYI_TRY(const Office office, open_office(options.data));
  const auto log = make_log(options.verbose ? Verbosity::every_request : Verbosity::events);
  Collector collector(*office.warehouse, office.keys, clock, log);
  MINYI_TRY(auto front, HttpServer::bind(collector, clock, std::move(door), log));
  std::optional<Running> metrics;
  if (back_door) {
    MINYI_TRY(auto back, HttpServer::bind(collector, clock, *back_door, log));
    metrics.emplace(std::move(back));
    log->info("event=metrics url={}/metrics", metrics->url());
  }
  {
    const Running running(std::move(front));
    MINYI_CHECK(write_ready_file(options.ready_file, running.url()));
    log->info("event=start url={} data={} version={}", running.url(), options.data, MINYI_VERSION);
    service.ready();
    if (!await_end(running.ended(), collector, clock, service))
      return fail(ErrorCode::network_failed, "the server could not go on listening", running.url());
    service.stopping();
    log->info("event=stopping");
  }
  log->info("event=stop");
  return true;
}

Result<bool> check(const Options& options) {
  const SystemClock clock;
  std::optional<ServerOptions> door;
  if (!options.listen.empty()) {
    MINYI_TRY(door, door_of(options, clock));
  }
  return check_office(options.data, door, clock);
}

Result<bool> rotate(const Options& options) {
  const std::string key_file = (fs::path(options.data) / key_file_name).string();
  MINYI_TRY(const Keys keys, rotate_keys(key_file));
  fmt::print(
      "{} holds new keys, seal to {}, beside {} former.\n"
      "Copy it to its safe place now, over the older copy: without it nothing can be opened that is sealed from now "
      "on.\n"
      "Then restart the collector. Kiosks follow by themselves.\n",
      key_file, short_name(keys), keys.former.size());
  return true;
}

struct Command {
  const char* name;
  const char* help;
  Result<bool> (*run)(const Options&);  // false: it has said itself what is wrong
  const char* listen;                   // by default; nullptr: it opens no door
};

constexpr Command commands[] = {
    {"serve", "Take what kiosks send, until SIGTERM", serve, "127.0.0.1:8080"},
    {"check", "Look whether it would work: keys, database, published forms, permissions; with --listen the port too",
     check, ""},
    {"rotate", "Make new keys; what was sealed to the former ones still comes in", rotate, nullptr},
};

void declare_door(CLI::App& app, Options& options, const char* listen) {
  app.add_option("--listen", options.listen, "Address and port; port 0 takes a free one")->default_str(listen);
  auto* certificate = app.add_option("--tls-certificate", options.tls_certificate,
                                     "PEM: the server's certificate and those up to the root; speaks HTTPS then");
  auto* key = app.add_option("--tls-key", options.tls_key, "PEM: the certificate's key, mode 0600");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--proxy", options.proxies, "Address of a proxy whose X-Forwarded-For is believed; may be repeated");
  app.add_option("--patience", options.patience,
                 "Seconds for a request's head; body and answer have as many more as they fill at 4 KiB/s")
      ->check(CLI::Range(1u, 600u))
      ->capture_default_str();
  app.add_option("--metrics", options.metrics,
                 "Address and port where /metrics is answered to Prometheus: one that the public does not reach");
  app.add_option("--ready-file", options.ready_file, "The URL is written here once requests are answered");
  app.add_flag("--verbose", options.verbose, "Log every request");
}

}  // namespace

int run(int argc, char** argv) {
  // Before any thread: a signal is then taken by await_end alone.
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  Options options;
  CLI::App app{"Minyi's collector: takes the answers that kiosks send, and keeps them for the rates",
               "minyi-collector"};
  app.require_subcommand(1);
  app.set_version_flag("--version", MINYI_VERSION);
  const Command* chosen = nullptr;
  for (const Command& command : commands) {
    CLI::App* sub = app.add_subcommand(command.name, command.help);
    sub->add_option("--data", options.data, "Folder of the warehouse and the keys")->required();
    if (command.listen != nullptr) declare_door(*sub, options, command.listen);
    sub->callback([&] {
      chosen = &command;
      if (options.listen.empty() && command.listen != nullptr) options.listen = command.listen;
    });
  }
  CLI11_PARSE(app, argc, argv);
  const auto result = start_cryptography().and_then([&] { return chosen->run(options); });
  if (!result)
    fmt::print(stderr, "minyi-collector: [{}] {}\n", code_name(result.error().code), to_string(result.error()));
  return result && *result ? 0 : 1;
}

}  // namespace minyi::collector
