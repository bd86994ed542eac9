#include "minyi/screens/list_index.hpp"

#include <algorithm>
#include <string>

#include "minyi/screens/heads.hpp"

namespace minyi::kiosk::screens {
namespace {

using widgets::Level;

// Screenfuls from which there is an index, and from which the page begins with it.
constexpr std::size_t index_from = 4, begin_from = 6, looked_up_from = 3;
constexpr float pad = 4;  // u, in a card

// Words at the two ends of panes `first` to `last`.
std::string ends_of(const Section& section, const Pane& first, const Pane& last) {
  const auto from = first.front().first_row * section.per_row;
  const auto behind = (last.front().first_row + last.front().rows) * section.per_row;
  const auto to = std::min(behind, section.options.size()) - 1;
  const auto& begin = section.options.at(std::min(from, to)).label;
  return begin + (from < to ? "\n… " + section.options.at(to).label : "");
}

}  // namespace

bool has_index(const FlowPlan& plan) {
  if (plan.sections.size() != 1) return false;
  const auto& section = plan.sections.front();
  const auto least = section.question->looked_up ? looked_up_from : index_from;
  return section.answers == Answers::cards && !section.options.empty() && plan.panes.size() >= least;
}

bool begins_with_index(const FlowPlan& plan) {
  if (!has_index(plan)) return false;
  const auto& section = plan.sections.front();
  return (section.question->looked_up || plan.panes.size() >= begin_from) &&
         std::none_of(section.options.begin(), section.options.end(),
                      [](const Option& option) { return option.chosen; });
}

void draw_index(Scene& scene, const Axes& axes, const FlowPlan& plan) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const auto& section = plan.sections.front();
  float at = draw_head(scene, axes, section.question->id, section.head, 0, plan.spacing);
  at += scene.u(head_gap * plan.spacing);
  const float gap = scene.u(widgets::gap);
  const float deep = std::max(scene.u(widgets::choice_height), 2 * canvas.t.line(Level::choice) + 2 * scene.u(pad / 2));
  const std::size_t per_row = scene.portrait() || canvas.vertical ? 1 : 2;
  const float along = (axes.length() - gap * static_cast<float>(per_row - 1)) / static_cast<float>(per_row);
  const auto rows = static_cast<std::size_t>(std::max(1.F, (axes.depth() - at + gap) / (deep + gap)));
  const auto cards = std::min(rows * per_row, plan.panes.size());
  const auto stretch = (plan.panes.size() + cards - 1) / cards;  // panes a card
  for (std::size_t card = 0; card * stretch < plan.panes.size(); ++card) {
    const auto first = card * stretch, last = std::min(first + stretch, plan.panes.size()) - 1;
    const auto words = ends_of(section, plan.panes[first], plan.panes[last]);
    const auto row = card / per_row, column = card % per_row;
    const auto rect =
        axes.at(static_cast<float>(column) * (along + gap), at + static_cast<float>(row) * (deep + gap), along, deep);
    const auto touch = canvas.target({"choices:range:" + std::to_string(card), "button", words,
                                      std::to_string(first + 1) + "-" + std::to_string(last + 1), ""},
                                     rect);
    canvas.fill(rect, touch.held ? p.pressed : p.card, scene.u(widgets::radius));
    canvas.edge(rect, p.edge, std::max(1.F, scene.u(0.35F)), scene.u(widgets::radius));
    const auto style =
        canvas.fit(words, {{Level::choice, Level::hint}}, along - 2 * scene.u(pad), deep - 2 * scene.u(pad / 2));
    const auto size = canvas.measure(words, style);
    canvas.draw(canvas.vertical ? rect.x + (rect.w - size.width) / 2 : rect.x + scene.u(pad),
                canvas.vertical ? rect.y + scene.u(pad) : rect.y + (rect.h - size.height) / 2, words, style, p.ink);
    if (!touch.pressed) continue;
    scene.memory.pane = first;
    scene.memory.index_open = false;
  }
}

}  // namespace minyi::kiosk::screens
