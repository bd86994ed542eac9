// The collector's data directory, as the command line uses it.
#pragma once

#include <memory>
#include <string>

#include "minyi/base/result.hpp"
#include "minyi/exchange/rotation.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace CLI {
class App;
}

namespace minyi::cli {

// --data DIR, else $MINYI_DATA, else /var/lib/minyi
void add_data_option(CLI::App& app, std::string& directory);

enum class Absent { refuse, create };  // what to do where there is no warehouse yet
Result<std::unique_ptr<warehouse::Warehouse>> open_warehouse(const std::string& directory, Absent absent);
// On a stick, for kiosks that have missed new keys; nothing where there were none.
Result<> write_rotations(const std::string& folder, const exchange::Rotations& rotations);

}  // namespace minyi::cli
