// The attendant's two screens: the one that asks for the PIN, and the list of how the kiosk fares.
#include <algorithm>
#include <utility>
#include <vector>

#include "minyi/base/markup.hpp"
#include "minyi/screens/pads.hpp"
#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {
namespace {

using flow::PanelScreen;
using widgets::Button;
using widgets::Level;
using widgets::Look;
using widgets::Rect;
using widgets::Sign;

constexpr float loose = 2.4F, tight = 0.8F;  // u, before and after a line
constexpr float after_label = 8;             // u
constexpr float labels_most = 0.4F;          // of the length

// One of the panel's lines, laid out: its label and its value begin side by side.
struct Row {
  const PanelScreen::Line* line = nullptr;
  std::string value;  // as the typesetter takes it
  text::Style label_style{}, value_style{};
  float depth = 0;
  bool truncated = false;
};

struct List {
  std::vector<Row> rows;
  float labels = 0;                   // length of their column
  float pad = 0;                      // before and after each line
  std::vector<std::size_t> first{0};  // row of each screenful
};

float along(const text::Texture& size, bool vertical) { return vertical ? size.height : size.width; }
float across(const text::Texture& size, const text::Style& style) {
  return static_cast<float>(size.lines) * style.line_height;
}

text::Weight weight_of(PanelScreen::Tone tone) {
  return tone == PanelScreen::Tone::plain ? text::Weight::regular : text::Weight::bold;
}

std::vector<Row> lay_out(Scene& scene, const PanelScreen& panel, Level level, float labels, float values, float deep) {
  auto& canvas = scene.canvas;
  std::vector<Row> rows;
  for (const auto& line : panel.lines) {
    Row row{.line = &line, .value = escape_markup(line.value)};
    row.label_style = canvas.fit(line.label, {{level}}, labels, deep);
    row.value_style = canvas.fit(row.value, {{level}, weight_of(line.tone)}, values, deep);
    const auto label = canvas.measure(line.label, row.label_style), value = canvas.measure(row.value, row.value_style);
    row.depth = std::max(across(label, row.label_style), across(value, row.value_style));
    row.truncated = label.truncated || value.truncated;
    rows.push_back(std::move(row));
  }
  return rows;
}

// The row that each screenful begins with.
std::vector<std::size_t> deal_rows(const std::vector<Row>& rows, float pad, float depth) {
  std::vector<std::size_t> first{0};
  float at = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float needed = rows[i].depth + 2 * pad;
    if (at > 0 && at + needed > depth) {
      first.push_back(i);
      at = 0;
    }
    at += needed;
  }
  return first;
}

// As large and loose as one screenful allows, at last as many as it takes.
List plan_list(Scene& scene, const PanelScreen& panel, const Axes& axes) {
  auto& canvas = scene.canvas;
  List list;
  for (const auto& [level, pad] : {std::pair{Level::choice, loose}, {Level::hint, loose}, {Level::hint, tight}}) {
    list.labels = 0;
    for (const auto& line : panel.lines) {
      const auto size = canvas.measure(line.label, canvas.style(level, {{level}}, 0));
      list.labels = std::max(list.labels, along(size, axes.vertical));
    }
    list.labels = std::min(list.labels + scene.u(1), axes.length() * labels_most);
    list.pad = scene.u(pad);
    list.rows = lay_out(scene, panel, level, list.labels, axes.length() - list.labels - scene.u(after_label),
                        axes.depth() - 2 * list.pad);
    list.first = deal_rows(list.rows, list.pad, axes.depth());
    if (list.first.size() == 1) break;
  }
  return list;
}

void draw_list(Scene& scene, const List& list, const Axes& axes, std::size_t pane) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const float hair = std::max(1.F, scene.u(0.35F));
  const auto end = pane + 1 < list.first.size() ? list.first[pane + 1] : list.rows.size();
  float at = 0;
  for (auto i = list.first[pane]; i < end; ++i) {
    const auto& row = list.rows[i];
    const auto& line = *row.line;
    const float deep = row.depth + 2 * list.pad;
    if (at > 0) canvas.fill(axes.at(0, at, axes.length(), hair), p.edge);
    canvas.note({"fact:" + line.id, "text", line.label, line.value, row.truncated ? "truncated" : ""},
                axes.at(0, at, axes.length(), deep));
    const auto label = axes.at(0, at + list.pad, 0, 0);
    canvas.draw(label.x, label.y, line.label, row.label_style, p.quiet);
    const auto value = axes.at(list.labels + scene.u(after_label), at + list.pad, 0, 0);
    canvas.draw(value.x, value.y, row.value, row.value_style,
                line.tone == PanelScreen::Tone::alarm  ? p.error
                : line.tone == PanelScreen::Tone::good ? p.done
                                                       : p.ink);
    at += deep;
  }
}

