#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {
namespace {

using widgets::Button;
using widgets::Level;
using widgets::Look;
using widgets::Rect;
using widgets::Sign;

constexpr float wide_screen = 420, wide_margin = 16, narrow_margin = 8, frame_margin = 6;  // u
constexpr float foot_height = 22, foot_most = 64;

struct Size {
  flow::TextSize size;
  const char* id;
  Level level;
};
constexpr std::array sizes{Size{flow::TextSize::standard, "size:standard", Level::hint},
                           Size{flow::TextSize::large, "size:large", Level::choice},
                           Size{flow::TextSize::largest, "size:largest", Level::question}};

Button back_button(const flow::Screen& screen) {
  return {.id = "back", .label = screen.words.back, .look = Look::plain, .sign = Sign::before};
}
Button next_button(const flow::Screen& screen, bool last) {
  return {.id = "next",
          .label = last ? screen.words.finish : screen.words.next,
          .look = Look::primary,
          .sign = Sign::after};
}

// A place for each comfort, in reading order, at the end of the bar.
class Row {
 public:
  Row(const Rect& bar, bool down, float gap)
      : bar_(bar), down_(down), gap_(gap), end_(down ? bar.bottom() : bar.right()) {}
  Rect take_last(float size) {
    end_ -= size;
    const Rect place = down_ ? Rect{bar_.x, end_, bar_.w, size} : Rect{end_, bar_.y, size, bar_.h};
    end_ -= gap_;
    return place;
  }
  [[nodiscard]] float end() const { return end_; }

