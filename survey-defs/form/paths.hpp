// Paths of the primary instance: which there are, and what a written path means where it stands.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "minyi/form/form.hpp"

namespace minyi::form {

// "/data/a/b" from a path as written at `base`; "." and ".." are followed, predicates dropped.
std::string absolute_path(std::string_view written, std::string_view base);

class InstancePaths {
 public:
  explicit InstancePaths(const xpath::Document& instance);
  // Prefixes do not count: tools write them or leave them out as they please.
  [[nodiscard]] bool contains(std::string_view path) const;
  [[nodiscard]] std::string did_you_mean(std::string_view path) const;
  [[nodiscard]] const std::string& root() const { return root_; }  // "/data"

 private:
  void add(const xpath::Node& node, const std::string& path);
  std::string root_{};
  std::unordered_set<std::string> known_{};
};

}  // namespace minyi::form
