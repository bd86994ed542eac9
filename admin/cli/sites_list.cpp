// minyi sites list --data DIR [--json]
#include <functional>
#include <map>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/cli/table.hpp"

namespace minyi::cli {
namespace {

using nlohmann::json;
using warehouse::Site;

struct Options {
  std::string data;
  bool as_json = false;
};

json to_json(const Site& site) {
  return {{"code", site.code.value()},
          {"parent", site.parent ? json(site.parent->value()) : json()},
          {"level", site.level},
          {"name", site.name},
          {"eligible", site.eligible ? json(*site.eligible) : json()}};
}

// The tree from the top, each place under its parent and indented.
void print_tree(const std::vector<Site>& sites, Console& console) {
  std::map<std::optional<SiteId>, std::vector<const Site*>> children;
  for (const Site& site : sites) children[site.parent].push_back(&site);
  Table table({{"site"}, {"level"}, {"name"}, {"eligible", Align::right}});
  const std::function<void(const std::optional<SiteId>&, std::size_t)> add = [&](const auto& parent,
                                                                                 std::size_t depth) {
    for (const Site* site : children[parent]) {
      table.add({std::string(depth * 2, ' ') + site->code.value(), site->level, site->name,
                 site->eligible ? std::to_string(*site->eligible) : ""});
      add(site->code, depth + 1);
    }
  };
  add(std::nullopt, 0);
  table.print(console.out);
}

Result<Exit> list_sites(const Options& options, Console& console) {
  MINYI_TRY(const auto warehouse, open_warehouse(options.data, Absent::refuse));
  MINYI_TRY(const auto sites, warehouse->sites());
  if (options.as_json) {
    json list = json::array();
    for (const Site& site : sites) list.push_back(to_json(site));
    console.out << list.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
  } else {
    print_tree(sites, console);
  }
  return Exit::done;
}

}  // namespace

Action declare_sites_list(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_data_option(app, options->data);
  app.add_flag("--json", options->as_json, "For tools");
  return [options](Console& console) { return list_sites(*options, console); };
}

}  // namespace minyi::cli
