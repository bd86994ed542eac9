// The answers of one resident: the instance tree that expressions walk, and beside it what each node's value is. A node
// that is not relevant is empty in the tree, so that no expression sees it; its value is kept here and comes back with
// it. Evaluates nothing. Destroying it wipes every value.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "minyi/interview/interview.hpp"
#include "minyi/interview/plan.hpp"

namespace minyi::interview {

// The choices a question offers now.
struct Offer {
  struct Item {
    std::string value;
    const form::Choice* choice = nullptr;  // inline, or
    const xpath::Node* node = nullptr;     // an item of an itemset
  };
  std::vector<Item> items{};
  std::unordered_map<std::string_view, std::size_t> by_value{};  // views into items
  bool current = false;                                          // false: a dependency moved since it was made
};

struct Instance;

// One node of the tree, with what is known about it. Its id is the node's tag.
struct Slot {
  xpath::Node* node = nullptr;  // null once its repeat instance was removed
  int place = 0;
  Instance* instance = nullptr;
  std::string value{};        // whether relevant or not
  bool own_relevant = true;   // by its own expression
  bool relevant = true;       // and all above it
  bool stored_below = false;  // restored: an answer was stored here or below
  bool behind = false;        // a calculation left undone while not relevant
  ProblemKind problem = ProblemKind::none;
  std::uint64_t seed = 0;  // of whatever is shuffled for this question; 0: not drawn yet
  std::unique_ptr<Offer> offer{};
};

// An instance of a repeat; the root is one, too.
struct Instance {
  int scope = 0;  // the repeat's place
  Instance* parent = nullptr;
  xpath::Node* node = nullptr;
  bool added = false;        // after the start: by its count or by the resident
  std::vector<int> slots{};  // by Place::local
  std::map<int, std::vector<std::unique_ptr<Instance>>> repeats{};
  std::set<int> closed{};  // repeats in it without an instance that are not relevant: none may be added
};

// Bounds on what a resident, a count or a stored response can make grow.
inline constexpr std::size_t max_repeat_instances = 1000;
inline constexpr std::size_t max_grown_slots = 100'000;  // beyond those the form begins with
inline constexpr std::size_t max_value_bytes = 65'536;

class Answers {
 public:
  enum class Defaults { filled, blank };  // blank: a stored response says all there is
  Answers(const Plan& plan, Defaults defaults);
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;
  ~Answers();

  [[nodiscard]] const xpath::Document& document() const { return document_; }
  [[nodiscard]] Slot& slot(int id) { return slots_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const Slot& slot(int id) const { return slots_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] std::size_t slot_count() const { return slots_.size(); }
  [[nodiscard]] const Place& place(const Slot& slot) const { return plan_.place(slot.place); }
  [[nodiscard]] Instance& root() { return *root_; }
  [[nodiscard]] int parent(int id) const;  // slot of the parent node; -1 for the root
  // The slot of a place in this instance or in one around it; -1 when the place lies in a repeat below.
  [[nodiscard]] int slot_in(const Instance& instance, int place) const;
  [[nodiscard]] static std::span<const std::unique_ptr<Instance>> instances(const Instance& parent, int repeat);
  // All slots of a place below (or in) an instance, in document order.
  void each(Instance& instance, int place, const std::function<void(int)>& visit);

  [[nodiscard]] std::string path(int id) const;  // "/data/person[2]/age"
  // A path as path() writes it; a repeat without position means its first instance. -1: no such node (now).
  [[nodiscard]] int find(std::string_view path) const;
  // Steps with positions (0: none given); nothing when the text is no such path.
  struct Address {
    int place = -1;
    std::vector<std::size_t> positions{};  // of the repeats on the way, outermost first
  };
  [[nodiscard]] std::optional<Address> address(std::string_view path) const;

  // False when the value was there already.
  bool set(int id, std::string_view value);
  void show(int id, bool relevant);  // puts the value into the tree, or takes it out

  // Null when it would grow beyond the bounds.
  Instance* add(int repeat, Instance& parent);
  void remove(Instance& instance);

 private:
  enum class Origin { instance, copy };  // of the form's primary instance, or a copy of a repeat's template
  void adopt(xpath::Node& node, int place, Instance& above, Origin origin);

  const Plan& plan_;
  Defaults defaults_;
  xpath::Document document_;
  std::deque<Slot> slots_{};
  std::size_t first_slots_ = 0;  // how many the form begins with
  std::unique_ptr<Instance> root_{};
};

}  // namespace minyi::interview
