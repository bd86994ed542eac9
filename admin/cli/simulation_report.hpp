// What `minyi simulate` prints.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "minyi/check/outline.hpp"
#include "minyi/check/tally.hpp"

namespace minyi::cli {

struct Simulation {
  std::string file{}, date{};
  std::uint64_t seed = 0;
  check::Tally tally{};
};

void print_text(const Simulation& simulation, const check::Outline& outline, std::ostream& out);
void print_json(const Simulation& simulation, const check::Outline& outline, std::ostream& out);

}  // namespace minyi::cli
