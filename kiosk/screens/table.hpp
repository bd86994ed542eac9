// Several questions that share their answers, as one grid: a row a question, a column an answer, each cell a target.
// Where the script runs down, the grid turns with it.
#pragma once

#include <optional>
#include <vector>

#include "minyi/screens/flow_plan.hpp"

namespace minyi::kiosk::screens {

struct TablePlan {
  Head head;
  float spacing = 1;
  bool label_above = false;  // no room beside the cells: each row's words stand over them
  float label_length = 0, cell_length = 0, header_depth = 0;
  std::vector<float> rows;          // depth of each row
  std::vector<float> label_depths;  // of the words over the cells
  std::vector<std::size_t> first;   // row that each pane begins with
  [[nodiscard]] std::size_t panes() const { return first.size(); }
};

// Nothing when the columns' words do not fit: then each question is asked with cards of its own.
std::optional<TablePlan> plan_table(Scene& scene, const flow::QuestionScreen& question, const Axes& axes);
void draw_table(Scene& scene, const flow::QuestionScreen& question, const TablePlan& plan, const Axes& axes,
                std::size_t pane);

}  // namespace minyi::kiosk::screens
