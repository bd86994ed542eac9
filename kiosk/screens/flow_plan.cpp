#include "minyi/screens/flow_plan.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "minyi/screens/number.hpp"

namespace minyi::kiosk::screens {
namespace {

using flow::Kind;
using widgets::Fit;
using widgets::Level;

constexpr float measure_characters = 34;  // longest line of running text
constexpr float em_of_line = 1 / 1.42F;
constexpr float column_most = 150;                 // u, a card's height where the script runs down
constexpr float card_most = 240, pair_least = 96;  // u, a card's length: alone at most, in pairs at least
constexpr std::size_t pairs_from = 4;              // fewer answers stand under each other when they can
constexpr float scale_least = 26, number_least = 20;
constexpr int scale_lines = 2;
constexpr float picture_least = 16, picture_card_least = 44, picture_card_most = 120;  // u
constexpr float picture_share = 0.45F;  // of a page's depth that a question's picture may take beside its answers
constexpr std::array picture_rooms{60.F, 44.F, 30.F};  // u, of a card
constexpr const char* no_break_space = "\xC2\xA0";
constexpr std::array spacings{1.F, 0.6F, 0.35F};

float reading_length(const Scene& scene, Level level, float length) {
  return std::min(length, scene.canvas.t.line(level) * em_of_line * measure_characters);
}

Block plan_block(Scene& scene, std::string words, widgets::Levels levels, text::Weight weight, float length,
                 float depth, int prefer_lines = 0) {
  Block block;
  if (words.empty()) return block;
  block.words = std::move(words);
  const float along = reading_length(scene, *levels.begin(), length);
  block.style = scene.canvas.fit(block.words, {levels, weight, text::Align::start, prefer_lines}, along, depth);
  const auto size = scene.canvas.measure(block.words, block.style);
  block.depth = static_cast<float>(size.lines) * block.style.line_height;
  block.truncated = size.truncated;
  return block;
}

std::string with_mark(const Scene& scene, const flow::Question& question) {
  const auto& mark = scene.screen.words.required_mark;
  return question.required && !mark.empty() && !question.label.empty() ? question.label + no_break_space + mark
                                                                       : question.label;
}

std::string hint_of(const Scene& scene, const flow::Question& question) {
  if (question.kind == Kind::rank)
    return (question.hint.empty() ? scene.screen.words.rank : question.hint) + " · " + question.count;
  if (!question.hint.empty()) return question.hint;
  if (question.kind == Kind::choose_one && !question.quick_scale) return scene.screen.words.choose_one;
  if (question.kind == Kind::choose_many) return scene.screen.words.choose_many;
  return {};
}

std::vector<Option> options_of(const flow::Question& question) {
  std::vector<Option> options;
  const auto id = [&](const std::string& value) { return "choice:" + question.id + ":" + value; };
  if (question.kind == Kind::range) {
    for (const auto& value : range_values(question))
      options.push_back({id(value), value, value, "", same_number(value, question.value)});
    return options;
  }
  for (const auto& choice : question.choices)
    options.push_back({id(choice.value), choice.value, choice.label, choice.image, choice.chosen, choice.place});
  if (question.kind == Kind::acknowledge && options.empty())
    options.push_back({id("OK"), "OK", question.label, "", question.value == "OK"});
  return options;
}

// Lines that a label takes on a card of this length, and whether a word of it would be torn.
struct Labels {
  int lines = 1;
  bool split = false;
};
Labels measure_labels(Scene& scene, const Section& section, float card_length, bool stacked) {
  Labels labels;
  const auto mark = section.question == nullptr ? widgets::Mark::radio : mark_of(*section.question);
  const float along = card_length - widgets::card_overhead(scene.canvas.t, stacked, mark);
  for (const auto& option : section.options) {
    const auto style = scene.canvas.style(
        Level::choice, Fit{{Level::choice}, {}, stacked ? text::Align::centre : text::Align::start}, along);
    const auto size = scene.canvas.measure(option.label, style);
    labels.lines = std::max(labels.lines, size.lines);
    labels.split |= size.split || size.width > along + scene.u(1) || along <= 0;
  }
  return labels;
}

float card_depth(const Scene& scene, int lines) {
  return std::max(scene.u(widgets::choice_height), static_cast<float>(lines) * scene.canvas.t.line(Level::choice) +
                                                       2 * widgets::card_padding(scene.canvas.t));
}

// One row of equal cards, when each label is short enough for its card.
bool plan_scale(Scene& scene, Section& section, const Room& room) {
  const auto& t = scene.canvas.t;
  const auto count = section.options.size();
  const bool numbers = section.question->kind == Kind::range;
  if (count == 0 || (scene.canvas.vertical && !numbers)) return false;
  for (std::size_t per_row = count; per_row >= (numbers ? (count + 2) / 3 : count) && per_row > 0; --per_row) {
    const float n = static_cast<float>(per_row);
    const float card = std::min(scene.u(numbers ? 40 : 100), (room.length - scene.u(widgets::gap) * (n - 1)) / n);
    if (card < scene.u(numbers ? number_least : scale_least)) continue;
    float depth = scene.u(widgets::choice_height);
    if (!numbers) {
      const auto labels = measure_labels(scene, section, card, true);
      if (labels.split || labels.lines > scale_lines) return false;
      depth = scene.u(8 + 3 + 2 * 4) + static_cast<float>(labels.lines) * t.line(Level::choice);
    }
    const auto rows = (count + per_row - 1) / per_row;
    if (static_cast<float>(rows) * (depth + scene.u(widgets::gap)) > room.depth) return false;
    section.per_row = (count + rows - 1) / rows;
    section.card_length = card;
    section.rows.assign(rows, depth);
    section.answers = Answers::scale;
    return true;
  }
  return false;
}

void plan_card_rows(Scene& scene, Section& section) {
  for (std::size_t first = 0; first < section.options.size(); first += section.per_row) {
    Section row;
    row.question = section.question;
    row.options.assign(section.options.begin() + static_cast<std::ptrdiff_t>(first),
                       section.options.begin() +
                           static_cast<std::ptrdiff_t>(std::min(section.options.size(), first + section.per_row)));
    section.rows.push_back(card_depth(scene, measure_labels(scene, row, section.card_length, false).lines));
  }
}

// As many cards beside each other as the form asks for, or the most that leave each label its room; 0 where the form
// does not ask.
std::size_t asked_columns(Scene& scene, const Section& section, const Room& room) {
  constexpr int most_lines = 3;
  const float gap = scene.u(widgets::gap);
  for (auto columns = std::min(section.question->columns, section.options.size()); columns > 1; --columns) {
    const float n = static_cast<float>(columns);
    const float card = (room.length - gap * (n - 1)) / n;
    if (card < scene.u(scale_least)) continue;
    if (const auto labels = measure_labels(scene, section, card, false); !labels.split && labels.lines <= most_lines)
      return columns;
  }
  return section.question->columns > 0 ? 1 : 0;
}

// Cards with pictures above their labels, the larger the fewer there are.
bool plan_pictures(Scene& scene, Section& section, const Room& room) {
  const auto count = section.options.size();
  if (std::none_of(section.options.begin(), section.options.end(),
                   [&](const Option& option) { return !scene.album.extent(option.image).empty(); }))
    return false;
  constexpr int most_lines = 3;
  const bool vertical = scene.canvas.vertical;
  const float gap = scene.u(widgets::gap);
  const std::size_t usual = scene.portrait() ? 2 : 4;
  const auto most = std::min(count, section.question->columns > 0 ? section.question->columns : usual);
  for (const float tall : picture_rooms)
    for (auto per_row = most; per_row > 0; --per_row) {
      const float n = static_cast<float>(per_row);
      const float card = std::min(scene.u(picture_card_most), (room.length - gap * (n - 1)) / n);
      if (card < scene.u(picture_card_least) && per_row > 1) continue;
      const float top = vertical ? card / 2 : scene.u(tall);  // where words run down the picture shortens them
      const auto labels = measure_labels(scene, section, vertical ? card - top : card, false);
      if ((labels.split || labels.lines > most_lines) && per_row > 1) continue;
      const float words = card_depth(scene, labels.lines);
      const float depth = vertical ? std::max(words, scene.u(tall)) : top + words;
      const auto rows = (count + per_row - 1) / per_row;
      const bool fits = static_cast<float>(rows) * (depth + gap) - gap <= room.depth;
      if (!fits && tall != picture_rooms.back()) continue;
      section.per_row = per_row;
      section.card_length = card;
      section.picture_room = top;
      section.rows.assign(rows, std::min(depth, room.depth));
      return true;
    }
  return false;
}

void plan_cards(Scene& scene, Section& section, const Room& room) {
  section.answers = Answers::cards;
  const float gap = scene.u(widgets::gap);
  const auto count = section.options.size();
  if (count == 0 || plan_pictures(scene, section, room)) return;
  const float alone = std::min(room.length, scene.u(scene.canvas.vertical ? column_most : card_most));
  const auto single = measure_labels(scene, section, alone, false);
  const float single_depth = static_cast<float>(count) * (card_depth(scene, single.lines) + gap) - gap;
  const bool single_fits = single_depth <= room.depth;
  const float half = std::min(scene.u(card_most), (room.length - gap) / 2);
  const auto paired = measure_labels(scene, section, half, false);
  const bool largest = scene.screen.comforts.size == flow::TextSize::largest;
  const bool may_pair = half >= scene.u(pair_least) && !paired.split && paired.lines <= 2 && !scene.portrait() &&
                        (!largest || scene.canvas.vertical || !single_fits);
  if (const auto columns = asked_columns(scene, section, room); columns > 0) {
    section.per_row = columns;
    const float n = static_cast<float>(columns);
    section.card_length = (room.length - gap * (n - 1)) / n;
    return plan_card_rows(scene, section);
  }
  section.per_row = may_pair && (!single_fits || (count >= pairs_from && !scene.canvas.vertical)) ? 2 : 1;
  section.card_length = section.per_row == 2 ? half : alone;
  plan_card_rows(scene, section);
}

void plan_lines(Scene& scene, Section& section, const Room& room) {
  section.answers = Answers::lines;
  section.rows.clear();
  if (section.body.words.empty()) return;
  const Fit fit{{Level::choice}};
  section.body.style = scene.canvas.style(Level::choice, fit, reading_length(scene, Level::choice, room.length));
  const auto lines = scene.canvas.measure(section.body.words, section.body.style).lines;
  section.rows.assign(static_cast<std::size_t>(lines), section.body.style.line_height);
}

Section plan_section(Scene& scene, const flow::Question& question, const Room& room, float spacing) {
  Section section;
  section.question = &question;
  if (needs_pad(question)) {
    section.answers = Answers::pad;
    return section;
  }
  if (question.kind == Kind::note || question.kind == Kind::unsupported) {
    // A note's hint is its running text; a label too long for a heading is too.
    const float length = reading_length(scene, Level::question, room.length);
    const auto style = scene.canvas.style(Level::question, {{Level::question}, text::Weight::bold}, length);
    const bool long_label = scene.canvas.measure(question.label, style).lines > 3;
    section.body.words =
        long_label ? question.label + (question.hint.empty() ? "" : "\n" + question.hint) : question.hint;
    flow::Question heading;
    if (!long_label) heading.label = question.label;
    heading.problem = question.problem;
    heading.image = question.image;
    heading.big_image = question.big_image;
    section.head = plan_head(scene, heading, room, spacing, section.body.words.empty() ? 1.F : 0.5F);
    plan_lines(scene, section, room);
    return section;
  }
  section.options = options_of(question);
  flow::Question asked = question;
  if (question.kind == Kind::acknowledge && question.choices.empty()) asked.label.clear();  // it stands on the card
  section.head =
      plan_head(scene, asked, {room.length, room.depth - scene.u(widgets::choice_height + head_gap * spacing)}, spacing,
                spacing * picture_share);
  const Room rest{room.length, room.depth - section.head.depth - scene.u(head_gap * spacing)};
  if ((question.quick_scale || question.kind == Kind::range) && plan_scale(scene, section, rest)) return section;
  plan_cards(scene, section, rest);
  return section;
}

Head plan_words(Scene& scene, const flow::Question& question, const Room& room, float spacing,
                widgets::Levels label_levels) {
  Head head;
  const float small = scene.u(3 * spacing);
  float left = std::max(room.depth, scene.canvas.t.line(Level::question));
  const auto add = [&](Block block, float before) {
    if (block.depth <= 0) return block;
    const float taken = block.depth + (head.depth > 0 ? before : 0);
    head.depth += taken;
    left -= taken;
    return block;
  };
  // The message matters more than the hint: its room is kept first.
  const float inset = scene.u(12);
  head.problem = plan_block(scene, question.problem, {Level::hint}, text::Weight::bold, room.length - inset, left);
  if (head.problem.depth > 0) head.problem.depth += scene.u(5);
  const float kept = head.problem.depth > 0 ? head.problem.depth + small : 0;
  head.label = add(plan_block(scene, with_mark(scene, question), label_levels, text::Weight::bold, room.length,
                              std::max(scene.canvas.t.line(Level::choice), left - kept), 3),
                   0);
  // Where there is no room left the hint yields rather than stand in something else.
  if (const float room_left = left - kept - small; room_left >= scene.canvas.t.line(Level::hint))
    head.hint =
        add(plan_block(scene, hint_of(scene, question), {Level::hint}, text::Weight::regular, room.length, room_left),
            small);
  if (head.problem.depth > 0) head.depth += head.problem.depth + (head.depth > 0 ? small : 0);
  return head;
}

void add_picture(Scene& scene, const flow::Question& question, const Room& room, float spacing, float share,
                 Head& head) {
  const auto extent = scene.album.extent(question.image);
  const float before = head.depth > 0 ? scene.u(3 * spacing) : 0;
  const float deep = std::min(room.depth - head.depth - before, room.depth * share);
  if (extent.empty() || deep < scene.u(picture_least)) return;
  const auto length = static_cast<int>(room.length), depth = static_cast<int>(deep);
  const bool vertical = scene.canvas.vertical;
  auto& picture = head.picture;
  picture.extent =
      pictures::fitted(extent, vertical ? pictures::Extent{depth, length} : pictures::Extent{length, depth});
  picture.name = question.image;
  picture.larger = question.big_image;
  picture.depth = static_cast<float>(vertical ? picture.extent.width : picture.extent.height);
  head.depth += before + picture.depth;
}

}  // namespace

bool needs_pad(const flow::Question& question) {
  return question.kind == Kind::integer || question.kind == Kind::decimal || question.kind == Kind::text ||
         question.kind == Kind::moment || (question.kind == Kind::range && !range_is_short(question));
}

widgets::Mark mark_of(const flow::Question& question) {
  switch (question.kind) {
    case Kind::range:
      return widgets::Mark::none;
    case Kind::rank:
      return widgets::Mark::place;
    case Kind::choose_many:
    case Kind::acknowledge:
      return widgets::Mark::check;
    default:
      return widgets::Mark::radio;
  }
}

Head plan_head(Scene& scene, const flow::Question& question, const Room& room, float spacing, float share) {
  auto head = plan_words(scene, question, room, spacing, {Level::question, Level::choice});
  const bool whole = hint_of(scene, question).empty() || (head.hint.depth > 0 && !head.hint.truncated);
  if (!whole) {
    // Rather a smaller question than no hint: on a low screen with large type there may be room for both.
    auto smaller = plan_words(scene, question, room, spacing, {Level::choice});
    if (smaller.hint.depth > head.hint.depth) head = std::move(smaller);
  }
  add_picture(scene, question, room, spacing, share, head);
  return head;
}

std::vector<Pane> deal(const std::vector<Section>& sections, float depth, float row_gap, float between_sections,
                       float after_head) {
  std::vector<Pane> panes;
  float at = 0;
  const auto fresh = [&] {
    panes.emplace_back();
    at = 0;
  };
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const auto& section = sections[i];
    const float gap = section.answers == Answers::lines ? 0 : row_gap;
    const float head = section.head.depth + (section.head.depth > 0 && !section.rows.empty() ? after_head : 0);
    float whole = head;
    for (const float row : section.rows) whole += row + gap;
    if (!section.rows.empty()) whole -= gap;
    const float before = panes.empty() || panes.back().empty() ? 0 : between_sections;
    if (panes.empty() || section.answers == Answers::pad || at + before + whole > depth ||
        (i > 0 && sections[i - 1].answers == Answers::pad)) {
      if (panes.empty() || !panes.back().empty()) fresh();
    } else {
      at += before;
    }
    panes.back().push_back({i, 0, 0});
    at += head;
    for (std::size_t row = 0; row < section.rows.size(); ++row) {
      const bool first_here = panes.back().back().rows == 0;
      const float needed = section.rows[row] + (first_here ? 0 : gap);
      if (!first_here && at + needed > depth + 0.5F) {
        fresh();
        panes.back().push_back({i, row, 0});
        at = head + section.rows[row];
      } else {
        at += needed;
      }
      ++panes.back().back().rows;
    }
  }
  return panes;
}

FlowPlan plan_flow(Scene& scene, const std::vector<flow::Question>& questions, const Room& room) {
  FlowPlan plan;
  for (const float spacing : spacings) {
    plan.spacing = spacing;
    plan.sections.clear();
    for (const auto& question : questions) plan.sections.push_back(plan_section(scene, question, room, spacing));
    plan.panes = deal(plan.sections, room.depth, scene.u(widgets::gap), scene.u(section_gap * spacing),
                      scene.u(head_gap * spacing));
    if (plan.panes.size() <= 1) break;
  }
  return plan;
}

}  // namespace minyi::kiosk::screens
