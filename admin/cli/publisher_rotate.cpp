// minyi publisher rotate --data DIR
#include <CLI/CLI.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/cli/publisher.hpp"

namespace minyi::cli {

Action declare_publisher_rotate(CLI::App& app) {
  auto directory = std::make_shared<std::string>();
  add_data_option(app, *directory);
  return [directory](Console& console) -> Result<Exit> {
    MINYI_TRY(const auto warehouse, open_warehouse(*directory, Absent::refuse));
    MINYI_TRY(const auto key, rotate_publisher(*directory, *warehouse));
    console.out << "The publisher's key is " << exchange::publisher_public_line(key) << " from now on.\n"
                << "What is published is signed by it; kiosks follow by themselves. Copy publisher.key to its safe\n"
                   "place, over the older copy.\n";
    return Exit::done;
  };
}

}  // namespace minyi::cli
