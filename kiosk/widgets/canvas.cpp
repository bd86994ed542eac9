#include "minyi/widgets/canvas.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <GL/gl.h>
#include <imgui.h>

namespace minyi::kiosk::widgets {
namespace {

ImU32 opaque(std::uint32_t colour) { return IM_COL32((colour >> 16) & 0xFF, (colour >> 8) & 0xFF, colour & 0xFF, 255); }
ImVec2 corner(const Rect& rect) { return {std::round(rect.x), std::round(rect.y)}; }
ImVec2 opposite(const Rect& rect) { return {std::round(rect.right()), std::round(rect.bottom())}; }

// ImGui's way for names of textures and for what a callback is told.
void* as_pointer(std::uintptr_t number) {
  return reinterpret_cast<void*>(number);  // NOLINT(performance-no-int-to-ptr)
}

void add_state(std::string& state, std::string_view word) {
  if (!state.empty()) state += ' ';
  state += word;
}

}  // namespace

Canvas::Canvas(ImDrawList& list, text::Typesetter& typesetter, const Tokens& tokens, std::vector<Element>& elements)
    : t(tokens), list_(list), typesetter_(typesetter), elements_(elements) {}

// A software renderer blends each pixel of a filled rectangle; clearing it costs a fraction. The command's clip
// rectangle says where, its data which colour.
void Canvas::clear(const Rect& rect, std::uint32_t colour) {
  list_.PushClipRect(corner(rect), opposite(rect));
  list_.AddCallback(
      [](const ImDrawList*, const ImDrawCmd* command) {
        const auto shade = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(command->UserCallbackData));
        const auto channel = [shade](int shift) { return static_cast<float>((shade >> shift) & 0xFF) / 255.F; };
        GLint view[4];
        glGetIntegerv(GL_VIEWPORT, view);
        const auto& clip = command->ClipRect;
        glEnable(GL_SCISSOR_TEST);
        glScissor(static_cast<GLint>(clip.x), view[3] - static_cast<GLint>(clip.w), static_cast<GLint>(clip.z - clip.x),
                  static_cast<GLint>(clip.w - clip.y));
        glClearColor(channel(16), channel(8), channel(0), 1);
        glClear(GL_COLOR_BUFFER_BIT);
      },
      as_pointer(colour));
  list_.PopClipRect();
}

void Canvas::fill(const Rect& rect, std::uint32_t colour, float rounding) {
  constexpr float worth_clearing = 12000;  // pixels
  if (rect.w * rect.h < worth_clearing || 2 * rounding + 2 > std::min(rect.w, rect.h)) {
    list_.AddRectFilled(corner(rect), opposite(rect), opaque(colour), rounding);
    return;
  }
  const float r = std::ceil(rounding);
  if (r > 0) {  // only the corners are blended, the rest covers their inner parts
    for (const float x : {std::round(rect.x) + r, std::round(rect.right()) - r})
      for (const float y : {std::round(rect.y) + r, std::round(rect.bottom()) - r})
        list_.AddCircleFilled({x, y}, r, opaque(colour));
    clear({rect.x, rect.y + r, rect.w, rect.h - 2 * r}, colour);
    clear({rect.x + r, rect.y, rect.w - 2 * r, r}, colour);
    clear({rect.x + r, std::round(rect.bottom()) - r, rect.w - 2 * r, r}, colour);
  } else {
    clear(rect, colour);
  }
}

void Canvas::edge(const Rect& rect, std::uint32_t colour, float thickness, float rounding) {
  list_.AddRect(corner(rect), opposite(rect), opaque(colour), rounding, 0, thickness);
}

void Canvas::circle(float x, float y, float r, std::uint32_t colour) {
  list_.AddCircleFilled({x, y}, r, opaque(colour));
}

void Canvas::ring(float x, float y, float r, float thickness, std::uint32_t colour, float part) {
  if (part >= 1) {
    list_.AddCircle({x, y}, r, opaque(colour), 0, thickness);
  } else if (part > 0) {
    constexpr auto top = -std::numbers::pi_v<float> / 2;
    list_.PathArcTo({x, y}, r, top, top + 2 * std::numbers::pi_v<float> * part, 64);
    list_.PathStroke(opaque(colour), 0, thickness);
  }
}

void Canvas::line(std::initializer_list<std::pair<float, float>> points, std::uint32_t colour, float thickness) {
  for (const auto& [x, y] : points) list_.PathLineTo({x, y});
  list_.PathStroke(opaque(colour), 0, thickness);
}

void Canvas::triangle(float x1, float y1, float x2, float y2, float x3, float y3, std::uint32_t colour) {
  list_.AddTriangleFilled({x1, y1}, {x2, y2}, {x3, y3}, opaque(colour));
}

