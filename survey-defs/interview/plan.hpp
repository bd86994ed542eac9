// What can be known about a form before anyone answers it: every place in the instance, who depends on whom, and the
// order in which a change travels. Built once for an interview; holds no answers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "minyi/base/result.hpp"
#include "minyi/form/form.hpp"

namespace minyi::interview {

// One place in the primary instance, repeats counted once ("/data/person/age"). Numbered in document order.
struct Place {
  std::string path;  // "/data/person/age", prefixes as written
  std::string name;  // last step of the path
  int parent = -1;
  int end = 0;    // one past the last place below this one
  int scope = 0;  // the innermost repeat at or above this place; 0 (the root) when there is none
  int local = 0;  // index among the places of that scope
  bool leaf = true;
  bool repeat = false;
  const xpath::Node* source = nullptr;  // in the form's instance: of a repeat its template, or the first instance
  const form::Bind* bind = nullptr;
  const form::Control* control = nullptr;  // the question (not the group) bound to it
  const form::Control* repeat_control = nullptr;
  // Read from the clock, chance or the language; and what reads words of the active language.
  bool volatile_value = false, volatile_relevance = false;
  bool language_value = false, language_relevance = false, language_choices = false;
  std::vector<int> children{};
};

// What is recalculated. The order of kinds is no order of work: ranks are. Done once for each parent of a repeat,
// `count` is how many instances it has, and where the resident says that, whether he may add the first.
enum class UnitKind : std::uint8_t { count, relevance, value, choices };
inline constexpr int unit_kinds = 4;
constexpr int unit_of(int place, UnitKind kind) { return place * unit_kinds + static_cast<int>(kind); }
constexpr int place_of(int unit) { return unit / unit_kinds; }
constexpr UnitKind kind_of(int unit) { return static_cast<UnitKind>(unit % unit_kinds); }

// "When this place changes, do that unit, in all its instances below the pivot that both share."
struct Dependent {
  int unit = 0;
  int pivot = 0;
  bool gathers = false;  // it looks at which nodes there are, so that an empty one matters: count(), join() …
};

class Plan {
 public:
  // Errors: form_cycle, form_limit, form_invalid (instances of a repeat that differ), interview_invalid (an instance
  // without a root).
  static Result<std::unique_ptr<const Plan>> make(std::shared_ptr<const form::Form> form);

  [[nodiscard]] const form::Form& form() const { return *form_; }
  [[nodiscard]] const std::shared_ptr<const form::Form>& shared_form() const { return form_; }
  [[nodiscard]] const std::vector<Place>& places() const { return places_; }
  [[nodiscard]] const Place& place(int index) const { return places_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] int find(std::string_view path) const;  // -1: no such place
  [[nodiscard]] const std::vector<Dependent>& dependents(int place) const {
    return dependents_[static_cast<std::size_t>(place)];
  }
  [[nodiscard]] int rank(int unit) const { return ranks_[static_cast<std::size_t>(unit)]; }
  [[nodiscard]] bool has(int unit) const;  // there is something to evaluate
  [[nodiscard]] int scope_size(int scope) const { return scope_sizes_[static_cast<std::size_t>(scope)]; }
  // The repeats to pass on the way down from scope `above` to scope `below`, outermost first.
  [[nodiscard]] std::vector<int> repeats_between(int above, int below) const;
  // Actions by trigger place and by repeat place.
  [[nodiscard]] const std::vector<const form::Action*>& triggered_by(int place) const;
  [[nodiscard]] const std::vector<const form::Action*>& on_new_repeat(int place) const;

 private:
  explicit Plan(std::shared_ptr<const form::Form> form) : form_(std::move(form)) {}
  Result<> chart();
  [[nodiscard]] bool fits(const xpath::Node& instance, int repeat) const;
  void attach(const std::vector<form::Control>& controls);
  void measure();  // scopes and ranges; after attach, which tells repeats
  void file_actions();
  Result<> connect();
  Result<> order();

  std::shared_ptr<const form::Form> form_;
  std::vector<Place> places_{};
  std::unordered_map<std::string, int> by_path_{};
  std::vector<std::vector<Dependent>> dependents_{};
  std::vector<int> ranks_{};
  std::vector<int> scope_sizes_{};
  std::unordered_map<int, std::vector<const form::Action*>> triggers_{}, new_repeats_{};
  std::vector<const form::Action*> no_actions_{};
};

}  // namespace minyi::interview
