#include <CLI/CLI.hpp>

#include "minyi/app/app.hpp"
#include "minyi/app/version.hpp"
#include "minyi/arguments/arguments.hpp"

namespace minyi::kiosk::app {

Result<std::optional<Options>> parse(int argc, const char* const* argv) {
  Options options;
  std::string size;
  long heartbeat = 0, backoff = 0, idle_warning = 0, idle_reset = 0;
  CLI::App cli{"Minyi's kiosk: shows the survey full screen, keeps the answers, uploads them.", "minyi-kiosk"};
  cli.set_version_flag("--version", std::string(version));
  cli.footer(
      "minyi-kiosk preview --help: shows a survey to its author, without keeping any answer.\n"
      "minyi-kiosk export --help, import --help: answers to the office and receipts back on a stick, without a "
      "network.\n"
      "minyi-kiosk pin --help: the PIN of the attendant's panel.");
  cli.add_option("--data", options.data, "directory of this kiosk's store; created when missing")->required();
  auto* collector =
      cli.add_option("--collector", options.collector, "URL of the collector: with --enrol, or when it has moved");
  cli.add_option(
      "--ca", options.ca,
      "PEM file of the only certificates that may vouch for an https collector; remembered (\"system\": those "
      "the system trusts, as at first)");
  auto* enrol = cli.add_option("--enrol", options.enrol, "one-time code of `minyi kiosks invite`; needed once");
  enrol->needs(collector);
  cli.add_option("--inspect", options.inspect, "answer questions about the present screen on this Unix socket");
  cli.add_option("--log", options.log, "write the log to this file instead of standard error");
  cli.add_option("--size", size, "a window of WIDTHxHEIGHT instead of the full screen");
  cli.add_option("--heartbeat", heartbeat, "milliseconds between two syncs with nothing to send")
      ->check(CLI::PositiveNumber);
  cli.add_option("--backoff", backoff, "milliseconds of the first wait after a failed sync")
      ->check(CLI::PositiveNumber);
  cli.add_option("--idle-warning", idle_warning, "seconds without a touch before the warning")
      ->check(CLI::PositiveNumber);
  cli.add_option("--idle-reset", idle_reset, "seconds the warning lasts")->check(CLI::PositiveNumber);
  MINYI_TRY(const bool given, arguments::read(cli, argc, argv));
  if (!given) return std::nullopt;
  if (!size.empty()) {
    MINYI_TRY(const auto window, arguments::read_size(size));
    options.size = {window.width, window.height};
  }
  if (heartbeat > 0) options.heartbeat = std::chrono::milliseconds{heartbeat};
  if (backoff > 0) options.backoff = std::chrono::milliseconds{backoff};
  if (idle_warning > 0) options.idle_warning = std::chrono::seconds{idle_warning};
  if (idle_reset > 0) options.idle_reset = std::chrono::seconds{idle_reset};
  return options;
}

}  // namespace minyi::kiosk::app
