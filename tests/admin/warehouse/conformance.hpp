// What every warehouse must do, whatever database is below it. A backend's test hands in how it is made.
#pragma once

#include <functional>
#include <memory>

#include "minyi/warehouse/warehouse.hpp"

namespace minyi::tests {

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::unique_ptr<warehouse::Warehouse> fresh() = 0;  // an empty one
  virtual std::unique_ptr<warehouse::Warehouse> again() = 0;  // another program's door to the latest fresh one
};

// Runs the whole suite; each case gets a warehouse of its own. To be called from a TEST_CASE.
void check_conformance(Backend& backend);

}  // namespace minyi::tests
