// The collector's data directory, as the command line uses it: the warehouse and the publisher's key.
#pragma once

#include <memory>
#include <string>

#include "minyi/base/result.hpp"
#include "minyi/exchange/rollout.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace CLI {
class App;
}

namespace minyi::cli {

// --data DIR, else $MINYI_DATA, else /var/lib/minyi
void add_data_option(CLI::App& app, std::string& directory);

enum class Absent { refuse, create };  // what to do where there is no warehouse yet
Result<std::unique_ptr<warehouse::Warehouse>> open_warehouse(const std::string& directory, Absent absent);

// The key that signs rollouts: DIR/publisher.key, made at first use together with DIR/publisher.pub. Kiosks trust the
// public key that the warehouse holds when they enrol, so a key that is not that one is refused rather than used or
// replaced.
Result<exchange::PublisherKey> publisher_key(const std::string& directory, warehouse::Warehouse& warehouse);

}  // namespace minyi::cli
