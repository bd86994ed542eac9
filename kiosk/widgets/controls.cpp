#include "minyi/widgets/controls.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace minyi::kiosk::widgets {
namespace {

struct Colours {
  std::uint32_t ground, text, edge;
};

Colours colours_of(const Palette& p, const Button& button, bool held) {
  if (!button.enabled) return {p.ground, mix(p.quiet, p.ground, 0.5F), p.edge};
  switch (button.look) {
    case Look::primary:
      return {held ? p.accent_pressed : p.accent, p.on_accent, held ? p.accent_pressed : p.accent};
    case Look::plain:
      return {held ? p.pressed : (button.selected ? p.chosen : p.card), p.ink, button.selected ? p.accent : p.edge};
    case Look::quiet:
      break;
  }
  return {held ? p.pressed : p.ground, p.quiet, held ? p.pressed : p.ground};
}

constexpr float sign_size = 7;  // u
constexpr float sign_gap = 3;
constexpr float button_pad = 6;
constexpr float mark_radius = 4, place_radius = 6.5F;

float radius_of(Mark mark) { return mark == Mark::place ? place_radius : mark == Mark::none ? 0 : mark_radius; }

float sign_room(const Button& button) {
  return button.sign == Sign::none ? 0 : sign_size + (button.show_label ? sign_gap : 0);
}

}  // namespace

void sign(Canvas& canvas, Sign what, float x, float y, float size, std::uint32_t colour) {
  const float h = size / 2, thick = std::max(2.F, size / 7);
  switch (what) {
    case Sign::none:
      break;
    case Sign::before:
      canvas.line({{x + h * 0.5F, y - h}, {x - h * 0.5F, y}, {x + h * 0.5F, y + h}}, colour, thick);
      break;
    case Sign::after:
      canvas.line({{x - h * 0.5F, y - h}, {x + h * 0.5F, y}, {x - h * 0.5F, y + h}}, colour, thick);
      break;
    case Sign::up:
      canvas.line({{x - h, y + h * 0.5F}, {x, y - h * 0.5F}, {x + h, y + h * 0.5F}}, colour, thick);
      break;
    case Sign::down:
      canvas.line({{x - h, y - h * 0.5F}, {x, y + h * 0.5F}, {x + h, y - h * 0.5F}}, colour, thick);
      break;
    case Sign::home:
      canvas.line({{x - h, y}, {x, y - h}, {x + h, y}}, colour, thick);
      canvas.line(
          {{x - h * 0.7F, y - h * 0.1F}, {x - h * 0.7F, y + h}, {x + h * 0.7F, y + h}, {x + h * 0.7F, y - h * 0.1F}},
          colour, thick);
      break;
    case Sign::globe:
      canvas.ring(x, y, h, thick * 0.8F, colour);
      canvas.line({{x - h, y}, {x + h, y}}, colour, thick * 0.7F);
      canvas.line({{x, y - h}, {x - h * 0.45F, y - h * 0.5F}, {x - h * 0.45F, y + h * 0.5F}, {x, y + h}}, colour,
                  thick * 0.7F);
      canvas.line({{x, y - h}, {x + h * 0.45F, y - h * 0.5F}, {x + h * 0.45F, y + h * 0.5F}, {x, y + h}}, colour,
                  thick * 0.7F);
      break;
    case Sign::contrast:
      canvas.ring(x, y, h, thick * 0.8F, colour);
      canvas.ring(x, y, h * 0.5F, h, colour, 0.5F);
      break;
    case Sign::less:
      canvas.line({{x - h, y}, {x + h, y}}, colour, thick);
      break;
    case Sign::more:
      canvas.line({{x - h, y}, {x + h, y}}, colour, thick);
      canvas.line({{x, y - h}, {x, y + h}}, colour, thick);
      break;
    case Sign::erase:
      canvas.line({{x - h * 0.4F, y - h * 0.7F},
                   {x + h * 1.2F, y - h * 0.7F},
                   {x + h * 1.2F, y + h * 0.7F},
                   {x - h * 0.4F, y + h * 0.7F},
                   {x - h * 1.2F, y},
                   {x - h * 0.4F, y - h * 0.7F}},
                  colour, thick * 0.8F);
      canvas.line({{x, y - h * 0.3F}, {x + h * 0.6F, y + h * 0.3F}}, colour, thick * 0.8F);
      canvas.line({{x, y + h * 0.3F}, {x + h * 0.6F, y - h * 0.3F}}, colour, thick * 0.8F);
      break;
    case Sign::cross:
      canvas.line({{x - h * 0.7F, y - h * 0.7F}, {x + h * 0.7F, y + h * 0.7F}}, colour, thick);
      canvas.line({{x - h * 0.7F, y + h * 0.7F}, {x + h * 0.7F, y - h * 0.7F}}, colour, thick);
      break;
    case Sign::shift:
      canvas.line({{x - h, y},
                   {x, y - h},
                   {x + h, y},
                   {x + h * 0.45F, y},
                   {x + h * 0.45F, y + h},
                   {x - h * 0.45F, y + h},
                   {x - h * 0.45F, y},
                   {x - h, y}},
                  colour, thick * 0.8F);
      break;
  }
}

