// The tree of places 旗县 > 苏木/镇/街道 > 嘎查/社区 > 网格, in memory: who is below whom, how many residents a place
// has. Pure, shared by every backend and by the collector.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "minyi/warehouse/warehouse.hpp"

namespace minyi::warehouse {

class SiteTree {
 public:
  // argument_invalid: an empty or doubled code, a parent that is not there, a circle.
  static Result<SiteTree> make(std::vector<Site> sites);

  [[nodiscard]] const Site* find(const SiteId& code) const;
  // Whether `below` is `above` itself or stands under it.
  [[nodiscard]] bool within(const SiteId& below, const SiteId& above) const;
  // The site itself or the nearest place above it of that level; the site itself where there is none.
  [[nodiscard]] SiteId rolled_up(const SiteId& site, const std::string& level) const;
  // The place's own number, or the sum of its children's; nothing where one of them is unknown, since a sum that leaves
  // people out would make a turnout look better than it is.
  [[nodiscard]] std::optional<std::uint64_t> eligible(const SiteId& site) const;
  [[nodiscard]] std::optional<std::uint64_t> eligible() const;  // of all

 private:
  [[nodiscard]] std::optional<std::uint64_t> sum(const std::vector<SiteId>& sites) const;
  std::map<SiteId, Site> sites_;
  std::map<SiteId, std::vector<SiteId>> children_;
  std::vector<SiteId> roots_;
};

}  // namespace minyi::warehouse
