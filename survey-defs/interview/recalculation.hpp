// Keeps everything that is computed true: when an answer changes, its dependents are brought up to date in topological
// order, and nothing else is touched. Also runs the form's actions (setvalue) that a change sets off.
// Source: XForms 1.1, section 4.3.2 and appendix D ("Recalculation Sequence Algorithm"), carried over to repeats.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "minyi/interview/answers.hpp"
#include "minyi/interview/evaluation.hpp"
#include "minyi/interview/plan.hpp"

namespace minyi::interview {

class Recalculation {
 public:
  // restored: a response that was finished elsewhere. What came from the clock, from chance or from a language stays as
  // it was stored, and no action runs.
  enum class Origin { live, restored };
  Recalculation(const Plan& plan, Answers& answers, Evaluation& evaluation, Origin origin)
      : plan_(plan), answers_(answers), evaluation_(evaluation), origin_(origin) {}

  void everything();      // schedules all there is to compute
  void language_moved();  // schedules what reads words of the active language
  // Gives a node a value and schedules its dependents. False when it was there already.
  bool set(int slot, std::string_view value);
  void grown(Instance& instance);            // schedules a new instance and whoever looks at its repeat
  void moved(int repeat, Instance& parent);  // an instance of this repeat went
  void run();                                // until nothing is left to do
  void run_first_load();                     // actions of odk-instance-first-load, then run()

  // Slots whose relevance, or that of an empty repeat in them, may not be what it was at the last call.
  std::vector<int> take_shown() { return std::exchange(shown_, {}); }
  // The repeats' instances are not what they were since the last call, or this is the first.
  bool take_structure_changed() { return std::exchange(structure_changed_, false); }
  // The first expression that could not be evaluated, with the path of its node.
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  // Expressions evaluated so far: what tests measure work by.
  [[nodiscard]] std::size_t work() const { return work_; }

 private:
  struct Task {
    int rank, slot, unit;
    auto operator<=>(const Task&) const = default;
  };
  void schedule(int unit, int slot) { queue_.insert({plan_.rank(unit), slot, unit}); }
  void schedule_below(int unit, Instance& instance);
  enum class Change { value, presence };  // presence: an empty node is relevant now, or no longer
  void schedule_dependents(int slot, Change change = Change::value);
  void perform(const Task& task);
  void count(int parent_slot, int repeat);
  void relevance(int slot);
  void show(int slot);
  void calculate(int slot);
  void prune(int slot);
  bool run_action();
  std::optional<xpath::Value> evaluate(const form::Expression& expression, const xpath::Node& context, int place);
  std::optional<xpath::Value> evaluate_in(const form::Expression& expression, Instance& parent, int repeat);

  const Plan& plan_;
  Answers& answers_;
  Evaluation& evaluation_;
  Origin origin_;
  std::set<Task> queue_{};
  std::deque<std::pair<const form::Action*, int>> actions_{};  // with the target's slot
  std::set<std::pair<const form::Action*, int>> done_{};       // a trigger fires an action once a run
  bool live_actions_ = false;                                  // changes set off actions
  std::vector<int> shown_{};                                   // or hidden
  bool structure_changed_ = true;
  std::optional<Error> error_{};
  std::size_t work_ = 0;
  bool exhausted_ = false;  // an expression took too much; the others of this run are not tried
};

// A computed value in the spelling of the node's type.
std::string spell(const xpath::Value& value, form::DataType type, const TimeZone& zone);

}  // namespace minyi::interview
