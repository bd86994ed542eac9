// The key that signs rollouts: publisher.key in the collector's data directory, beside it publisher.pub for everybody.
#pragma once

#include <string>

#include "minyi/exchange/rollout.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::cli {

// Made at first use. Kiosks trust the public key that the warehouse holds when they enrol, so a key that is not that
// one is refused rather than used or replaced. A change that was cut short is ended first.
Result<exchange::PublisherKey> publisher_key(const std::string& directory, warehouse::Warehouse& warehouse);

// A new key in the place of the present one, which names it to the kiosks and is then gone; all rollouts are signed by
// the new one. Cut short anywhere it has happened or not. argument_invalid after exchange::max_rotations times.
Result<exchange::PublisherKey> rotate_publisher(const std::string& directory, warehouse::Warehouse& warehouse);

}  // namespace minyi::cli
