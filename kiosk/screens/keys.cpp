#include "minyi/screens/keys.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "minyi/base/markup.hpp"
#include "minyi/screens/heads.hpp"
#include "minyi/screens/number.hpp"

namespace minyi::kiosk::screens {
namespace {

using widgets::Level;
using widgets::Rect;
using widgets::Sign;

struct Face {
  std::string_view name;
  Sign sign;
};
constexpr std::array faces{Face{"delete", Sign::erase}, Face{"shift", Sign::shift}, Face{"minus", Sign::less},
                           Face{"plus", Sign::more}};

// Where the row of dots ends.
float draw_dots(Scene& scene, std::size_t count, const Rect& inner) {
  constexpr float dot = 1.8F, apart = 7;  // u
  const float pitch = std::min(scene.u(apart), inner.w / static_cast<float>(std::max<std::size_t>(1, count)));
  for (std::size_t i = 0; i < count; ++i)
    scene.canvas.circle(inner.x + (static_cast<float>(i) + 0.5F) * pitch, inner.y + inner.h / 2, scene.u(dot),
                        scene.canvas.t.colour.ink);
  return inner.x + static_cast<float>(count) * pitch;
}

}  // namespace

void draw_field(Scene& scene, const flow::Question& question, const Rect& rect, Level level) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  canvas.fill(rect, p.card, scene.u(widgets::radius));
  canvas.edge(rect, p.focus, scene.u(0.6F), scene.u(widgets::radius));
  canvas.note({"value:" + question.id, "text", question.label, question.value, ""}, rect);
  const bool vertical = std::exchange(canvas.vertical, false);
  auto inner = rect.inset(scene.u(5), scene.u(1.5F));
  auto style = canvas.style(level, {{level}}, inner.w - scene.u(2));
  const auto draw_caret = [&](float x) {
    canvas.fill({x, rect.y + rect.h / 2 - style.line_height * 0.36F, scene.u(0.7F), style.line_height * 0.72F},
                p.focus);
  };
  if (question.secret) {
    draw_caret(draw_dots(scene, question.value.size(), inner) + scene.u(1));
    canvas.vertical = vertical;
    return;
  }
  const int room = std::max(1, static_cast<int>(inner.h / style.line_height));
  // What was typed is shown as typed, never read as markup.
  const auto shown = escape_markup(question.grouped ? grouped(question.value) : question.value);
  const auto size = canvas.measure(shown, style);
  const int first = std::max(0, size.lines - room);
  const int lines = std::max(1, size.lines - first);
  const float top = inner.y + (inner.h - static_cast<float>(lines) * style.line_height) / 2;
  canvas.draw_lines(inner.x, top, shown, style, p.ink, first, lines);
  if (size.lines <= 1) draw_caret(inner.x + size.width + scene.u(1));
  canvas.vertical = vertical;
}

std::string draw_keys(Scene& scene, const std::vector<KeyRow>& rows, const Rect& area, float height, float gap) {
  auto& canvas = scene.canvas;
  const bool vertical = std::exchange(canvas.vertical, false);
  std::string pressed;
  float y = area.y;
  for (const auto& row : rows) {
    float shares = 0;
    for (const auto& key : row) shares += key.width;
    const float share = (area.w - gap * static_cast<float>(row.size() - 1)) / shares;
    float x = area.x;
    for (const auto& key : row) {
      const Rect rect{x, y, share * key.width, height};
      x += rect.w + gap;
      if (key.name.empty()) continue;  // a gap at a row's end
      const auto* const face =
          std::find_if(faces.begin(), faces.end(), [&](const Face& f) { return f.name == key.name; });
      widgets::Button button{.id = "key:" + std::string(key.name), .label = std::string(key.name), .role = "key"};
      if (!key.label.empty()) {
        button.label = key.label;
        button.level = Level::hint;
      }
      button.enabled = key.enabled;
      if (key.name == "space") button.label = scene.screen.words.space_key;
      if (key.name == "delete") button.label = scene.screen.words.delete_key;
      if (face != faces.end()) {
        button.sign = face->sign;
        button.show_label = false;
      }
      if (key.name.size() == 1 && scene.memory.shift) {
        button.label[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(button.label[0])));
      }
      button.selected = key.name == "shift" && scene.memory.shift;
      if (key.name.size() == 1) button.label = escape_markup(button.label);
      if (key.name == "space") {  // the word runs its own way: the long bar is enough
        button.show_label = !vertical;
        button.level = Level::hint;
      }
      if (widgets::button(canvas, button, rect)) pressed = key.name;
    }
    y += height + gap;
  }
  canvas.vertical = vertical;
  return pressed;
}

float draw_words(Scene& scene, const flow::Question& question, const Rect& area) {
  const Axes axes{area, scene.canvas.vertical};
  for (const float spacing : {1.F, 0.4F}) {
    const auto head = plan_head(scene, question, {axes.length(), axes.depth()}, spacing);
    if (head.depth > axes.depth() && spacing > 0.5F) continue;
    const float deep = draw_head(scene, axes, question.id, head, 0, spacing);
    return axes.vertical ? area.right() : area.y + deep;
  }
  return area.y;
}

}  // namespace minyi::kiosk::screens
