// The pad for a date or time: its parts beside each other, the one under way marked, figures below or beside.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "minyi/screens/keys.hpp"
#include "minyi/screens/moment.hpp"

namespace minyi::kiosk::screens {
namespace {

using flow::Unit;
using widgets::Level;
using widgets::Rect;

constexpr float pad_length = 108, tall_pad_length = 150, part_most = 40, key_most = 30, tall_key = 26;  // u
constexpr float year_share = 1.5F;  // of the other parts' width

struct Layout {
  Rect words, fields, keys, side;  // side: keys whose words run down
  float key = 0, gap = 0;
};

// How far a part's name reaches across its field; a little more than it measures, lest its last letter move to a second
// line.
float name_depth(Scene& scene, const flow::Question& question) {
  auto& canvas = scene.canvas;
  float depth = canvas.t.line(Level::hint);
  for (const auto& part : question.parts)
    if (canvas.vertical)
      depth = std::max(depth, canvas.measure(part.name, canvas.style(Level::hint, {{Level::hint}}, 0)).height);
  return std::ceil(depth) + scene.u(3);
}

Layout lay_out(Scene& scene, const flow::Question& question, const Rect& area, std::size_t rows) {
  const bool vertical = scene.canvas.vertical;
  Layout at;
  at.gap = scene.u(key_gap);
  const float side = vertical ? scene.u(widgets::target_height + 4) + at.gap : 0;
  const float field =
      std::max(scene.u(field_height), scene.canvas.t.line(Level::question) + scene.u(4)) + name_depth(scene, question);
  const float gaps = static_cast<float>(rows - 1) * at.gap;
  if (scene.portrait()) {
    at.key = scene.u(tall_key);
    const float wide = std::min(area.w - side, scene.u(tall_pad_length));
    const float tall = static_cast<float>(rows) * at.key + gaps;
    at.keys = {area.x + (area.w - wide + side) / 2, area.bottom() - tall, wide, tall};
    at.fields = {area.x, at.keys.y - scene.u(8) - field, area.w, field};
    at.words = {area.x, area.y, area.w, at.fields.y - area.y - scene.u(6)};
  } else {
    at.key = std::min(scene.u(key_most), (area.h - gaps) / static_cast<float>(rows));
    const float tall = static_cast<float>(rows) * at.key + gaps;
    const float wide = scene.u(pad_length);
    at.keys = {area.right() - wide, area.y + std::max(0.F, (area.h - tall) / 2), wide, tall};
    const float left = area.w - wide - side - scene.u(12);
    at.fields = {area.x, std::min(area.bottom() - field, at.keys.bottom() - field), left, field};
    at.words = {area.x, area.y, left, at.fields.y - area.y - scene.u(4)};
  }
  at.side = {at.keys.x - side, at.keys.y, side - at.gap, at.keys.h};
  return at;
}

// "6" for June, but "05" past the hour.
std::string shown_part(const std::string& digits, Unit unit) {
  const bool leading = digits.size() == 2 && digits[0] == '0' && (unit == Unit::month || unit == Unit::day);
  return leading ? digits.substr(1) : digits;
}

void draw_parts(Scene& scene, const flow::Question& question, const Moment& moment, const Rect& area) {
  auto& canvas = scene.canvas;
  const auto& p = canvas.t.colour;
  const float gap = scene.u(widgets::gap);
  float shares = 0;
  for (const auto& part : question.parts) shares += part.unit == Unit::year ? year_share : 1;
  const float share =
      std::min(scene.u(part_most), (area.w - gap * static_cast<float>(question.parts.size() - 1)) / shares);
  float x = area.x;
  if (scene.portrait()) x += (area.w - share * shares - gap * static_cast<float>(question.parts.size() - 1)) / 2;
  const float name = name_depth(scene, question);
  const bool vertical = canvas.vertical;
  for (std::size_t i = 0; i < question.parts.size(); ++i) {
    const auto& part = question.parts[i];
    const bool active = i == scene.memory.part;
    const auto digits =
        active && !scene.memory.typed.empty() ? scene.memory.typed : shown_part(moment.of(part.unit), part.unit);
    const Rect whole{x, area.y, share * (part.unit == Unit::year ? year_share : 1), area.h};
    x += whole.w + gap;
    // A name that runs down stands beneath its figures, a level one above them.
    const Rect box{whole.x, whole.y + (vertical ? 0 : name), whole.w, whole.h - name};
    constexpr std::array names{"year", "month", "day", "hour", "minute"};
    const auto touch = canvas.target({"part:" + question.id + ":" + names.at(static_cast<std::size_t>(part.unit)),
                                      "button", part.name, digits, active ? "selected" : ""},
                                     whole);
    if (touch.pressed) {
      scene.memory.part = i;
      scene.memory.typed.clear();
    }
    canvas.fill(box, touch.held ? p.pressed : p.card, scene.u(widgets::radius));
    canvas.edge(box, active ? p.focus : p.edge, active ? scene.u(1) : std::max(1.F, scene.u(0.35F)),
                scene.u(widgets::radius));
    const Rect title{whole.x, vertical ? box.bottom() + scene.u(2) : whole.y, whole.w, name - scene.u(2)};
    if (canvas.centred(title, part.name, {{Level::hint}}, active ? p.ink : p.quiet)) canvas.mark_last("truncated");
    canvas.vertical = false;  // figures stand upright
    if (!digits.empty())
      canvas.centred(box.inset(scene.u(1)), digits, {{Level::question, Level::choice, Level::hint}, text::Weight::bold},
                     p.ink);
    canvas.vertical = vertical;
  }
}

struct Edit {
  Moment moment;
  bool changed = false;
};

void take_back(Memory& memory, const std::vector<flow::Part>& parts, Edit& edit) {
  auto unit = parts[memory.part].unit;
  if (!memory.typed.empty()) {
    memory.typed.pop_back();
    put_digits(edit.moment, unit, memory.typed);
  } else {
    if (edit.moment.of(unit).empty() && memory.part > 0) unit = parts[--memory.part].unit;
    edit.moment.of(unit).clear();
  }
  edit.changed = true;
}

void type_digit(Memory& memory, const std::vector<flow::Part>& parts, char digit, Edit& edit) {
  const auto unit = parts[memory.part].unit;
  if (!takes_digit(edit.moment, unit, memory.typed, digit)) return;
  memory.typed += digit;
  put_digits(edit.moment, unit, memory.typed);
  edit.changed = true;
  if (!is_whole(edit.moment, unit, memory.typed)) return;
  memory.typed.clear();
  if (memory.part + 1 < parts.size()) ++memory.part;
}

void draw_word_keys(Scene& scene, const flow::Question& question, const Rect& area, std::string& pressed) {
  const float gap = scene.u(key_gap), tall = (area.h - gap) / 2;
  const auto put = [&](const char* name, const std::string& label, float y, bool enabled) {
    if (button(
            scene.canvas,
            {.id = std::string("key:") + name, .label = label, .enabled = enabled, .level = Level::hint, .role = "key"},
            {area.x, y, area.w, tall}))
      pressed = name;
  };
  put("now", question.now_key, area.y, true);
  put("clear", scene.screen.words.clear_key, area.y + tall + gap, !question.value.empty());
}

}  // namespace

void draw_moment(Scene& scene, const flow::Question& question, const Rect& area) {
  auto& memory = scene.memory;
  if (memory.moment != question.id) {
    memory.moment = question.id;
    memory.part = 0;
    memory.typed.clear();
  }
  if (question.parts.empty()) return;
  memory.part = std::min(memory.part, question.parts.size() - 1);
  Edit edit{read_moment(question.value)};
  const auto unit = question.parts[memory.part].unit;
  const auto key = [&](const char* name) {
    return Key{.name = name, .enabled = takes_digit(edit.moment, unit, memory.typed, name[0])};
  };
  const bool vertical = scene.canvas.vertical;
  std::vector<KeyRow> rows{
      {key("1"), key("2"), key("3")}, {key("4"), key("5"), key("6")}, {key("7"), key("8"), key("9")}};
  const bool filled = !question.value.empty();
  const Key erase{.name = "delete", .enabled = filled};
  if (vertical) {
    rows.push_back({{""}, key("0"), erase});
  } else {
    rows.push_back({{.name = "clear", .label = scene.screen.words.clear_key, .enabled = filled}, key("0"), erase});
    rows.push_back({{.name = "now", .label = question.now_key}});
  }
  auto at = lay_out(scene, question, area, rows.size());
  const float end = draw_words(scene, question, at.words);
  // Not far from the question where there is much room, but within reach on an upright screen.
  if (!vertical && !scene.portrait()) at.fields.y = std::min(at.fields.y, end + scene.u(16));
  draw_parts(scene, question, edit.moment, at.fields);
  auto pressed = draw_keys(scene, rows, at.keys, at.key, at.gap);
  if (vertical) draw_word_keys(scene, question, at.side, pressed);
  if (pressed.empty()) return;
  if (pressed == "now" || pressed == "clear") {
    memory.part = 0;
    memory.typed.clear();
    scene.event = flow::ValueEdited{question.id, pressed == "now" ? question.now : ""};
    return;
  }
  if (pressed == "delete")
    take_back(memory, question.parts, edit);
  else
    type_digit(memory, question.parts, pressed[0], edit);
  if (edit.changed) scene.event = flow::ValueEdited{question.id, spell_moment(edit.moment, question.parts)};
}

}  // namespace minyi::kiosk::screens
