// The screens of a form in order: which questions stand together, and which of these pages there are to show now.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "minyi/interview/answers.hpp"
#include "minyi/interview/marks.hpp"
#include "minyi/interview/plan.hpp"

namespace minyi::interview {

struct PageEntry {
  const form::Control* group = nullptr;  // shown as this page; null for a question of its own
  int group_slot = -1;                   // where the group's texts are read
  std::vector<int> questions{};          // slots, in the form's order, whether relevant or not
  Instance* instance = nullptr;          // the repeat instance around it, or the root
  int grows = -1;                        // asks for another instance of this repeat (a place) …
  int parent_slot = -1;                  // … below this slot
};

class Pages {
 public:
  Pages(const Plan& plan, Answers& answers) : plan_(plan), answers_(answers) {}

  void build();  // after any change of the repeats; stays at the same page where it still exists
  void update(std::span<const int> slots);  // after a change of these slots' relevance only
  [[nodiscard]] const std::vector<PageEntry>& entries() const { return entries_; }
  [[nodiscard]] const PageEntry* current() const { return entries_.empty() ? nullptr : &entries_[current_]; }
  [[nodiscard]] bool visible() const { return !entries_.empty() && visible_[current_]; }  // the current one
  // The nearest visible one after the current one, and before.
  [[nodiscard]] std::optional<std::size_t> following() const { return visible_.first_from(current_ + 1); }
  [[nodiscard]] std::optional<std::size_t> preceding() const { return visible_.last_before(current_); }
  // How many visible ones there are, and how many up to the current one.
  [[nodiscard]] std::size_t total() const { return visible_.count(entries_.size()); }
  [[nodiscard]] std::size_t position() const { return visible_.count(current_ + 1); }
  void go(std::size_t index) { current_ = index; }
  void settle();                         // leaves a page that is no longer to be shown for its nearest neighbour
  void enter(const Instance& instance);  // goes to the first visible page of an instance

 private:
  void walk(const std::vector<form::Control>& controls, Instance& instance, PageEntry* page);
  void walk_group(const form::Control& group, Instance& instance);
  void walk_repeat(const form::Control& repeat, const form::Control* wrapper, Instance& instance, PageEntry* page);
  void one_page(const form::Control& group, const std::vector<form::Control>& controls, Instance& instance);
  [[nodiscard]] int gate(const PageEntry& entry) const;  // of a page that asks for another instance: its slot
  [[nodiscard]] bool is_shown(const PageEntry& entry) const;
  void watch();

  const Plan& plan_;
  Answers& answers_;
  std::vector<PageEntry> entries_{};
  Marks visible_{};                                     // by entry
  std::vector<std::pair<int, std::size_t>> watched_{};  // slots whose relevance shows or hides an entry, in order
  std::size_t current_ = 0;
};

// The group's questions are shown together.
bool is_page(const form::Control& group);

}  // namespace minyi::interview
