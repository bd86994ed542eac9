// Thank you, out of service, and the warning before an unattended screen starts over.
#include <algorithm>
#include <cmath>

#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {
namespace {

using widgets::Fit;
using widgets::Level;
using widgets::Rect;

constexpr float thanks_seconds = 8;  // of a full ring

// Centred texts one after another: downwards, or columns to the right where the script runs down.
class Centred {
 public:
  Centred(Scene& scene, const Axes& axes, float at) : scene_(scene), axes_(axes), at_(at) {}
  void put(std::string id, const char* role, const std::string& words, widgets::Levels levels, text::Weight weight,
           std::uint32_t colour, float before) {
    if (words.empty()) return;
    auto& canvas = scene_.canvas;
    at_ += before;
    const Fit fit{levels, weight, text::Align::centre};
    const auto style =
        canvas.fit(words, fit, axes_.length(), std::max(canvas.t.line(Level::hint), axes_.depth() - at_));
    const auto size = canvas.measure(words, style);
    const float along = axes_.vertical ? size.height : size.width, deep = axes_.vertical ? size.width : size.height;
    const auto rect = axes_.at((axes_.length() - along) / 2, at_, along, deep);
    canvas.note({std::move(id), role, words, "", size.truncated ? "truncated" : ""}, rect);
    canvas.draw(rect.x, rect.y, words, style, colour);
    at_ += deep;
  }
  [[nodiscard]] float at() const { return at_; }

 private:
  Scene& scene_;
  Axes axes_;
  float at_;
};

}  // namespace

void draw_thanks(Scene& scene, const flow::ThanksScreen& thanks) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const auto& w = scene.window;
  if (canvas.target({"thanks", "button", thanks.title, std::to_string(thanks.seconds_left), ""}, w).pressed)
    scene.event = flow::ThanksPressed{};
  const float r = scene.u(std::min(w.w, w.h) < scene.u(240) ? 20 : 30);
  const float left = static_cast<float>(thanks.seconds_left) / thanks_seconds;
  if (canvas.vertical) {
    const float x = w.w * 0.24F;
    widgets::check_mark(canvas, x, w.h / 2, r, left);
    const Axes axes{{x + r + scene.u(16), scene.u(12), w.w * 0.6F, w.h - scene.u(24)}, true};
    Centred column(scene, axes, 0);
    column.put("title", "heading", thanks.title, {Level::question, Level::choice}, text::Weight::bold, p.ink, 0);
    column.put("sentence", "text", thanks.sentence, {Level::choice, Level::hint}, text::Weight::regular, p.ink,
               scene.u(8));
    column.put("what-happens", "text", thanks.what_happens, {Level::hint}, text::Weight::regular, p.quiet, scene.u(8));
    return;
  }
  const float top = std::max(scene.u(12), w.h * 0.16F);
  widgets::check_mark(canvas, w.w / 2, top + r, r, left);
  const float wide = std::min(w.w - scene.u(20), scene.u(340));
  const Axes axes{{(w.w - wide) / 2, top + 2 * r + scene.u(8), wide, w.h - top - 2 * r - scene.u(16)}, false};
  Centred column(scene, axes, 0);
  column.put("title", "heading", thanks.title, {Level::question, Level::choice}, text::Weight::bold, p.ink, 0);
  column.put("sentence", "text", thanks.sentence, {Level::choice, Level::hint}, text::Weight::regular, p.ink,
             scene.u(5));
  column.put("what-happens", "text", thanks.what_happens, {Level::hint}, text::Weight::regular, p.quiet, scene.u(6));
}

