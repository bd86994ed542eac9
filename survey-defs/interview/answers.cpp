#include "minyi/interview/answers.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "minyi/base/bytes.hpp"

namespace minyi::interview {

namespace {

// A text node assigns in place, so that writing as many zeros overwrites what stood there.
void clear(xpath::Node& leaf, std::size_t size) {
  for (const auto& child : leaf.children())
    if (child->kind() == xpath::NodeKind::text) child->set_value(std::string(size, '\0'));
  leaf.set_value("");
}

}  // namespace

Answers::Answers(const Plan& plan, Defaults defaults)
    : plan_(plan), defaults_(defaults), document_(plan.form().instance), root_(std::make_unique<Instance>()) {
  adopt(*document_.element(), 0, *root_, Origin::instance);
  first_slots_ = slots_.size();
}

Answers::~Answers() {
  for (Slot& slot : slots_) {
    if (slot.node != nullptr && plan_.place(slot.place).leaf) clear(*slot.node, slot.value.size());
    wipe(slot.value);
  }
}

// Gives each element below `node` (which stands at `place`) its slot. Nodes and places are both in document order.
// Templates go; only inside a template one with no instance beside it stands for the first instance, since compilers
// write a nested repeat there once.
void Answers::adopt(xpath::Node& node, int place, Instance& above, Origin origin) {
  struct Visit {
    xpath::Node* node;
    int place;
    Instance* instance;
  };
  std::vector<Visit> visits{{&node, place, &above}};
  while (!visits.empty()) {
    auto [at, index, instance] = visits.back();
    visits.pop_back();
    const Place& here = plan_.place(index);
    if (here.scope == index) {
      if (index != 0) {
        auto& list = instance->repeats[index];
        list.push_back(std::make_unique<Instance>());
        list.back()->parent = instance;
        instance = list.back().get();
      }
      instance->scope = index;
      instance->node = at;
      instance->slots.assign(static_cast<std::size_t>(plan_.scope_size(index)), -1);
    }
    const int id = static_cast<int>(slots_.size());
    Slot& slot = slots_.emplace_back();
    slot.node = at;
    slot.place = index;
    slot.instance = instance;
    at->tag = id;
    instance->slots[static_cast<std::size_t>(here.local)] = id;
    if (here.leaf) {
      if (defaults_ == Defaults::filled)
        slot.value = at->string_value();
      else
        at->set_value("");
      continue;
    }
    std::vector<Visit> below;
    std::vector<xpath::Node*> surplus;
    auto next = here.children.begin();
    for (const auto& child : at->children()) {
      if (child->kind() != xpath::NodeKind::element) continue;
      child->tag = -1;
      const std::string& prefix = child->name().prefix;
      const auto found = std::find_if(next, here.children.end(), [&](int each) {
        const Place& candidate = plan_.place(each);
        return prefix.empty() ? candidate.name == child->name().local
                              : candidate.name == prefix + ":" + child->name().local;
      });
      if (found != here.children.end()) next = found;
      const bool again = found != here.children.end() && !below.empty() && below.back().place == *found;
      if (again && form::is_template(*below.back().node)) {  // the template kept below has an instance after all
        surplus.push_back(below.back().node);
        below.back().node = child.get();
      } else if (found == here.children.end() || (again && !plan_.place(*found).repeat) ||
                 (form::is_template(*child) && (again || origin == Origin::instance))) {
        surplus.push_back(child.get());
      } else {
        below.push_back({child.get(), *found, instance});
      }
    }
    for (const xpath::Node* extra : surplus) at->remove_child(*extra);
    visits.insert(visits.end(), below.rbegin(), below.rend());
  }
}

int Answers::parent(int id) const {
  const xpath::Node* above = slot(id).node->parent();
  return above == nullptr ? -1 : above->tag;
}

int Answers::slot_in(const Instance& instance, int place) const {
  const Place& wanted = plan_.place(place);
  for (const Instance* at = &instance; at != nullptr; at = at->parent)
    if (at->scope == wanted.scope) return at->slots[static_cast<std::size_t>(wanted.local)];
  return -1;
}

std::span<const std::unique_ptr<Instance>> Answers::instances(const Instance& parent, int repeat) {
  const auto found = parent.repeats.find(repeat);
  if (found == parent.repeats.end()) return {};
  return found->second;
}

void Answers::each(Instance& instance, int place, const std::function<void(int)>& visit) {
  const Place& wanted = plan_.place(place);
  if (wanted.scope == instance.scope) return visit(instance.slots[static_cast<std::size_t>(wanted.local)]);
  std::vector<Instance*> level{&instance};
  for (const int repeat : plan_.repeats_between(instance.scope, wanted.scope)) {
    std::vector<Instance*> next;
    for (Instance* at : level)
      for (const auto& inner : instances(*at, repeat)) next.push_back(inner.get());
    level = std::move(next);
  }
  for (Instance* at : level) visit(at->slots[static_cast<std::size_t>(wanted.local)]);
}

std::string Answers::path(int id) const {
  const Slot& at = slot(id);
  std::string text = plan_.place(at.place).path;
  // Innermost first, so that earlier steps keep their place in the text.
  for (const Instance* instance = at.instance; instance->parent != nullptr; instance = instance->parent) {
    const auto& list = instances(*instance->parent, instance->scope);
    const auto found = std::ranges::find(list, instance, &std::unique_ptr<Instance>::get);
    text.insert(plan_.place(instance->scope).path.size(), fmt::format("[{}]", found - list.begin() + 1));
  }
  return text;
}

std::optional<Answers::Address> Answers::address(std::string_view path) const {
  if (path.size() > 4096) return std::nullopt;
  std::string plain;
  std::vector<std::pair<std::size_t, std::size_t>> given;  // length of the plain path so far, position
  while (!path.empty()) {
    const auto open = path.find('[');
    plain += path.substr(0, open);
    if (open == std::string_view::npos) break;
    path.remove_prefix(open + 1);
    std::size_t position = 0;
    const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), position);
    if (error != std::errc{} || end == path.data() + path.size() || *end != ']' || position == 0) return std::nullopt;
    path.remove_prefix(static_cast<std::size_t>(end - path.data()) + 1);
    if (!path.empty() && path.front() != '/') return std::nullopt;
    given.emplace_back(plain.size(), position);
  }
  Address address;
  address.place = plan_.find(plain);
  if (address.place < 0) return std::nullopt;
  auto next = given.begin();
  for (const int repeat : plan_.repeats_between(0, plan_.place(address.place).scope)) {
    const bool here = next != given.end() && next->first == plan_.place(repeat).path.size();
    address.positions.push_back(here ? next->second : 1);
    if (here) ++next;
  }
  if (next != given.end()) return std::nullopt;  // a position on something that does not repeat
  return address;
}