void draw_title(Scene& scene, const std::string& title, const Rect& area) {
  auto& canvas = scene.canvas;
  const auto style = canvas.fit(title, {{Level::choice, Level::hint}, text::Weight::bold},
                                canvas.vertical ? area.h : area.w, canvas.vertical ? area.w : area.h);
  const auto size = canvas.measure(title, style);
  const float x = canvas.vertical ? area.x + (area.w - size.width) / 2 : area.x;
  const float y = canvas.vertical ? area.y : area.y + (area.h - size.height) / 2;
  canvas.note({"title", "heading", title, "", size.truncated ? "truncated" : ""}, {x, y, size.width, size.height});
  canvas.draw(x, y, title, style, canvas.t.colour.ink);
}

const std::vector<KeyRow>& pin_rows(std::vector<KeyRow>& rows, bool enabled) {
  for (auto& row : rows)
    for (auto& key : row) key.enabled = enabled;
  return rows;
}

}  // namespace

void draw_pin(Scene& scene, const flow::PinScreen& pin) {
  const Button back{.id = "close", .label = pin.back, .sign = Sign::before};
  const Button open{
      .id = "open", .label = pin.open, .look = pin.may_open ? Look::primary : Look::plain, .enabled = pin.may_open};
  const auto frame = frame_of(scene, back, open);
  draw_comforts(scene, frame.comforts);
  if (scene.memory.choosing_language) {
    draw_languages(scene, frame.content);
  } else {
    std::vector<KeyRow> rows{
        {{"1"}, {"2"}, {"3"}}, {{"4"}, {"5"}, {"6"}}, {{"7"}, {"8"}, {"9"}}, {{""}, {"0"}, {"delete"}}};
    const auto key = draw_figures(scene, pin.pin, pin_rows(rows, !pin.rests), frame.content);
    if (key == "delete")
      scene.event = flow::PinDigitErased{};
    else if (!key.empty())
      scene.event = flow::PinDigitPressed{key.front()};
  }
  const auto pressed = draw_foot(scene, frame, back, open, {});
  if (pressed == Foot::left) scene.event = flow::PanelClosed{};
  if (pressed == Foot::right) scene.event = flow::PinEntered{};
}

void draw_panel(Scene& scene, const PanelScreen& panel) {
  const Button close{.id = "close", .label = panel.close, .sign = Sign::cross};
  const Button send{.id = "send-now", .label = panel.send_now, .look = Look::primary, .sign = Sign::up};
  const auto frame = frame_of(scene, close, send);
  draw_title(scene, panel.title, frame.progress);
  draw_comforts(scene, frame.comforts);
  Pager pager;
  if (scene.memory.choosing_language) {
    draw_languages(scene, frame.content);
  } else {
    const Axes axes{frame.content, scene.canvas.vertical};
    const auto list = plan_list(scene, panel, axes);
    scene.memory.pane = std::min(scene.memory.pane, list.first.size() - 1);
    pager = {.pane = scene.memory.pane, .panes = list.first.size()};
    draw_list(scene, list, axes, pager.pane);
  }
  const auto pressed = draw_foot(scene, frame, close, send, pager);
  if (pressed == Foot::left) scene.event = flow::PanelClosed{};
  if (pressed == Foot::right) scene.event = flow::SendNowPressed{};
}

void draw_corner(Scene& scene) {
  const float side = scene.u(widgets::target_height);
  if (scene.canvas.target({"attendant", "button", scene.screen.corner, "", ""}, {0, 0, side, side}).pressed)
    scene.event = flow::CornerPressed{};
}

}  // namespace minyi::kiosk::screens
