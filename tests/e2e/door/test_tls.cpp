// A resident's answer over TLS: to the collector's own port, and through nginx as the operator's page sets it up.
#include <csignal>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "e2e/figures.hpp"
#include "e2e/network.hpp"
#include "e2e/residents.hpp"
#include "e2e/stage.hpp"

namespace minyi::e2e {
namespace {

using testing::Process;
using testing::Sight;

// One resident answers; his answer arrives and is in the rates.
void answer_once(const Office& office, Kiosk& kiosk) {
  const std::vector<Answers> residents{ten_residents().front()};
  kiosk.follow(script_for(residents.front()));
  kiosk.wait_for("the answer's receipt", [](const Sight& sight) { return sight.status.acknowledged == 1; });
  check_rates(office, residents);
}

KioskOptions trusting(const std::filesystem::path& ca) {
  return {.arguments = {"--heartbeat", "500", "--backoff", "200", "--ca", ca}, .environment = {}, .largest_file = {}};
}

}  // namespace

TEST_CASE("a kiosk enrols and syncs over TLS with the office's own certificate, remembers it, and trusts no other") {
  const testing::TempDir directory;
  const testing::XServer server;
  const Certificate certificate(directory / "tls"), other(directory / "other");
  Office office(directory / "office", {"--tls-certificate", certificate.file(), "--tls-key", certificate.key()});
  office.open();
  office.prepare();
  CHECK(office.url().starts_with("https://"));

  Kiosk stranger(server, directory / "stranger");
  stranger.start({.arguments = {"--collector", office.url(), "--enrol", office.invite(), "--ca", other.file()},
                  .environment = {},
                  .largest_file = {}});
  stranger.wait_for("a certificate that is not trusted", [](const Sight& sight) {
    return sight.screen == "out-of-service" && sight.line.find("certificate") != std::string::npos;
  });
  stranger.kill();

  Kiosk kiosk(server, directory / "kiosk");
  kiosk.enrol(office, trusting(certificate.file()));
  CHECK(kiosk.stop().clean());
  std::filesystem::remove(certificate.file());
  kiosk.start({.arguments = {"--heartbeat", "500"}, .environment = {}, .largest_file = {}});
  kiosk.wait_for_screen("attract");
  answer_once(office, kiosk);
  CHECK(kiosk.stop().clean());
  office.close();
}

TEST_CASE("a kiosk enrols and syncs through nginx as the example sets it up") {
  const testing::TempDir directory;
  const testing::XServer server;
  const Certificate certificate(directory / "tls");
  Office office(directory / "office", {"--proxy", "127.0.0.1"});
  office.open();
  office.prepare();

  const std::string front = "127.0.0.1:" + std::to_string(free_port());
  std::string site = read_file(source("admin/service/nginx.conf"));
  for (const auto& [example, here] :
       std::map<std::string, std::string>{{"listen 443 ssl", "listen " + front + " ssl"},
                                          {"/etc/ssl/minyi/fullchain.pem", certificate.file()},
                                          {"/etc/ssl/minyi/privkey.pem", certificate.key()},
                                          {"http://127.0.0.1:8080", office.url()}}) {
    REQUIRE(site.find(example) != std::string::npos);
    for (auto at = site.find(example); at != std::string::npos; at = site.find(example, at + here.size()))
      site.replace(at, example.size(), here);
  }
  const auto place = directory / "nginx";
  std::string temporary;
  for (const char* what : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    temporary += std::string(what) + "_temp_path " + (place / what).string() + ";\n";
  write_file(place / "nginx.conf", "daemon off;\nmaster_process off;\npid " + (place / "pid").string() +
                                       ";\nerror_log stderr;\nevents {}\nhttp {\n" + temporary + site + "}\n");
  Process nginx = Process::start({.command = {"/usr/sbin/nginx", "-p", place, "-c", place / "nginx.conf"},
                                  .environment = {},
                                  .directory = {},
                                  .largest_file = {}});
  testing::await("nginx to listen", [&] {
    if (!nginx.running()) throw testing::Failure("nginx ended: " + nginx.errors());
    return listening(front);
  });

  Kiosk kiosk(server, directory / "kiosk");
  KioskOptions options = trusting(certificate.file());
  options.arguments.insert(options.arguments.end(), {"--collector", "https://" + front, "--enrol", office.invite()});
  kiosk.start(options);
  kiosk.wait_for_screen("attract");
  answer_once(office, kiosk);
  CHECK(kiosk.stop().clean());
  nginx.kill();
  office.close();
}

}  // namespace minyi::e2e