float wanted(Canvas& canvas, const Button& button) {
  float along = 2 * button_pad + sign_room(button);
  if (button.show_label && !button.label.empty()) {
    const auto size = canvas.measure(button.label, canvas.style(button.level, {{button.level}}, 0));
    along += (canvas.vertical ? size.height : size.width) / canvas.t.u(1);
  }
  return std::max(canvas.t.u(target_height), canvas.t.u(along));
}

bool button(Canvas& canvas, const Button& button, const Rect& rect) {
  const auto& t = canvas.t;
  std::string state;
  if (button.selected) state = "selected";
  if (!button.enabled) state = "disabled";
  const auto touch = canvas.target({button.id, button.role, button.label, button.value, state}, rect);
  const auto colours = colours_of(t.colour, button, touch.held);
  if (button.look != Look::quiet || touch.held) canvas.fill(rect, colours.ground, t.u(radius));
  if (button.look == Look::plain)
    canvas.edge(rect, colours.edge, button.selected ? t.u(0.7F) : std::max(1.F, t.u(0.35F)), t.u(radius));

  const float size = t.u(sign_size);
  if (!button.show_label || button.label.empty()) {
    sign(canvas, button.sign, rect.x + rect.w / 2, rect.y + rect.h / 2, size, colours.text);
    return touch.pressed;
  }
  const bool leads = button.sign != Sign::after;
  const float room = t.u(sign_room(button));
  auto inner =
      rect.inset(canvas.vertical ? t.u(1.5F) : t.u(button_pad / 2), canvas.vertical ? t.u(button_pad / 2) : t.u(1));
  const bool vertical = canvas.vertical;
  (vertical ? inner.h : inner.w) -= room;
  const Fit how{button.level == Level::choice ? Levels{Level::choice, Level::hint} : Levels{button.level},
                button.look == Look::primary ? text::Weight::bold : text::Weight::regular, text::Align::centre};
  const auto style = canvas.fit(button.label, how, vertical ? inner.h : inner.w, vertical ? inner.w : inner.h);
  const auto text = canvas.measure(button.label, style);
  if (text.truncated) canvas.mark_last("truncated");
  const float cx = rect.x + rect.w / 2, cy = rect.y + rect.h / 2;
  if (vertical) {
    const float top = cy - (text.height + room) / 2;
    canvas.draw(cx - text.width / 2, leads ? top + room : top, button.label, style, colours.text);
    if (room > 0)
      sign(canvas, button.sign, cx, leads ? top + size / 2 : top + text.height + room - size / 2, size, colours.text);
  } else {
    const float left = cx - (text.width + room) / 2;
    canvas.draw(leads ? left + room : left, cy - text.height / 2, button.label, style, colours.text);
    if (room > 0)
      sign(canvas, button.sign, leads ? left + size / 2 : left + text.width + room - size / 2, cy, size, colours.text);
  }
  return touch.pressed;
}

void mark(Canvas& canvas, Mark kind, bool chosen, float x, float y, float r, std::size_t place) {
  const auto& p = canvas.t.colour;
  const float thick = std::max(2.F, r / 5);
  if (kind == Mark::radio) {
    canvas.ring(x, y, r - thick / 2, thick, chosen ? p.accent : p.quiet);
    if (chosen) canvas.circle(x, y, r * 0.55F, p.accent);
  } else if (kind == Mark::place) {
    if (place == 0) return canvas.ring(x, y, r - thick / 2, thick, p.quiet);
    canvas.circle(x, y, r, p.accent);
    const bool vertical = std::exchange(canvas.vertical, false);  // figures stand upright
    canvas.centred({x - r, y - r, 2 * r, 2 * r}, std::to_string(place), {{Level::hint}, text::Weight::bold},
                   p.on_accent);
    canvas.vertical = vertical;
  } else if (kind == Mark::check) {
    const Rect box{x - r, y - r, 2 * r, 2 * r};
    if (chosen) {
      canvas.fill(box, p.accent, r / 3);
      canvas.line({{x - r * 0.5F, y}, {x - r * 0.1F, y + r * 0.45F}, {x + r * 0.55F, y - r * 0.45F}}, p.on_accent,
                  thick * 1.2F);
    } else {
      canvas.edge(box, p.quiet, thick, r / 3);
    }
  }
}

float card_overhead(const Tokens& t, bool stacked, Mark mark) {
  return stacked ? t.u(4) : t.u(5 + 2 * radius_of(mark) + 4 + 4);
}
float card_padding(const Tokens& t) { return t.u(5); }

