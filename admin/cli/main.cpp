// `minyi`: composition only.
#include <exception>
#include <iostream>

#include "minyi/base/bytes.hpp"
#include "minyi/cli/run.hpp"

int main(int argc, char** argv) try {
  if (const auto started = minyi::start_cryptography(); !started) {
    std::cerr << "minyi: " << minyi::to_string(started.error()) << '\n';
    return 1;
  }
  const minyi::SystemClock clock;
  const minyi::SystemTimeZone zone;
  minyi::cli::Console console{std::cout, std::cerr, clock, zone};
  return minyi::cli::run(argc, argv, console);
} catch (const std::exception& broken) {
  std::cerr << "minyi: internal error: " << broken.what() << '\n';
  return 1;
}
