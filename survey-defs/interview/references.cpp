#include "minyi/interview/references.hpp"

#include <algorithm>
#include <cstdint>

namespace minyi::interview {

namespace {

constexpr int document = -1;  // above the root element

bool named(const Place& place, std::string_view name) { return name == "*" || name.empty() || place.name == name; }

void unite(std::vector<Target>& targets) {
  const auto key = [](const Target& target) { return std::pair{target.place, target.pivot}; };
  std::ranges::sort(targets, {}, key);
  const auto same = [&](const Target& a, const Target& b) { return key(a) == key(b); };
  targets.erase(std::unique(targets.begin(), targets.end(), same), targets.end());
}

}  // namespace

References::References(const std::vector<Place>& places) : places_(places) {
  for (std::size_t index = 0; index < places.size(); ++index)
    by_name_[places[index].name].push_back(static_cast<int>(index));
}

std::vector<Target> References::resolve(const xpath::PathReference& reference, int context) const {
  if (!reference.instance.empty()) return {};
  std::vector<Target> targets;
  if (reference.absolute) {
    targets.push_back({document, 0});
  } else if (reference.base && !reference.from_current) {
    targets = resolve(*reference.base, context);
  } else {
    targets.push_back({context, context});
  }
  bool own = reference.absolute;  // the path still goes down to the reader: through the instances around him
  for (std::size_t index = 0; index < reference.steps.size() && !targets.empty(); ++index) {
    const auto& each = reference.steps[index];
    targets = step(targets, each);
    own = own && index + 1 < reference.steps.size() && surrounds(targets, each, context);
    if (own && places_[static_cast<std::size_t>(targets.front().place)].repeat)
      targets.front().pivot = targets.front().place;
  }
  std::erase_if(targets, [](const Target& target) { return target.place == document; });
  return targets;
}

// Whether a step by name, without a predicate, has led to one place around the reader's.
bool References::surrounds(std::span<const Target> reached, const xpath::PathReference::Step& step, int context) const {
  if (step.axis != xpath::Axis::child || step.name.empty() || step.name == "*" || step.chosen) return false;
  if (reached.size() != 1 || reached.front().place == document) return false;
  const int place = reached.front().place;
  return context >= place && context < places_[static_cast<std::size_t>(place)].end;
}

void References::child(const Target& from, std::string_view name, std::vector<Target>& out) const {
  if (from.place == document) {
    if (named(places_.front(), name)) out.push_back({0, 0});
    return;
  }
  const Place& parent = places_[static_cast<std::size_t>(from.place)];
  if (name == "*" || name.empty()) {
    for (const int index : parent.children) out.push_back({index, from.pivot});
    return;
  }
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  // Only those of that name inside the parent's range: a form of ten thousand questions has one each.
  for (auto it = std::ranges::lower_bound(found->second, from.place); it != found->second.end() && *it < parent.end;
       ++it)
    if (places_[static_cast<std::size_t>(*it)].parent == from.place) out.push_back({*it, from.pivot});
}

std::vector<Target> References::step(std::span<const Target> from, const xpath::PathReference::Step& step) const {
  using xpath::Axis;
  std::vector<Target> out;
  const auto keep = [&](int place, int pivot) {
    if (place == document ? (step.name.empty() || step.name == "*")
                          : named(places_[static_cast<std::size_t>(place)], step.name))
      out.push_back({place, pivot});
  };
  for (const Target& target : from) {
    const int parent = target.place == document ? document : places_[static_cast<std::size_t>(target.place)].parent;
    // A path that climbs above the pivot shares less with its reader from there on. Parents have lower numbers.
    const int raised = std::max(0, std::min(target.pivot, parent));
    switch (step.axis) {
      case Axis::child:
        child(target, step.name, out);
        break;
      case Axis::self:
        keep(target.place, target.pivot);
        break;
      case Axis::parent:
        if (target.place != document) keep(parent, raised);
        break;
      case Axis::ancestor:
      case Axis::ancestor_or_self: {
        int place = target.place;
        if (step.axis == Axis::ancestor_or_self) keep(place, target.pivot);
        while (place != document) {
          place = places_[static_cast<std::size_t>(place)].parent;
          keep(place, std::max(0, std::min(target.pivot, place)));
        }
        break;
      }
      case Axis::descendant:
      case Axis::descendant_or_self: {
        if (step.axis == Axis::descendant_or_self) keep(target.place, target.pivot);
        const int first = target.place + 1;
        const int last = target.place == document ? static_cast<int>(places_.size())
                                                  : places_[static_cast<std::size_t>(target.place)].end;
        for (int place = first; place < last; ++place) keep(place, target.pivot);
        break;
      }
      case Axis::following_sibling:
      case Axis::preceding_sibling:
        if (parent != document) child({parent, raised}, step.name, out);
        break;
      case Axis::attribute:
        break;
      default:  // an axis that reaches across the tree
        for (int place = 0; place < static_cast<int>(places_.size()); ++place) keep(place, 0);
        break;
    }
  }
  unite(out);
  return out;
}

}  // namespace minyi::interview