bool choice_card(Canvas& canvas, const Card& card, const Rect& whole) {
  const auto& t = canvas.t;
  const auto& p = t.colour;
  const auto touch = canvas.target(
      {card.id, card.mark == Mark::radio ? "radio" : "checkbox", card.label, card.value, card.chosen ? "selected" : ""},
      whole);
  canvas.fill(whole, touch.held ? p.pressed : (card.chosen ? p.chosen : p.card), t.u(radius));
  canvas.edge(whole, card.chosen ? p.accent : p.edge, card.chosen ? t.u(0.8F) : std::max(1.F, t.u(0.35F)), t.u(radius));
  const Rect rect{whole.x, whole.y + card.top, whole.w, whole.h - card.top};
  const bool vertical = canvas.vertical;
  const float r = t.u(radius_of(card.mark));
  if (card.stacked) {
    const float room = r > 0 ? 2 * r + t.u(3) : 0;
    Rect inner = rect.inset(t.u(2), t.u(3));
    if (r > 0) mark(canvas, card.mark, card.chosen, rect.x + rect.w / 2, inner.y + r, r, card.place);
    inner.y += room;
    inner.h -= room;
    if (canvas.centred(inner, card.label, {{Level::choice, Level::hint}}, p.ink)) canvas.mark_last("truncated");
    return touch.pressed;
  }
  const float along = (vertical ? rect.h : rect.w) - card_overhead(t, false);
  const float across = (vertical ? rect.w : rect.h) - t.u(2);
  const auto style = canvas.fit(card.label, {{Level::choice, Level::hint}}, along, across);
  const auto text = canvas.measure(card.label, style);
  if (text.truncated) canvas.mark_last("truncated");
  const float start = t.u(5) + 2 * r + t.u(4);
  if (vertical) {
    mark(canvas, card.mark, card.chosen, rect.x + rect.w / 2, rect.y + t.u(5) + r, r, card.place);
    canvas.draw(rect.x + (rect.w - text.width) / 2, rect.y + start, card.label, style, p.ink);
  } else {
    mark(canvas, card.mark, card.chosen, rect.x + t.u(5) + r, rect.y + rect.h / 2, r, card.place);
    canvas.draw(rect.x + start, rect.y + (rect.h - text.height) / 2, card.label, style, p.ink);
  }
  return touch.pressed;
}

void progress(Canvas& canvas, std::size_t position, std::size_t total, std::string_view words, const Rect& rect) {
  const auto& t = canvas.t;
  constexpr std::size_t most_dots = 20;
  const bool down = canvas.vertical;
  const bool was_vertical = canvas.vertical;
  canvas.vertical = false;  // "4 / 10" stays upright
  const auto style = canvas.style(Level::hint, {{Level::hint}}, 0);
  const auto text = canvas.measure(words, style);
  canvas.vertical = was_vertical;
  canvas.note({"progress", "progress", std::string(words), std::string(words), ""}, rect);

  const float available = down ? rect.h - text.height - t.u(4) : rect.w - text.width - t.u(4);
  const float cross = down ? rect.x + rect.w / 2 : rect.y + rect.h / 2;
  const float from = down ? rect.y : rect.x;
  float used = 0;
  const float pitch = t.u(5), r = t.u(1.5F);
  if (total > 0 && total <= most_dots && static_cast<float>(total) * pitch <= available) {
    for (std::size_t i = 0; i < total; ++i) {
      const float at = from + r + static_cast<float>(i) * pitch;
      canvas.circle(down ? cross : at, down ? at : cross, r, i < position ? t.colour.accent : t.colour.track);
    }
    used = static_cast<float>(total) * pitch;
  } else {
    used = std::clamp(available, t.u(8), t.u(70));
    const float done =
        total == 0 ? 0 : used * static_cast<float>(std::min(position, total)) / static_cast<float>(total);
    const auto bar = [&](float length, std::uint32_t colour) {
      canvas.fill(down ? Rect{cross - r, from, 2 * r, length} : Rect{from, cross - r, length, 2 * r}, colour, r);
    };
    bar(used, t.colour.track);
    if (done > 2 * r) bar(done, t.colour.accent);
  }
  canvas.vertical = false;
  if (down)
    canvas.draw(cross - text.width / 2, from + used + t.u(2), words, style, t.colour.quiet);
  else
    canvas.draw(from + used + t.u(3), cross - text.height / 2, words, style, t.colour.quiet);
  canvas.vertical = was_vertical;
}

void check_mark(Canvas& canvas, float x, float y, float r, float part_left) {
  const auto& p = canvas.t.colour;
  const float thick = r / 12;
  canvas.ring(x, y, r, thick, p.track);
  canvas.ring(x, y, r, thick, p.done, std::clamp(part_left, 0.F, 0.9999F));
  canvas.circle(x, y, r * 0.8F, p.done);
  canvas.line({{x - r * 0.36F, y + r * 0.02F}, {x - r * 0.08F, y + r * 0.3F}, {x + r * 0.4F, y - r * 0.28F}}, p.card,
              r / 7);
}

}  // namespace minyi::kiosk::widgets