void draw_out_of_service(Scene& scene, const flow::OutOfServiceScreen& out) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const auto& w = scene.window;
  canvas.fill({0, 0, w.w, scene.u(3)}, p.accent);
  const float margin = scene.u(w.w >= scene.u(420) ? 32 : 12);
  const float wide = std::min(w.w - 2 * margin, scene.u(360));
  const float low = w.h < scene.u(240) ? 0.5F : 1;
  const float attendant = w.h * 0.56F;
  const bool vertical = canvas.vertical;
  const auto put = [&](float x, float y, float along, float deep, const char* id, const char* role,
                       const std::string& words, widgets::Levels levels, text::Weight weight, std::uint32_t colour) {
    if (words.empty()) return 0.F;
    const auto style = canvas.fit(words, {levels, weight}, along, deep);
    const auto size = canvas.draw(x, y, words, style, colour);
    canvas.note({id, role, words, "", size.truncated ? "truncated" : ""}, {x, y, size.width, size.height});
    return canvas.vertical ? size.width : size.height;
  };
  if (vertical) {
    const float tall = attendant - scene.u(18) * low;
    const float x = margin + put(margin, scene.u(16) * low, tall, wide / 2, "title", "heading", out.title,
                                 {Level::question, Level::choice}, text::Weight::bold, p.ink);
    put(x + scene.u(8), scene.u(16) * low, tall, wide / 2, "sentence", "text", out.sentence,
        {Level::choice, Level::hint}, text::Weight::regular, p.ink);
  } else {
    float y = scene.u(40) * low;
    y += put(margin, y, wide, attendant * 0.4F, "title", "heading", out.title, {Level::question, Level::choice},
             text::Weight::bold, p.ink);
    y += scene.u(5);
    put(margin, y, wide, std::max(canvas.t.line(Level::hint), attendant - y), "sentence", "text", out.sentence,
        {Level::choice, Level::hint}, text::Weight::regular, p.ink);
  }
  // For whoever looks after the kiosk: the catalogue's words, read as lines.
  canvas.vertical = false;
  float y = attendant + scene.u(4);
  canvas.fill({margin, y, wide, std::max(1.F, scene.u(0.35F))}, p.edge);
  y += scene.u(6);
  const auto tell = [&](const char* id, const std::string& words, std::uint32_t colour) {
    const float room = std::max(canvas.t.line(Level::hint), w.h - y - scene.u(4));
    y += put(margin, y, w.w - 2 * margin, room, id, "text", words, {Level::hint}, text::Weight::regular, colour);
    if (!words.empty()) y += scene.u(2);
  };
  tell("code", out.code, p.accent);
  tell("detail", out.detail, p.quiet);
  tell("hint", out.hint, p.quiet);
  canvas.vertical = vertical;
}

void draw_idle(Scene& scene, const flow::IdleWarning& idle) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const auto& w = scene.window;
  const bool vertical = canvas.vertical;
  const float wide = std::min(w.w - scene.u(16), scene.u(vertical ? 250 : 230));
  const float tall = std::min(w.h - scene.u(16), scene.u(vertical ? 190 : 150));
  const Rect card{(w.w - wide) / 2, (w.h - tall) / 2, wide, tall};
  canvas.fill(card, p.card, scene.u(2 * widgets::radius));
  canvas.edge(card, p.edge, std::max(1.F, scene.u(0.5F)), scene.u(2 * widgets::radius));
  const auto inner = card.inset(scene.u(12));
  const float r = scene.u(16);
  const float part =
      idle.seconds_total > 0 ? static_cast<float>(idle.seconds_left) / static_cast<float>(idle.seconds_total) : 0;
  const float cx = vertical ? inner.x + r : card.x + card.w / 2, cy = vertical ? card.y + card.h / 2 : inner.y + r;
  canvas.ring(cx, cy, r - scene.u(1.5F), scene.u(3), p.track);
  canvas.ring(cx, cy, r - scene.u(1.5F), scene.u(3), p.accent, std::min(part, 0.9999F));
  canvas.vertical = false;
  canvas.centred({cx - r, cy - r, 2 * r, 2 * r}, std::to_string(idle.seconds_left),
                 {{Level::question, Level::choice}, text::Weight::bold}, p.ink);
  canvas.vertical = vertical;
  canvas.note({"countdown", "progress", idle.title, std::to_string(idle.seconds_left), ""},
              {cx - r, cy - r, 2 * r, 2 * r});

  const widgets::Button more{.id = "more-time", .label = idle.button, .look = widgets::Look::primary};
  const float deep = std::max(scene.u(28), canvas.t.line(Level::choice) + scene.u(10));
  Rect press, title;
  if (vertical) {
    press = {inner.right() - scene.u(48), inner.y, scene.u(48), inner.h};
    title = {inner.x + 2 * r + scene.u(6), inner.y, press.x - inner.x - 2 * r - scene.u(12), inner.h};
  } else {
    press = {inner.x, inner.bottom() - deep, inner.w, deep};
    title = {inner.x, inner.y + 2 * r + scene.u(4), inner.w, press.y - inner.y - 2 * r - scene.u(8)};
  }
  canvas.note({"idle", "alert", idle.title, "", ""}, title);
  if (canvas.centred(title, idle.title, {{Level::question, Level::choice, Level::hint}, text::Weight::bold}, p.ink))
    canvas.mark_last("truncated");
  if (button(canvas, more, press)) scene.event = flow::MoreTimePressed{};
}

}  // namespace minyi::kiosk::screens
