#include "minyi/warehouse/site_tree.hpp"

namespace minyi::warehouse {

Result<SiteTree> SiteTree::make(std::vector<Site> sites) {
  SiteTree tree;
  for (Site& site : sites) {
    if (site.code.value().empty()) return fail(ErrorCode::argument_invalid, "a site has no code", site.name);
    const SiteId code = site.code;
    if (!tree.sites_.emplace(code, std::move(site)).second)
      return fail(ErrorCode::argument_invalid, "two sites have this code", code.value());
  }
  for (const auto& [code, site] : tree.sites_) {
    if (!site.parent) {
      tree.roots_.push_back(code);
      continue;
    }
    if (!tree.sites_.contains(*site.parent))
      return fail(ErrorCode::argument_invalid, "the site's parent " + site.parent->value() + " is not in the tree",
                  code.value(), "add it to the file, or mend the code");
    tree.children_[*site.parent].push_back(code);
    std::size_t steps = 0;
    for (const Site* place = &site; place->parent; place = tree.find(*place->parent))
      if (++steps > tree.sites_.size() || !tree.sites_.contains(*place->parent))
        return fail(ErrorCode::argument_invalid, "the site's parents go round in a circle or into nothing",
                    code.value());
  }
  return tree;
}

const Site* SiteTree::find(const SiteId& code) const {
  const auto found = sites_.find(code);
  return found == sites_.end() ? nullptr : &found->second;
}

bool SiteTree::within(const SiteId& below, const SiteId& above) const {
  if (find(above) == nullptr) return below == above;
  for (const Site* place = find(below); place != nullptr; place = place->parent ? find(*place->parent) : nullptr)
    if (place->code == above) return true;
  return false;
}

SiteId SiteTree::rolled_up(const SiteId& site, const std::string& level) const {
  for (const Site* place = find(site); place != nullptr; place = place->parent ? find(*place->parent) : nullptr)
    if (place->level == level) return place->code;
  return site;
}

std::optional<std::uint64_t> SiteTree::eligible(const SiteId& site) const {
  const Site* place = find(site);
  if (place == nullptr) return std::nullopt;
  if (place->eligible) return place->eligible;
  const auto children = children_.find(site);
  return children == children_.end() ? std::nullopt : sum(children->second);
}

std::optional<std::uint64_t> SiteTree::eligible() const { return sum(roots_); }

std::optional<std::uint64_t> SiteTree::sum(const std::vector<SiteId>& sites) const {
  if (sites.empty()) return std::nullopt;
  std::uint64_t total = 0;
  for (const SiteId& site : sites) {
    const auto number = eligible(site);
    if (!number) return std::nullopt;
    total += *number;
  }
  return total;
}

}  // namespace minyi::warehouse