text::Style Canvas::style(Level level, const Fit& fit, float extent) const {
  text::Style style;
  style.line_height = t.line(level);
  style.weight = fit.weight;
  style.align = fit.align;
  style.orientation = vertical ? text::Orientation::vertical : text::Orientation::horizontal;
  style.language = language;
  style.extent = std::floor(extent);
  return style;
}

text::Style Canvas::fit(std::string_view text, const Fit& how, float along, float across) {
  for (const auto level : how.levels) {
    const auto tried = style(level, how, along);
    const auto texture = typesetter_.measure(text, tried);
    const bool fits = static_cast<float>(texture.lines) * tried.line_height <= across + 0.5F && !texture.split;
    if (fits && (how.prefer_lines == 0 || texture.lines <= how.prefer_lines)) return tried;
  }
  auto last = style(*(how.levels.end() - 1), how, along);
  last.max_lines = std::max(1, static_cast<int>(across / last.line_height));
  return last;
}

text::Texture Canvas::measure(std::string_view text, const text::Style& style) {
  return typesetter_.measure(text, style);
}

text::Texture Canvas::draw(float x, float y, std::string_view text, const text::Style& style, std::uint32_t colour) {
  auto with_colour = style;
  with_colour.colour = colour;
  const auto texture = typesetter_.draw(text, with_colour);
  if (texture.id == 0) return texture;
  const ImVec2 from{std::round(x), std::round(y)};
  list_.AddImage(as_pointer(texture.id), from, {from.x + std::ceil(texture.width), from.y + std::ceil(texture.height)},
                 {0, 0}, {1, 1}, texture.mask ? opaque(colour) : IM_COL32_WHITE);
  return texture;
}

void Canvas::draw_lines(float x, float y, std::string_view text, const text::Style& style, std::uint32_t colour,
                        int first, int count) {
  auto with_colour = style;
  with_colour.colour = colour;
  const auto texture = typesetter_.draw(text, with_colour);
  if (texture.id == 0 || first >= texture.lines) return;
  const auto all = static_cast<float>(texture.lines);
  const float start = static_cast<float>(first) / all,
              end = static_cast<float>(std::min(first + count, texture.lines)) / all;
  const ImVec2 from{std::round(x), std::round(y)};
  const ImVec2 size = vertical ? ImVec2{texture.width * (end - start), texture.height}
                               : ImVec2{texture.width, texture.height * (end - start)};
  list_.AddImage(as_pointer(texture.id), from, {from.x + size.x, from.y + size.y},
                 vertical ? ImVec2{start, 0} : ImVec2{0, start}, vertical ? ImVec2{end, 1} : ImVec2{1, end},
                 texture.mask ? opaque(colour) : IM_COL32_WHITE);
}

void Canvas::image(const Rect& rect, std::uintptr_t texture) {
  const auto from = corner(rect);
  list_.AddImage(as_pointer(texture), from, {from.x + rect.w, from.y + rect.h});
}

bool Canvas::centred(const Rect& rect, std::string_view text, const Fit& how, std::uint32_t colour) {
  auto middle = how;
  middle.align = text::Align::centre;
  const auto fitted = fit(text, middle, vertical ? rect.h : rect.w, vertical ? rect.w : rect.h);
  const auto size = typesetter_.measure(text, fitted);
  draw(rect.x + (rect.w - size.width) / 2, rect.y + (rect.h - size.height) / 2, text, fitted, colour);
  return size.truncated;
}

Touch Canvas::target(Element element, const Rect& rect) {
  Touch touch;
  if (!live) return touch;
  if (element.state.find("disabled") == std::string::npos) {
    ImGui::SetCursorScreenPos(corner(rect));
    touch.pressed = ImGui::InvisibleButton(element.id.c_str(), {std::max(1.F, rect.w), std::max(1.F, rect.h)});
    touch.held = ImGui::IsItemActive();
    touch.focused = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
  }
  if (touch.focused) {  // a ring outside a narrow gap
    const float away = t.u(1);
    add_state(element.state, "focused");
    edge({rect.x - away, rect.y - away, rect.w + 2 * away, rect.h + 2 * away}, t.colour.focus, t.u(1), t.u(radius + 1));
  }
  note(std::move(element), rect);
  return touch;
}

void Canvas::note(Element element, const Rect& rect) {
  if (!live) return;
  element.x = std::round(rect.x);
  element.y = std::round(rect.y);
  element.w = std::round(rect.right()) - element.x;
  element.h = std::round(rect.bottom()) - element.y;
  elements_.push_back(std::move(element));
}

void Canvas::mark_last(std::string_view state) {
  if (live && !elements_.empty()) add_state(elements_.back().state, state);
}

}  // namespace minyi::kiosk::widgets