 private:
  Rect bar_;
  bool down_;
  float gap_, end_;
};

void draw_size_button(Scene& scene, const Size& size, const Rect& rect) {
  auto& canvas = scene.canvas;
  const bool selected = scene.screen.comforts.size == size.size;
  if (button(canvas, {.id = size.id, .label = scene.screen.words.text_size, .show_label = false, .selected = selected},
             rect))
    scene.event = flow::SizePressed{size.size};
  // The letter is as large as the size it stands for, whatever the present one.
  constexpr std::array heights{8.F, 11.F, 15.F};
  auto style = canvas.style(Level::hint, {{Level::hint}, text::Weight::bold}, 0);
  style.orientation = text::Orientation::horizontal;
  style.language = "en";
  style.line_height = std::round(scene.u(heights[static_cast<std::size_t>(size.size)]));
  const auto letter = canvas.measure("A", style);
  canvas.draw(rect.x + (rect.w - letter.width) / 2, rect.y + (rect.h - letter.height) / 2, "A", style,
              canvas.t.colour.ink);
}

std::string language_label(const flow::Screen& screen) {
  for (const auto& language : screen.languages)
    if (language.code == screen.language) return language.label;
  return screen.words.language;
}

std::string place_in(std::size_t pane, const Pager& pager) {
  return std::to_string(pane) + " / " + std::to_string(pager.panes);
}

// Of the figure between the pager's arrows, which stands upright.
float place_width(Scene& scene, const Pager& pager) {
  auto& canvas = scene.canvas;
  const bool vertical = std::exchange(canvas.vertical, false);
  const auto size = canvas.measure(place_in(pager.panes, pager), canvas.style(Level::hint, {{Level::hint}}, 0));
  canvas.vertical = vertical;
  return std::max(scene.u(26), size.width + scene.u(10));
}

void draw_pager(Scene& scene, const Rect& room, const Pager& pager) {
  auto& canvas = scene.canvas;
  auto& pane = scene.memory.pane;
  const float side = scene.u(widgets::target_height), words_width = place_width(scene, pager);
  const float width = 2 * side + words_width;
  const float x = room.x + (room.w - width) / 2, y = room.y + (room.h - side) / 2;
  const bool down = canvas.vertical;
  auto& index_open = scene.memory.index_open;
  if (button(canvas,
             {.id = "choices:previous",
              .label = scene.screen.words.back,
              .sign = down ? Sign::before : Sign::up,
              .show_label = false,
              .enabled = pager.pane > 0 && !index_open},
             {x, y, side, side}) &&
      pane > 0)
    --pane;
  const Rect middle{x + side, y, words_width, side};
  const bool toggled =
      pager.indexed &&
      button(
          canvas,
          {.id = "choices:index", .label = scene.screen.words.list_index, .show_label = false, .selected = index_open},
          middle.inset(scene.u(2), 0));
  if (button(canvas,
             {.id = "choices:next",
              .label = scene.screen.words.next,
              .sign = down ? Sign::after : Sign::down,
              .show_label = false,
              .enabled = index_open || pager.pane + 1 < pager.panes},
             {x + side + words_width, y, side, side})) {
    pane = index_open ? 0 : pane + 1;
    index_open = false;
  }
  canvas.vertical = false;
  if (canvas.centred(middle.inset(scene.u(3), 0), place_in(pager.pane + 1, pager), {{Level::hint}},
                     canvas.t.colour.quiet))
    canvas.mark_last("truncated");
  canvas.vertical = down;
  if (toggled) index_open = !index_open;
}

float pager_room(Scene& scene, const Pager& pager) {
  if (pager.panes <= 1) return 0;
  return scene.u(2 * widgets::target_height) + place_width(scene, pager) + scene.u(widgets::gap);
}

struct Widths {
  float left = 0, right = 0;
};
// Of the foot's buttons, `between` pixels of which are for others.
Widths foot_widths(Scene& scene, const Frame& frame, const Button& left, const Button& right, const Pager& pager,
                   float between) {
  auto& canvas = scene.canvas;
  if (canvas.vertical) return {scene.u(44), scene.u(44)};
  const float most = frame.foot.w * (pager.panes > 1 ? 0.34F : 0.48F);
  const Widths widths{std::min(most, std::max(scene.u(58), widgets::wanted(canvas, left))),
                      std::min(most, std::max(scene.u(80), widgets::wanted(canvas, right)))};
  const float rest = frame.foot.w - between - scene.u(widgets::gap);
  return widths.left + widths.right > rest ? Widths{rest / 2, rest / 2} : widths;
}

// Takes out the one of several that is asked about; the second touch does it.
void draw_remove(Scene& scene, const Rect& room) {
  auto& canvas = scene.canvas;
  auto& sure = scene.memory.removing;
  Button remove{.id = "remove",
                .label = sure ? scene.screen.words.really_remove : scene.screen.words.remove,
                .look = sure ? Look::primary : Look::plain,
                .sign = Sign::cross,
                .level = Level::hint};
  float width = scene.u(widgets::target_height + 4);
  if (canvas.vertical)
    width = std::max(width, 2 * canvas.t.line(Level::hint) + scene.u(4));  // columns of words
  else if (const float wanted = widgets::wanted(canvas, remove); wanted <= room.w)
    width = wanted;
  else
    remove.show_label = false;
  if (button(canvas, remove, {room.x, room.y, std::min(width, room.w), room.h})) {
    if (sure) {
      scene.event = flow::RemovePressed{};
      scene.memory.pane = 0;
    }
    sure = !sure;
  } else if (scene.event) {
    sure = false;
  }
}

}  // namespace

