// Chance that gives the same on any machine (SplitMix64: G. Steele, D. Lea, C. Flood, OOPSLA 2014), with distributions
// of its own: those of the standard library differ between its makers.
#pragma once

#include <cstdint>
#include <vector>

#include "minyi/xpath/evaluate.hpp"

namespace minyi::check {

class Chance final : public xpath::RandomSource {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  double uniform() override {
    std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return static_cast<double>((mixed ^ (mixed >> 31U)) >> 11U) * 0x1.0p-53;
  }
  // Below the bound; 0 for a bound of 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(uniform() * static_cast<double>(bound)); }
  bool happens(double probability) { return uniform() < probability; }
  template <class T>
  const T& one_of(const std::vector<T>& all) {  // not of an empty one
    return all[below(all.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace minyi::check
