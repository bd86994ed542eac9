#include "minyi/screens/table.hpp"

#include <algorithm>
#include <cmath>

#include "minyi/screens/heads.hpp"

namespace minyi::kiosk::screens {
namespace {

using widgets::Fit;
using widgets::Level;

constexpr float cell_least = 24, cell_most = 70, label_least = 70;  // u
constexpr int header_lines = 3;

const Fit header_fit{{Level::hint}, text::Weight::regular, text::Align::centre};
const Fit label_fit{{Level::choice}};

// The columns' words at this cell length: their depth, or nothing when they do not fit.
std::optional<float> header_depth(Scene& scene, const std::vector<flow::Choice>& choices, float cell) {
  float depth = 0;
  for (const auto& choice : choices) {
    const auto size =
        scene.canvas.measure(choice.label, scene.canvas.style(Level::hint, header_fit, cell - scene.u(2)));
    if (size.split || size.lines > header_lines) return std::nullopt;
    depth = std::max(depth, static_cast<float>(size.lines) * scene.canvas.t.line(Level::hint));
  }
  return depth + scene.u(3);
}

bool lay_out(Scene& scene, const flow::QuestionScreen& question, const Axes& axes, TablePlan& plan) {
  const auto& choices = question.questions.front().choices;
  const auto columns = static_cast<float>(choices.size());
  const float length = axes.length();
  plan.cell_length = plan.label_above ? length / columns
                                      : std::min(scene.u(cell_most),
                                                 (length - std::max(scene.u(label_least), length * 0.28F)) / columns);
  plan.label_length = plan.label_above ? length : length - plan.cell_length * columns;
  if (plan.cell_length < scene.u(cell_least)) return false;
  const auto header = header_depth(scene, choices, plan.cell_length);
  if (!header) return false;
  plan.header_depth = *header;
  plan.rows.clear();
  plan.label_depths.clear();
  for (const auto& row : question.questions) {
    const auto size = scene.canvas.measure(
        row.label,
        scene.canvas.style(Level::choice, label_fit, plan.label_length - scene.u(plan.label_above ? 8 : 10)));
    if (size.split) return false;
    float label = static_cast<float>(size.lines) * scene.canvas.t.line(Level::choice);
    if (!row.problem.empty()) label += scene.canvas.t.line(Level::hint);
    plan.label_depths.push_back(label);
    const float cells = scene.u(widgets::target_height);
    plan.rows.push_back(plan.label_above ? label + scene.u(3) + cells + scene.u(2)
                                         : std::max(cells, label + scene.u(4)));
  }
  return true;
}

// Deals the rows out; false when not even one fits.
bool deal_rows(TablePlan& plan, float depth, float gap) {
  plan.first.assign(1, 0);
  float at = 0;
  for (std::size_t row = 0; row < plan.rows.size(); ++row) {
    if (plan.rows[row] > depth) return false;
    if (at > 0 && at + plan.rows[row] > depth + 0.5F) {
      plan.first.push_back(row);
      at = 0;
    }
    at += plan.rows[row] + gap;
  }
  return true;
}

float row_gap(const Scene& scene) { return scene.u(widgets::gap); }

}  // namespace

std::optional<TablePlan> plan_table(Scene& scene, const flow::QuestionScreen& question, const Axes& axes) {
  if (question.questions.empty() || question.questions.front().choices.empty()) return std::nullopt;
  std::optional<TablePlan> best;
  flow::Question heading;
  heading.label = question.group_label;
  heading.hint = question.group_hint.empty() ? scene.screen.words.choose_one : question.group_hint;
  for (const float spacing : {1.F, 0.4F})
    for (const bool above : {false, true}) {
      TablePlan plan;
      plan.spacing = spacing;
      plan.label_above = above;
      plan.head = plan_head(scene, heading, {axes.length(), axes.depth() * 0.5F}, spacing);
      if (!lay_out(scene, question, axes, plan)) continue;
      const float rest = axes.depth() - plan.head.depth - scene.u(head_gap * spacing) - plan.header_depth;
      if (!deal_rows(plan, rest, row_gap(scene))) continue;
      if (!best || plan.panes() < best->panes()) best = std::move(plan);
    }
  return best;
}

void draw_table(Scene& scene, const flow::QuestionScreen& question, const TablePlan& plan, const Axes& axes,
                std::size_t pane) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  float at = draw_head(scene, axes, "group", plan.head, 0, plan.spacing) + scene.u(head_gap * plan.spacing);
  const auto& choices = question.questions.front().choices;
  const float cells_from = plan.label_above ? 0 : plan.label_length;
  for (std::size_t column = 0; column < choices.size(); ++column) {
    const auto style = canvas.style(Level::hint, header_fit, plan.cell_length - scene.u(2));
    const auto size = canvas.measure(choices[column].label, style);
    const auto rect = axes.at(cells_from + static_cast<float>(column) * plan.cell_length, at, plan.cell_length,
                              plan.header_depth - scene.u(3));
    canvas.note(
        {"column:" + choices[column].value, "text", choices[column].label, "", size.truncated ? "truncated" : ""},
        rect);
    const float x = axes.vertical ? rect.right() - size.width : rect.x + (rect.w - size.width) / 2;
    const float y = axes.vertical ? rect.y + (rect.h - size.height) / 2 : rect.bottom() - size.height;
    canvas.draw(x, y, choices[column].label, style, p.quiet);
  }
  at += plan.header_depth;
  const auto end = pane + 1 < plan.first.size() ? plan.first[pane + 1] : plan.rows.size();
  for (std::size_t row = plan.first[pane]; row < end; ++row) {
    const auto& asked = question.questions[row];
    const float deep = plan.rows[row];
    const bool wrong = !asked.problem.empty();
    const auto card = axes.at(0, at, axes.length(), deep);
    canvas.fill(card, p.card, scene.u(widgets::radius));
    canvas.edge(card, wrong ? p.error : p.edge, wrong ? scene.u(0.7F) : std::max(1.F, scene.u(0.35F)),
                scene.u(widgets::radius));

    const float inset = scene.u(plan.label_above ? 4 : 6);
    const auto style = canvas.style(Level::choice, label_fit, plan.label_length - scene.u(plan.label_above ? 8 : 10));
    const auto size = canvas.measure(asked.label, style);
    const float label_deep = static_cast<float>(size.lines) * style.line_height;
    const float block = plan.label_depths[row];
    const float label_at = at + (plan.label_above ? scene.u(2) : (deep - block) / 2);
    const auto label = axes.at(inset, label_at, style.extent, label_deep);
    canvas.note({"question:" + asked.id, "heading", asked.label, "", size.truncated ? "truncated" : ""}, label);
    canvas.draw(label.x, label.y, asked.label, style, p.ink);
    if (wrong) {
      const auto place = axes.at(inset, label_at + label_deep, style.extent, canvas.t.line(Level::hint));
      auto small = canvas.style(Level::hint, {{Level::hint}, text::Weight::bold}, style.extent);
      small.max_lines = 1;  // the row's edge says where, the words may be cut: they are listed in full
      canvas.note({"problem:" + asked.id, "alert", asked.problem, "", ""}, place);
      canvas.draw(place.x, place.y, asked.problem, small, p.error);
    }
    const float cell_deep = plan.label_above ? scene.u(widgets::target_height) : deep;
    const float cell_at = plan.label_above ? at + deep - cell_deep : at;
    for (std::size_t column = 0; column < asked.choices.size() && column < choices.size(); ++column) {
      const auto& choice = asked.choices[column];
      const auto cell =
          axes.at(cells_from + static_cast<float>(column) * plan.cell_length, cell_at, plan.cell_length, cell_deep);
      const auto touch =
          canvas.target({"choice:" + asked.id + ":" + choice.value, "radio", asked.label + ": " + choice.label,
                         choice.value, choice.chosen ? "selected" : ""},
                        cell);
      if (touch.pressed) scene.event = flow::ChoicePressed{asked.id, choice.value};
      const auto inner = cell.inset(scene.u(1));
      if (touch.held || choice.chosen) canvas.fill(inner, touch.held ? p.pressed : p.chosen, scene.u(widgets::radius));
      if (choice.chosen) canvas.edge(inner, p.accent, scene.u(0.6F), scene.u(widgets::radius));
      mark(canvas, widgets::Mark::radio, choice.chosen, cell.x + cell.w / 2, cell.y + cell.h / 2, scene.u(4.5F));
    }
    at += deep + row_gap(scene);
  }
}

}  // namespace minyi::kiosk::screens
