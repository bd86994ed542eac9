// What `minyi rates --json` says, beside what the residents' answers make by hand.
#pragma once

#include <vector>

#include "e2e/residents.hpp"
#include "e2e/stage.hpp"

namespace minyi::e2e {

// Checks (doctest) every figure of the office's rates: as a whole, and by site and day.
void check_rates(const Office& office, const std::vector<Answers>& residents);

}  // namespace minyi::e2e
