#include "minyi/interview/pages.hpp"

#include <algorithm>
#include <utility>

namespace minyi::interview {

namespace {

using form::ControlKind;

// What makes a page the same one after the list was built anew. Slot ids are never given twice.
std::pair<int, int> identity(const PageEntry& entry) {
  return entry.grows >= 0 ? std::pair{entry.grows, entry.parent_slot} : std::pair{-1, entry.questions.front()};
}

bool within(const Instance* inner, const Instance& outer) {
  for (; inner != nullptr; inner = inner->parent)
    if (inner == &outer) return true;
  return false;
}

}  // namespace

bool is_page(const form::Control& group) {
  return std::ranges::any_of(group.appearance,
                             [](const std::string& word) { return word == "field-list" || word == "table-list"; });
}

void Pages::build() {
  const auto before = entries_.empty() ? std::optional<std::pair<int, int>>{} : identity(entries_[current_]);
  entries_.clear();
  walk(plan_.form().body, answers_.root(), nullptr);
  if (before) {
    const auto same = std::ranges::find(entries_, *before, identity);
    if (same != entries_.end()) current_ = static_cast<std::size_t>(same - entries_.begin());
  }
  if (current_ >= entries_.size()) current_ = entries_.empty() ? 0 : entries_.size() - 1;
  watch();
}

void Pages::watch() {
  visible_ = Marks(entries_.size());
  watched_.clear();
  for (std::size_t index = 0; index < entries_.size(); ++index) {
    const PageEntry& entry = entries_[index];
    visible_.set(index, is_shown(entry));
    if (entry.grows >= 0) watched_.emplace_back(gate(entry), index);
    for (const int slot : entry.questions) watched_.emplace_back(slot, index);
  }
  std::ranges::sort(watched_);
}

void Pages::update(std::span<const int> slots) {
  for (const int slot : slots)
    for (auto at = std::ranges::lower_bound(watched_, std::pair{slot, std::size_t{0}});
         at != watched_.end() && at->first == slot; ++at)
      visible_.set(at->second, is_shown(entries_[at->second]));
}

void Pages::walk(const std::vector<form::Control>& controls, Instance& instance, PageEntry* page) {
  for (const form::Control& control : controls) {
    if (control.kind == ControlKind::repeat) {
      walk_repeat(control, nullptr, instance, page);
    } else if (control.kind == ControlKind::group) {
      if (page != nullptr)
        walk(control.children, instance, page);
      else
        walk_group(control, instance);
    } else {
      const int place = plan_.find(control.path);
      const int slot = place < 0 || !plan_.place(place).leaf ? -1 : answers_.slot_in(instance, place);
      if (slot < 0 || plan_.place(place).control != &control) continue;
      if (page != nullptr) {
        page->questions.push_back(slot);
      } else {
        PageEntry& entry = entries_.emplace_back();
        entry.questions.push_back(slot);
        entry.instance = &instance;
      }
    }
  }
}

void Pages::walk_group(const form::Control& group, Instance& instance) {
  // XForms write a repeat as a group that holds nothing else; the group has the label.
  const bool wraps = group.children.size() == 1 && group.children.front().kind == ControlKind::repeat;
  if (wraps)
    walk_repeat(group.children.front(), &group, instance, nullptr);
  else if (is_page(group))
    one_page(group, group.children, instance);
  else
    walk(group.children, instance, nullptr);
}

void Pages::walk_repeat(const form::Control& repeat, const form::Control* wrapper, Instance& instance,
                        PageEntry* page) {
  const int place = plan_.find(repeat.path);
  if (place <= 0 || plan_.place(place).repeat_control != &repeat) return;
  const int parent_place = plan_.place(place).parent;
  const int parent_slot = answers_.slot_in(instance, parent_place);
  if (parent_slot < 0) return;
  Instance& parent = *answers_.slot(parent_slot).instance;
  const bool pages = is_page(repeat) || (wrapper != nullptr && is_page(*wrapper));
  for (const auto& inner : answers_.instances(parent, place)) {
    if (page != nullptr)
      walk(repeat.children, *inner, page);
    else if (pages)
      one_page(wrapper != nullptr ? *wrapper : repeat, repeat.children, *inner);
    else
      walk(repeat.children, *inner, nullptr);
  }
  if (page != nullptr || repeat.repeat_fixed || repeat.repeat_count) return;
  PageEntry& entry = entries_.emplace_back();
  entry.group = wrapper != nullptr ? wrapper : &repeat;
  entry.group_slot = parent_slot;
  entry.instance = &parent;
  entry.grows = place;
  entry.parent_slot = parent_slot;
}

void Pages::one_page(const form::Control& group, const std::vector<form::Control>& controls, Instance& instance) {
  PageEntry entry;
  entry.group = &group;
  entry.instance = &instance;
  walk(controls, instance, &entry);
  if (entry.questions.empty()) return;
  const int place = plan_.find(group.path);
  entry.group_slot = place < 0 ? -1 : answers_.slot_in(instance, place);
  if (entry.group_slot < 0) entry.group_slot = entry.questions.front();
  entries_.push_back(std::move(entry));
}

int Pages::gate(const PageEntry& entry) const {
  const auto list = answers_.instances(*entry.instance, entry.grows);
  return list.empty() ? entry.parent_slot : list.front()->slots.front();
}

bool Pages::is_shown(const PageEntry& entry) const {
  if (entry.grows >= 0)
    return answers_.slot(gate(entry)).relevant && !entry.instance->closed.contains(entry.grows) &&
           answers_.instances(*entry.instance, entry.grows).size() < max_repeat_instances;
  return std::ranges::any_of(entry.questions, [&](int slot) { return answers_.slot(slot).relevant; });
}

void Pages::settle() {
  if (visible()) return;
  if (const auto later = following())
    current_ = *later;
  else if (const auto earlier = preceding())
    current_ = *earlier;
}

void Pages::enter(const Instance& instance) {
  for (std::size_t index = 0; index < entries_.size(); ++index)
    if (visible_[index] && within(entries_[index].instance, instance)) {
      current_ = index;
      return;
    }
}

}  // namespace minyi::interview