int Answers::find(std::string_view path) const {
  const auto found = address(path);
  if (!found) return -1;
  const Instance* at = root_.get();
  std::size_t level = 0;
  for (const int repeat : plan_.repeats_between(0, plan_.place(found->place).scope)) {
    const auto& list = instances(*at, repeat);
    const std::size_t position = found->positions[level++];
    if (position > list.size()) return -1;
    at = list[position - 1].get();
  }
  return slot_in(*at, found->place);
}

bool Answers::set(int id, std::string_view value) {
  Slot& at = slot(id);
  if (at.value == value) return false;
  std::string next(value);
  clear(*at.node, at.value.size());
  wipe(at.value);
  at.value = std::move(next);
  if (at.relevant) at.node->set_value(at.value);
  return true;
}

void Answers::show(int id, bool relevant) {
  Slot& at = slot(id);
  at.relevant = relevant;
  if (!plan_.place(at.place).leaf) return;
  clear(*at.node, at.value.size());
  if (relevant) at.node->set_value(at.value);
}

Instance* Answers::add(int repeat, Instance& parent) {
  const Place& here = plan_.place(repeat);
  auto& list = parent.repeats[repeat];
  if (list.size() >= max_repeat_instances) return nullptr;
  if (slots_.size() + static_cast<std::size_t>(here.end - repeat) > first_slots_ + max_grown_slots) return nullptr;
  xpath::Node& above = *slot(slot_in(parent, here.parent)).node;
  // After its last sibling of the same place, before the first of a later one.
  std::size_t index = above.children().size();
  if (!list.empty()) {
    index = above.child_index(*list.back()->node) + 1;
  } else {
    for (std::size_t each = 0; each < above.children().size(); ++each) {
      const int tag = above.children()[each]->tag;
      if (tag >= 0 && slot(tag).place > repeat) {
        index = each;
        break;
      }
    }
  }
  xpath::Node& node = above.insert_copy(*here.source, index);
  adopt(node, repeat, parent, Origin::copy);
  Instance& instance = *parent.repeats[repeat].back();
  instance.added = true;
  return &instance;
}

void Answers::remove(Instance& instance) {
  Instance& parent = *instance.parent;
  xpath::Node& node = *instance.node;
  std::vector<Instance*> below{&instance};
  for (std::size_t next = 0; next < below.size(); ++next)
    for (auto& [repeat, list] : below[next]->repeats)
      for (auto& inner : list) below.push_back(inner.get());
  for (Instance* each : below)
    for (const int id : each->slots) {
      Slot& at = slot(id);
      if (plan_.place(at.place).leaf) clear(*at.node, at.value.size());
      wipe(at.value);
      at.offer.reset();
    }
  for (Instance* each : below)
    for (const int id : each->slots) {
      slot(id).node = nullptr;
      slot(id).instance = nullptr;
    }
  node.parent()->remove_child(node);
  auto& list = parent.repeats[instance.scope];
  std::erase_if(list, [&](const auto& each) { return each.get() == &instance; });
}

}  // namespace minyi::interview