void draw_comforts(Scene& scene, const Rect& bar) {
  auto& canvas = scene.canvas;
  const bool down = canvas.vertical;
  const float gap = scene.u(widgets::gap), side = scene.u(widgets::target_height);
  Row row(bar, down, gap);
  if (down) {  // a column is filled from its top
    float y = bar.y;
    const auto next = [&](float height) {
      const Rect rect{bar.x, y, bar.w, height};
      y += height + gap;
      return rect;
    };
    for (const auto& size : sizes) draw_size_button(scene, size, next(side));
    if (button(canvas,
               {.id = "theme", .label = scene.screen.words.contrast, .sign = Sign::contrast, .show_label = false},
               next(side)))
      scene.event = flow::ThemePressed{};
    if (scene.screen.languages.size() > 1 &&
        button(canvas,
               {.id = "language", .label = language_label(scene.screen), .sign = Sign::globe, .show_label = false},
               next(side)))
      scene.memory.choosing_language = !scene.memory.choosing_language;
    return;
  }
  if (scene.screen.languages.size() > 1) {
    Button language{.id = "language", .label = language_label(scene.screen), .sign = Sign::globe, .level = Level::hint};
    const float room = bar.w - 4 * (side + gap);
    const float width = widgets::wanted(canvas, language);
    language.show_label = width <= room;
    if (button(canvas, language, row.take_last(language.show_label ? width : side)))
      scene.memory.choosing_language = !scene.memory.choosing_language;
  }
  if (button(canvas, {.id = "theme", .label = scene.screen.words.contrast, .sign = Sign::contrast, .show_label = false},
             row.take_last(side)))
    scene.event = flow::ThemePressed{};
  for (auto size = sizes.rbegin(); size != sizes.rend(); ++size) draw_size_button(scene, *size, row.take_last(side));
}

Frame frame_of(Scene& scene) {
  const auto* question = std::get_if<flow::QuestionScreen>(&scene.screen.body);
  return frame_of(scene, back_button(scene.screen), next_button(scene.screen, question != nullptr && question->last));
}

Frame frame_of(Scene& scene, const Button& left, const Button& right) {
  auto& canvas = scene.canvas;
  const auto& w = scene.window;
  const float edge = scene.u(frame_margin), side = scene.u(widgets::target_height), between = scene.u(6);
  Frame frame;
  if (canvas.vertical) {
    // Columns need the height: progress and comforts stand at the sides.
    const float foot = std::clamp(std::max(widgets::wanted(canvas, right), widgets::wanted(canvas, left)),
                                  scene.u(foot_height), scene.u(foot_most));
    frame.foot = {edge, w.h - edge - foot, w.w - 2 * edge, foot};
    const float height = frame.foot.y - between - edge;
    frame.progress = {edge, edge, scene.u(24), height};
    frame.comforts = {w.w - edge - side, edge, side, height};
    frame.content = {frame.progress.right() + between, edge, frame.comforts.x - frame.progress.right() - 2 * between,
                     height};
    return frame;
  }
  const float margin = w.w >= scene.u(wide_screen) ? scene.u(wide_margin) : scene.u(narrow_margin);
  const Rect bar{margin, edge, w.w - 2 * margin, side};
  const float foot = std::max(scene.u(foot_height), canvas.t.line(Level::choice) + scene.u(6));
  frame.foot = {margin, w.h - edge - foot, bar.w, foot};
  const float comforts = std::min(bar.w * 0.62F, scene.u(190));
  frame.comforts = {bar.right() - comforts, bar.y, comforts, side};
  frame.progress = {bar.x, bar.y, bar.w - comforts - scene.u(widgets::gap), side};
  const float top = bar.bottom() + between;
  frame.content = {margin, top, bar.w, frame.foot.y - between - top};
  return frame;
}

