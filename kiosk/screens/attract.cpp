#include <algorithm>
#include <cmath>
#include <utility>

#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {
namespace {

using flow::AttractScreen;
using widgets::Fit;
using widgets::Level;
using widgets::Rect;

constexpr float button_deep = 32, card_pad = 8;          // u
constexpr float low_button_deep = 26, low_card_pad = 6;  // on a low screen
constexpr float low_screen = 240;

bool is_low(const Scene& scene) { return scene.window.h < scene.u(low_screen); }

// One language's card: what this is, how long it takes, and the button. The whole card is the target.
void draw_start(Scene& scene, const AttractScreen::Start& start, const Rect& rect) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const bool was_vertical = canvas.vertical;
  const auto language = canvas.language;
  canvas.vertical = start.language.direction == flow::Direction::vertical;
  canvas.language = start.language.code;

  const auto touch = canvas.target(
      {"start:" + start.language.code, "button", start.button, start.sentence + " " + start.facts, ""}, rect);
  if (touch.pressed) scene.event = flow::StartPressed{start.language.code};
  canvas.fill(rect, touch.held ? p.pressed : p.card, scene.u(widgets::radius));
  canvas.edge(rect, p.edge, std::max(1.F, scene.u(0.35F)), scene.u(widgets::radius));

  const Axes axes{rect.inset(scene.u(is_low(scene) ? low_card_pad : card_pad)), canvas.vertical};
  const float deep =
      std::max(scene.u(is_low(scene) ? low_button_deep : button_deep), canvas.t.line(Level::question) + scene.u(6));
  const auto press = axes.at(0, axes.depth() - deep, axes.length(), deep);
  canvas.fill(press, touch.held ? p.accent_pressed : p.accent, scene.u(widgets::radius));
  bool cut = canvas.centred(press.inset(scene.u(2)), start.button,
                            {{Level::question, Level::choice}, text::Weight::bold}, p.on_accent);

  float left = axes.depth() - deep - scene.u(4);
  float at = 0;
  const auto put = [&](const std::string& words, widgets::Levels levels, std::uint32_t colour, float kept) {
    if (words.empty() || left <= 0) return;
    const auto style = canvas.fit(words, {levels}, axes.length(), left - kept);
    const auto size = canvas.measure(words, style);
    const auto place = axes.at(0, at, axes.length(), 0);
    canvas.draw(place.x, place.y, words, style, colour);
    cut |= size.truncated;
    const float used = static_cast<float>(size.lines) * style.line_height + scene.u(3);
    at += used;
    left -= used;
  };
  const auto facts = canvas.measure(start.facts, canvas.style(Level::hint, {{Level::hint}}, axes.length()));
  const float kept_for_facts = static_cast<float>(facts.lines) * canvas.t.line(Level::hint) + scene.u(3);
  put(start.sentence, {Level::question, Level::choice, Level::hint}, p.ink, kept_for_facts);
  put(start.facts, {Level::choice, Level::hint}, p.quiet, 0);
  if (cut) canvas.mark_last("truncated");
  canvas.vertical = was_vertical;
  canvas.language = language;
}

}  // namespace

void draw_attract(Scene& scene, const AttractScreen& attract) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const auto& w = scene.window;
  const bool was_vertical = std::exchange(canvas.vertical, false);  // the title is in the default language
  const auto language = canvas.language;
  if (!attract.starts.empty()) canvas.language = attract.starts.front().language.code;
  const float margin = scene.u(w.w >= scene.u(420) ? 24 : 10);
  const float length = w.w - 2 * margin;
  const bool low = is_low(scene);
  const float band = scene.u(3);
  canvas.fill({0, 0, w.w, band}, p.accent);

  float y = band + scene.u(low ? 9 : 24);
  const Fit title_fit{{Level::question}, text::Weight::bold};
  auto title = canvas.style(Level::question, title_fit, length);
  title.line_height = std::round(title.line_height * (low ? 1 : 1.5F));
  title.max_lines = 2;
  const auto size = canvas.measure(attract.campaign, title);
  canvas.note({"campaign", "heading", attract.campaign, "", size.truncated ? "truncated" : ""},
              {margin, y, size.width, size.height});
  canvas.draw(margin, y, attract.campaign, title, p.ink);
  y += size.height;
  if (!attract.participation.empty()) {
    y += scene.u(2);
    const auto style = canvas.fit(attract.participation, {{Level::hint}}, length, canvas.t.line(Level::hint));
    const auto told = canvas.draw(margin, y, attract.participation, style, p.quiet);
    canvas.note({"participation", "text", attract.participation, "", told.truncated ? "truncated" : ""},
                {margin, y, told.width, told.height});
    y += told.height;
  }
  y += scene.u(low ? 8 : 16);
  canvas.vertical = was_vertical;
  canvas.language = language;

  const auto count = static_cast<float>(std::max<std::size_t>(1, attract.starts.size()));
  const float gap = scene.u(8), bottom = w.h - scene.u(low ? 8 : 16);
  const bool beside = !scene.portrait();
  const float width = beside ? std::min(scene.u(190), (length - gap * (count - 1)) / count) : length;
  const float height =
      beside ? std::min(scene.u(140), bottom - y) : std::min(scene.u(130), (bottom - y - gap * (count - 1)) / count);
  y += std::max(0.F, bottom - y - (beside ? height : height * count + gap * (count - 1))) * 0.3F;
  float x = margin;
  for (const auto& start : attract.starts) {
    draw_start(scene, start, {x, y, width, height});
    beside ? x += width + gap : y += height + gap;
  }
}

}  // namespace minyi::kiosk::screens
