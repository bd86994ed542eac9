// Follows the paths of an expression over the places of a form, to learn what it depends on.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "minyi/interview/plan.hpp"

namespace minyi::interview {

struct Target {
  int place = 0;
  int pivot = 0;  // the highest place the path passed: below it, reader and read share their repeats' instances
};

class References {
 public:
  explicit References(const std::vector<Place>& places);
  // Places that `reference`, standing in an expression of place `context`, may read.
  [[nodiscard]] std::vector<Target> resolve(const xpath::PathReference& reference, int context) const;

 private:
  [[nodiscard]] std::vector<Target> step(std::span<const Target> from, const xpath::PathReference::Step& step) const;
  [[nodiscard]] bool surrounds(std::span<const Target> reached, const xpath::PathReference::Step& step,
                               int context) const;
  void child(const Target& from, std::string_view name, std::vector<Target>& out) const;

  const std::vector<Place>& places_;
  std::unordered_map<std::string_view, std::vector<int>> by_name_;  // places by last step, in document order
};

}  // namespace minyi::interview
