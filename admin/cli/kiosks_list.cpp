// minyi kiosks list --data DIR [--json]
#include <map>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/cli/table.hpp"
#include "minyi/warehouse/kiosk_state.hpp"

namespace minyi::cli {
namespace {

using nlohmann::json;
using warehouse::Kiosk;

struct Options {
  std::string data;
  bool as_json = false;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

json to_json(const Kiosk& kiosk, const Console& console) {
  const auto time = [&](Instant instant) { return iso_date_time(instant, console.time_zone.offset_at(instant)); };
  return {{"id", kiosk.id.value()},
          {"site", kiosk.site.value()},
          {"state", name_of(state_of(kiosk, console.clock.now()))},
          {"enrolled", time(kiosk.enrolled)},
          {"last_sync", kiosk.last_sync ? json(time(*kiosk.last_sync)) : json()},
          {"responses", kiosk.responses},
          {"pending", kiosk.health ? json(kiosk.health->pending) : json()},
          {"free_bytes", kiosk.health ? json(kiosk.health->free_bytes) : json()},
          {"program_version", kiosk.health ? json(kiosk.health->program_version) : json()},
          {"alarms", kiosk.alarms}};
}

void print_table(const std::vector<Kiosk>& kiosks, const std::vector<warehouse::Site>& sites, Console& console) {
  std::map<SiteId, std::string> names;
  for (const auto& site : sites) names[site.code] = site.name;
  Table table({{"kiosk"},
               {"site"},
               {"name"},
               {"state"},
               {"last sync"},
               {"responses", Align::right},
               {"pending", Align::right},
               {"alarms"}});
  for (const Kiosk& kiosk : kiosks) {
    const std::string last = kiosk.last_sync
                                 ? iso_date_time(*kiosk.last_sync, console.time_zone.offset_at(*kiosk.last_sync))
                                       .replace(10, 1, " ")
                                       .substr(0, 16)
                                 : "never";
    table.add({kiosk.id.value(), kiosk.site.value(), names[kiosk.site],
               std::string(name_of(state_of(kiosk, console.clock.now()))), last, std::to_string(kiosk.responses),
               kiosk.health ? std::to_string(kiosk.health->pending) : "", joined(kiosk.alarms)});
  }
  table.print(console.out);
}

Result<Exit> list_kiosks(const Options& options, Console& console) {
  MINYI_TRY(const auto warehouse, open_warehouse(options.data, Absent::refuse));
  MINYI_TRY(const auto kiosks, warehouse->kiosks());
  if (options.as_json) {
    json list = json::array();
    for (const Kiosk& kiosk : kiosks) list.push_back(to_json(kiosk, console));
    console.out << list.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
    return Exit::done;
  }
  MINYI_TRY(const auto sites, warehouse->sites());
  print_table(kiosks, sites, console);
  return Exit::done;
}

}  // namespace

Action declare_kiosks_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_data_option(app, options->data);
  app.add_flag("--json", options->as_json, "For tools");
  return [options](Console& console) { return list_kiosks(*options, console); };
}

}  // namespace minyi::cli