void draw_frame(Scene& scene, const Frame& frame, const flow::QuestionScreen& question, Pager pager) {
  auto& canvas = scene.canvas;
  const auto& words = scene.screen.words;
  const float gap = scene.u(widgets::gap), side = scene.u(widgets::target_height);
  Rect left = frame.progress;
  if (canvas.vertical) {
    const Rect home{left.x + (left.w - side) / 2, left.bottom() - side, side, side};
    if (button(canvas,
               {.id = "start-over",
                .label = words.start_over,
                .look = Look::quiet,
                .sign = Sign::home,
                .show_label = false},
               home))
      scene.event = flow::StartOverPressed{};
    left.h -= side + gap;
  } else {
    if (button(canvas,
               {.id = "start-over",
                .label = words.start_over,
                .look = Look::quiet,
                .sign = Sign::home,
                .show_label = false},
               {left.x, left.y, side, side}))
      scene.event = flow::StartOverPressed{};
    left.x += side + gap;
    left.w -= side + gap;
  }
  widgets::progress(canvas, question.position, question.total, words.page_of, left);
  draw_comforts(scene, frame.comforts);

  const bool turns = pager.next_turns && pager.pane + 1 < pager.panes;
  const auto back = back_button(scene.screen), next = next_button(scene.screen, question.last && !turns);
  const float pager_width = pager_room(scene, pager);
  const float remove_least = question.may_remove ? scene.u(widgets::target_height + 4) + gap : 0;
  const auto [back_width, next_width] = foot_widths(scene, frame, back, next, pager, pager_width + remove_least);
  const Rect& foot = frame.foot;
  const bool turns_back = pager.next_turns && pager.pane > 0;
  if ((question.can_go_back || turns_back) && button(canvas, back, {foot.x, foot.y, back_width, foot.h})) {
    if (turns_back)
      --scene.memory.pane;
    else
      scene.event = flow::BackPressed{};
  }
  if (button(canvas, next, {foot.right() - next_width, foot.y, next_width, foot.h})) {
    if (turns)
      ++scene.memory.pane;
    else
      scene.event = flow::NextPressed{};
  }
  Rect between{foot.x + back_width + gap, foot.y, foot.w - back_width - next_width - 2 * gap, foot.h};
  if (pager.panes > 1) {
    Rect place = between;
    if (question.may_remove) place = {between.right() - pager_width + gap, foot.y, pager_width - gap, foot.h};
    draw_pager(scene, place, pager);
    between.w -= pager_width;
  }
  if (question.may_remove) draw_remove(scene, between);
}

Foot draw_foot(Scene& scene, const Frame& frame, const Button& left, const Button& right, const Pager& pager) {
  const Rect& foot = frame.foot;
  const float gap = scene.u(widgets::gap);
  const auto widths = foot_widths(scene, frame, left, right, pager, pager_room(scene, pager));
  Foot pressed = Foot::none;
  if (button(scene.canvas, left, {foot.x, foot.y, widths.left, foot.h})) pressed = Foot::left;
  if (button(scene.canvas, right, {foot.right() - widths.right, foot.y, widths.right, foot.h})) pressed = Foot::right;
  if (pager.panes > 1)
    draw_pager(scene, {foot.x + widths.left + gap, foot.y, foot.w - widths.left - widths.right - 2 * gap, foot.h},
               pager);
  return pressed;
}

void draw_languages(Scene& scene, const Rect& area) {
  auto& canvas = scene.canvas;
  const float gap = scene.u(widgets::gap);
  const bool was_vertical = canvas.vertical;
  const auto language = canvas.language;
  const auto count = static_cast<float>(std::max<std::size_t>(1, scene.screen.languages.size()));
  const bool across = !scene.portrait();
  const float width = across ? std::min(scene.u(110), (area.w - gap * (count - 1)) / count) : area.w;
  const float height =
      across ? std::min(scene.u(90), area.h) : std::min(scene.u(60), (area.h - gap * (count - 1)) / count);
  float x = area.x, y = area.y;
  for (const auto& option : scene.screen.languages) {
    canvas.language = option.code;
    canvas.vertical = option.direction == flow::Direction::vertical;
    const Rect rect{x, y, width, height};
    if (choice_card(canvas,
                    {.id = "language:" + option.code,
                     .label = option.label,
                     .value = option.code,
                     .chosen = option.code == scene.screen.language,
                     .stacked = true},
                    rect)) {
      scene.memory.choosing_language = false;
      scene.event = flow::LanguagePressed{option.code};
    }
    across ? x += width + gap : y += height + gap;
  }
  canvas.vertical = was_vertical;
  canvas.language = language;
}

}  // namespace minyi::kiosk::screens
