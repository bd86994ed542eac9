// minyi kiosks invite --site CODE [--hours 24] --data DIR
#include <algorithm>

#include <CLI/CLI.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/cli/publisher.hpp"

namespace minyi::cli {
namespace {

struct Options {
  std::string data, site;
  int hours = 24;
};

// Two codes in a million share their first four symbols; then another is made.
constexpr int attempts = 8;

Result<exchange::EnrolmentCode> unused_code(warehouse::Warehouse& warehouse) {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    exchange::EnrolmentCode code = exchange::make_enrolment_code();
    MINYI_TRY(const auto taken, warehouse.invitation(code.lookup));
    if (!taken) return code;
  }
  return fail(ErrorCode::store_failed, "too many invitations are kept to make another");
}

Result<Exit> invite(const Options& options, Console& console) {
  MINYI_TRY(const auto warehouse, open_warehouse(options.data, Absent::refuse));
  MINYI_TRY(const auto sites, warehouse->sites());
  if (std::none_of(sites.begin(), sites.end(), [&](const auto& site) { return site.code.value() == options.site; }))
    return fail(ErrorCode::not_found, "no such site", options.site, "see `minyi sites list`");
  // The kiosk learns at enrolment whose surveys to trust, so the key must be there before.
  MINYI_CHECK(publisher_key(options.data, *warehouse));
  MINYI_TRY(const auto code, unused_code(*warehouse));
  const Instant expires = console.clock.now() + std::chrono::hours(options.hours);
  MINYI_CHECK(warehouse->add_invitation({.lookup = code.lookup,
                                         .key = exchange::derive_enrolment_key(code),
                                         .site = SiteId(options.site),
                                         .expires = expires}));
  console.err << "Type this code into the kiosk. It works once, until "
              << iso_date_time(expires, console.time_zone.offset_at(expires)).substr(0, 16) << ".\n";
  console.out << exchange::to_string(code) << '\n';
  return Exit::done;
}

}  // namespace

Action declare_kiosks_invite(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("--site", options->site, "Where the kiosk will stand: a site's code")->required();
  app.add_option("--hours", options->hours, "How long the code works")
      ->check(CLI::Range(1, 24 * 90))
      ->capture_default_str();
  add_data_option(app, options->data);
  return [options](Console& console) { return invite(*options, console); };
}

}  // namespace minyi::cli
