#include "minyi/collector/program.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/logger.h>
#include <sys/stat.h>
#include <unistd.h>

#include "minyi/collector/http.hpp"
#include "minyi/collector/log.hpp"

namespace minyi::collector {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string data;
  std::string listen = "127.0.0.1:8080";
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

// Waits for a signal to end; false when the server ended by itself.
bool await_end(const std::atomic<bool>& ended) {
  const sigset_t signals = ending_signals();
  constexpr timespec look{.tv_sec = 0, .tv_nsec = 200'000'000};
  while (!ended)
    if (sigtimedwait(&signals, nullptr, &look) > 0) return true;
  return false;
}

Result<> serve(const Options& options) {
  const SystemClock clock;
  MINYI_TRY(auto server_options, door_of(options, clock));
  MINYI_CHECK(make_folder(options.data));
  MINYI_TRY(const Office office, open_office(options.data));
  const auto log = make_log(options.verbose ? Verbosity::every_request : Verbosity::events);
  Collector collector(*office.warehouse, office.keys, clock, log);
  MINYI_TRY(const auto server, HttpServer::bind(collector, clock, std::move(server_options), log));

  std::atomic<bool> ended = false;
  std::thread serving([&] {
    server->serve();
    ended = true;
  });
  while (!server->serving() && !ended) std::this_thread::yield();
  auto ready = write_ready_file(options.ready_file, server->url());
  if (ready) log->info("event=start url={} data={} version={}", server->url(), options.data, MINYI_VERSION);
  const bool asked = ready && await_end(ended);
  if (!ended) server->stop();
  serving.join();
  MINYI_CHECK(ready);
  if (!asked) return fail(ErrorCode::network_failed, "the server could not go on listening", server->url());
  log->info("event=stop");
  return {};
}

// Looks and says; makes and changes nothing that is not there.
Result<> check(const Options& options) {
  const fs::path file = fs::path(options.data) / warehouse::database_name;
  std::error_code ignored;
  if (!fs::exists(file, ignored))
    return fail(ErrorCode::file_missing, "there is no warehouse here", file.string(), "is --data the right folder?");
  MINYI_TRY(const auto warehouse, warehouse::open_sqlite(file.string()));
  MINYI_CHECK(warehouse->check());
  fmt::print("database: in order\n");
  MINYI_TRY(const auto keys, read_keys((fs::path(options.data) / key_file_name).string()));
  MINYI_TRY(const bool owned, claimed(*warehouse));
  if (owned) MINYI_CHECK(claim_warehouse(*warehouse, keys));
  fmt::print("keys: in order, seal to {}\n", to_hex(keys.seal.public_key.bytes).substr(0, 16));
  MINYI_TRY(const auto publisher, warehouse->setting(std::string(warehouse::publisher_key_setting)));
  fmt::print("publisher: {}\n", publisher && !publisher->empty() ? "known" : "none yet; run `minyi publish`");
  MINYI_TRY(const auto rollout, warehouse->rollout());
  if (!rollout) fmt::print("rollout: none yet\n");
  if (rollout) {
    MINYI_TRY(const auto content, exchange::decode_rollout(rollout->json));
    FormCache forms(*warehouse);
    for (const exchange::RolloutForm& form : content.forms) MINYI_CHECK(forms.check(form.digest));
    fmt::print("rollout: {}, {} form(s), all readable\n", rollout->version, content.forms.size());
  }
  MINYI_TRY(const auto sites, warehouse->sites());
  MINYI_TRY(const auto kiosks, warehouse->kiosks());
  fmt::print("sites: {}\nkiosks: {}\n", sites.size(), kiosks.size());
  return {};
}

struct Command {
  const char* name;
  const char* help;
  Result<> (*run)(const Options&);
  bool listens;
};

constexpr Command commands[] = {
    {"serve", "Take what kiosks send, until SIGTERM", serve, true},
    {"check", "Look whether keys, database and published forms are in order", check, false},
};

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
    if (command.listens) {
      sub->add_option("--listen", options.listen, "Address and port; port 0 takes a free one")->capture_default_str();
      auto* certificate = sub->add_option("--tls-certificate", options.tls_certificate,
                                          "PEM: the server's certificate and those up to the root; speaks HTTPS then");
      auto* key = sub->add_option("--tls-key", options.tls_key, "PEM: the certificate's key, mode 0600");
      certificate->needs(key);
      key->needs(certificate);
      sub->add_option("--proxy", options.proxies,
                      "Address of a proxy whose X-Forwarded-For is believed; may be repeated");
      sub->add_option("--patience", options.patience,
                      "Seconds for a request's head; body and answer have as many more as they fill at 4 KiB/s")
          ->check(CLI::Range(1u, 600u))
          ->capture_default_str();
      sub->add_option("--ready-file", options.ready_file, "The URL is written here once requests are answered");
      sub->add_flag("--verbose", options.verbose, "Log every request");
    }
    sub->callback([&chosen, &command] { chosen = &command; });
  }
  CLI11_PARSE(app, argc, argv);
  auto result = start_cryptography();
  if (result) result = chosen->run(options);
  if (result) return 0;
  fmt::print(stderr, "minyi-collector: [{}] {}\n", code_name(result.error().code), to_string(result.error()));
  return 1;
}

}  // namespace minyi::collector
