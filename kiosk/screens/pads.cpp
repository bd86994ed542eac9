#include "minyi/screens/pads.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "minyi/screens/moment.hpp"
#include "minyi/screens/number.hpp"

namespace minyi::kiosk::screens {
namespace {

using flow::Kind;
using widgets::Level;
using widgets::Rect;
using widgets::Sign;

constexpr std::size_t most_digits = 15, most_bytes = 1000;
constexpr std::size_t most_keys = 10;  // in a row of letters
constexpr float words_beside = 72;     // u, for words that run down beside the keys
constexpr float field_least = 18;      // u

std::string without_last(std::string value) {
  while (!value.empty() && (static_cast<unsigned char>(value.back()) & 0xC0) == 0x80) value.pop_back();
  if (!value.empty()) value.pop_back();
  return value;
}

// What a number looks like after another key; unchanged when the key adds nothing.
std::string typed_number(const flow::Question& question, std::string_view key) {
  const auto& value = question.value;
  if (key == "delete") return without_last(value);
  if (key == "-" && !question.figures_only) return value.starts_with('-') ? value.substr(1) : "-" + value;
  if (value.size() >= most_digits) return value;
  if (question.figures_only) return value + std::string(key);
  const bool negative = value.starts_with('-');
  const std::string sign = negative ? "-" : "", figures = negative ? value.substr(1) : value;
  if (key == ".") return figures.find('.') != std::string::npos ? value : figures.empty() ? sign + "0." : value + ".";
  return figures == "0" ? sign + std::string(key) : value + std::string(key);
}

std::vector<KeyRow> number_rows(const flow::Question& question) {
  const bool point = question.kind == Kind::decimal || question.figures_only;
  const bool minus = question.may_be_negative || question.figures_only;
  std::vector<KeyRow> rows{{{"1"}, {"2"}, {"3"}}, {{"4"}, {"5"}, {"6"}}, {{"7"}, {"8"}, {"9"}}};
  if (point && minus)
    rows.push_back({{"."}, {"0"}, {"-"}, {"delete"}});
  else
    rows.push_back({{point ? "." : minus ? "-" : ""}, {"0"}, {"delete"}});
  return rows;
}

std::vector<KeyRow> letter_rows(bool digits_above) {
  std::vector<KeyRow> rows;
  if (digits_above) rows.push_back({{"1"}, {"2"}, {"3"}, {"4"}, {"5"}, {"6"}, {"7"}, {"8"}, {"9"}, {"0"}});
  rows.push_back({{"q"}, {"w"}, {"e"}, {"r"}, {"t"}, {"y"}, {"u"}, {"i"}, {"o"}, {"p"}});
  rows.push_back({{"", 0.45F}, {"a"}, {"s"}, {"d"}, {"f"}, {"g"}, {"h"}, {"j"}, {"k"}, {"l"}, {"", 0.45F}});
  rows.push_back({{"shift", 1.45F}, {"z"}, {"x"}, {"c"}, {"v"}, {"b"}, {"n"}, {"m"}, {"delete", 1.45F}});
  rows.push_back({{"-"}, {","}, {"space", digits_above ? 5.F : 4.F}, {"."}, {"?"}, {"!"}});
  if (!digits_above) rows.back().insert(rows.back().begin(), {"123", 1.4F});
  return rows;
}

std::vector<KeyRow> symbol_rows() {
  return {{{"1"}, {"2"}, {"3"}, {"4"}, {"5"}, {"6"}, {"7"}, {"8"}, {"9"}, {"0"}},
          {{"+"}, {"/"}, {":"}, {";"}, {"("}, {")"}, {"&"}, {"@"}, {"'"}, {"\""}},
          {{"_"}, {"="}, {"%"}, {"#"}, {"*"}, {"<"}, {">"}, {"delete", 3}},
          {{"abc", 1.4F}, {"-"}, {","}, {"space", 4}, {"."}, {"?"}, {"!"}}};
}

float keys_height(const Scene& scene, std::size_t rows, float gap) {
  return static_cast<float>(rows) * scene.u(key_height) + static_cast<float>(rows - 1) * gap;
}

void draw_number(Scene& scene, const flow::Question& question, const Rect& area) {
  const auto key = draw_figures(scene, question, number_rows(question), area);
  if (key.empty()) return;
  auto value = typed_number(question, key);
  if (value != question.value) scene.event = flow::ValueEdited{question.id, std::move(value)};
}

void draw_text(Scene& scene, const flow::Question& question, const Rect& area) {
  float field = scene.u(field_height);
  const bool beside = scene.canvas.vertical && !scene.portrait();  // columns of words to the left of field and keys
  const float words_least = beside ? 0 : scene.canvas.t.line(Level::question) + scene.canvas.t.line(Level::hint);
  float gap = scene.u(key_gap);
  const auto fits = [&](std::size_t rows) {
    return keys_height(scene, rows, gap) + field + words_least + scene.u(10) <= area.h;
  };
  const bool digits_above = fits(5);
  if (!fits(4)) {
    gap = scene.u(2);
    field = scene.u(field_least);
  }
  // As much as the words would like, but never keys that a finger misses.
  const float beside_least =
      static_cast<float>(most_keys) * scene.u(widgets::target_height) + static_cast<float>(most_keys - 1) * scene.u(2);
  const float beside_width = std::min(std::max(area.w - scene.u(words_beside), beside_least), scene.u(330));
  if (beside && beside_width < beside_least + static_cast<float>(most_keys - 1) * scene.u(key_gap - 2))
    gap = scene.u(2);
  const auto rows = digits_above ? letter_rows(true) : (scene.memory.symbols ? symbol_rows() : letter_rows(false));
  const float tall = keys_height(scene, rows.size(), gap);
  Rect words = area, keys{area.x, area.bottom() - tall, std::min(area.w, scene.u(330)), tall}, box;
  if (beside) {
    keys = {area.right() - beside_width, area.bottom() - tall, beside_width, tall};
    words.w = area.w - beside_width - scene.u(8);
    box = {keys.x, area.y, keys.w, std::min(scene.u(60), keys.y - area.y - scene.u(4))};
  } else {
    keys.x = area.x + (area.w - keys.w) / 2;
    if (scene.canvas.vertical) field = scene.u(60);
    box = {keys.x, keys.y - scene.u(4) - field, keys.w, field};
    words.h = box.y - area.y - scene.u(3);
  }
  const float end = draw_words(scene, question, words);
  if (!scene.canvas.vertical) {  // what room the words leave, the field takes
    const float top = std::max(end + scene.u(5), box.bottom() - scene.u(60));
    if (top < box.y) box = {box.x, top, box.w, box.bottom() - top};
  }
  draw_field(scene, question, box, Level::choice);
  const auto key = draw_keys(scene, rows, keys, scene.u(key_height), gap);
  if (key.empty()) return;
  auto& memory = scene.memory;
  if (key == "shift") {
    memory.shift = !memory.shift;
  } else if (key == "123" || key == "abc") {
    memory.symbols = key == "123";
    memory.shift = false;
  } else if (key == "delete") {
    if (!question.value.empty()) scene.event = flow::ValueEdited{question.id, without_last(question.value)};
  } else if (question.value.size() < most_bytes) {
    auto typed = key == "space" ? std::string(" ") : key;
    if (memory.shift) typed[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(typed[0])));
    memory.shift = false;
    scene.event = flow::ValueEdited{question.id, question.value + typed};
  }
}

// A range of many steps: less, the value, more, and the way along.
void draw_steps(Scene& scene, const flow::Question& question, const Rect& area) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const float side = scene.u(30), gap = scene.u(8), width = std::min(area.w, scene.u(220));
  Rect words = area;
  Rect row;
  if (canvas.vertical && !scene.portrait()) {
    words.w = area.w - width - scene.u(10);
    row = {area.right() - width, area.y + (area.h - side) / 2, width, side};
  } else {
    words.h = area.h - side - scene.u(24);
    row = {area.x + (area.w - width) / 2, 0, width, side};
  }
  const float end = draw_words(scene, question, words);
  if (canvas.vertical && scene.portrait()) row.y = area.bottom() - side - scene.u(16);
  if (!canvas.vertical) row.y = std::min(area.bottom() - side - scene.u(16), end + scene.u(16));
  const bool vertical = std::exchange(canvas.vertical, false);
  const bool empty = question.value.empty();
  const bool at_start = !empty && same_number(question.value, step_range(question, -1));
  const bool at_end = !empty && same_number(question.value, step_range(question, 1));
  if (button(canvas,
             {.id = "key:minus",
              .label = "-",
              .sign = Sign::less,
              .show_label = false,
              .enabled = !at_start,
              .role = "key"},
             {row.x, row.y, side, side}))
    scene.event = flow::ValueEdited{question.id, step_range(question, -1)};
  if (button(
          canvas,
          {.id = "key:plus", .label = "+", .sign = Sign::more, .show_label = false, .enabled = !at_end, .role = "key"},
          {row.right() - side, row.y, side, side}))
    scene.event = flow::ValueEdited{question.id, step_range(question, 1)};
  const Rect box{row.x + side + gap, row.y, row.w - 2 * (side + gap), side};
  canvas.fill(box, p.card, scene.u(widgets::radius));
  canvas.edge(box, p.edge, std::max(1.F, scene.u(0.35F)), scene.u(widgets::radius));
  canvas.note({"value:" + question.id, "text", question.label, question.value, ""}, box);
  if (!empty) canvas.centred(box, question.value, {{Level::question}, text::Weight::bold}, p.ink);
  const Rect track{row.x, row.bottom() + scene.u(7), row.w, scene.u(3)};
  canvas.fill(track, p.track, scene.u(1.5F));
  if (!empty) {
    const double span = question.range_end - question.range_start;
    const double part = span == 0 ? 0 : (std::strtod(question.value.c_str(), nullptr) - question.range_start) / span;
    const float filled = track.w * static_cast<float>(std::clamp(part, 0.0, 1.0));
    if (filled > track.h) canvas.fill({track.x, track.y, filled, track.h}, p.accent, scene.u(1.5F));
    canvas.circle(track.x + filled, track.y + track.h / 2, scene.u(3), p.accent);
  }
  canvas.vertical = vertical;
}

}  // namespace

