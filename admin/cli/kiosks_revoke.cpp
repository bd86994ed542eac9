// minyi kiosks revoke ID --data DIR
#include <CLI/CLI.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/office.hpp"

namespace minyi::cli {

Action declare_kiosks_revoke(CLI::App& app) {
  struct Options {
    std::string data, kiosk;
  };
  auto options = std::make_shared<Options>();
  app.add_option("ID", options->kiosk, "The kiosk, as `minyi kiosks list` names it")->required();
  add_data_option(app, options->data);
  return [options](Console& console) -> Result<Exit> {
    MINYI_TRY(const auto warehouse, open_warehouse(options->data, Absent::refuse));
    MINYI_CHECK(warehouse->revoke(KioskId(options->kiosk)));
    console.out << options->kiosk << " is revoked: what it sends from now on is refused\n";
    return Exit::done;
  };
}

}  // namespace minyi::cli