std::string draw_figures(Scene& scene, const flow::Question& question, const std::vector<KeyRow>& rows,
                         const Rect& area) {
  const float gap = scene.u(key_gap), field = scene.u(field_height);
  const float pad_width = scene.portrait() ? std::min(area.w, scene.u(150)) : scene.u(108);
  float height = scene.u(key_height);
  Rect words = area, keys, box;
  if (scene.portrait()) {
    height = scene.u(26);
    const float tall = 4 * height + 3 * gap;
    keys = {area.x + (area.w - pad_width) / 2, area.bottom() - tall, pad_width, tall};
    box = {keys.x, keys.y - gap * 2 - field, pad_width, field};
    words.h = box.y - area.y - gap * 2;
  } else {  // words to the left, keys to the right, the value over the keys when there is room
    height = std::min(scene.u(30), (area.h - field - 4 * gap) / 4);
    const bool over = height >= scene.u(key_height);
    if (!over) height = std::min(scene.u(30), (area.h - 3 * gap) / 4);
    const float tall = 4 * height + 3 * gap;
    keys = {area.right() - pad_width, area.y + (over ? field + gap : 0), pad_width, tall};
    words.w = area.w - pad_width - scene.u(16);
    if (over) {
      box = {keys.x, area.y, pad_width, field};
    } else {
      box = {area.x, area.bottom() - field, words.w, field};
      words.h -= field + gap;
    }
  }
  draw_words(scene, question, words);
  draw_field(scene, question, box, Level::question);
  return draw_keys(scene, rows, keys, height, gap);
}

void draw_pad(Scene& scene, const flow::Question& question, const Rect& area) {
  switch (question.kind) {
    case Kind::integer:
    case Kind::decimal:
      draw_number(scene, question, area);
      break;
    case Kind::range:
      draw_steps(scene, question, area);
      break;
    case Kind::moment:
      draw_moment(scene, question, area);
      break;
    default:
      question.figures_only ? draw_number(scene, question, area) : draw_text(scene, question, area);
  }
}

}  // namespace minyi::kiosk::screens
