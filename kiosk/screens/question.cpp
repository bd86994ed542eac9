#include <algorithm>
#include <utility>

#include "minyi/screens/flow_plan.hpp"
#include "minyi/screens/heads.hpp"
#include "minyi/screens/list_index.hpp"
#include "minyi/screens/pads.hpp"
#include "minyi/screens/scene.hpp"
#include "minyi/screens/table.hpp"

namespace minyi::kiosk::screens {
namespace {

using flow::Kind;

constexpr float card_stretch = 10;  // u: cards grow this much where there is room

void press(Scene& scene, const flow::Question& question, const Option& option) {
  if (question.kind == Kind::range)
    scene.event = flow::ValueEdited{question.id, option.value};
  else
    scene.event = flow::ChoicePressed{question.id, option.value};
}

// `extra`: what its row is deeper than planned.
void draw_option(Scene& scene, const Section& section, const Option& option, const widgets::Rect& rect, float extra) {
  const auto& question = *section.question;
  widgets::Card card{.id = option.id, .label = option.label, .value = option.value, .chosen = option.chosen};
  card.stacked = section.answers == Answers::scale;
  card.mark = mark_of(question);
  if (question.kind == Kind::rank) {
    card.place = option.place;
    card.chosen = option.place > 0;
    card.value = option.place > 0 ? std::to_string(option.place) : "";
  }
  auto& canvas = scene.canvas;
  const bool vertical = canvas.vertical;
  if (question.kind == Kind::range) canvas.vertical = false;  // figures stand upright
  card.top = section.picture_room > 0 && !vertical ? section.picture_room + extra : section.picture_room;
  if (choice_card(canvas, card, rect)) press(scene, question, option);
  if (card.top > 0 && !scene.album.extent(option.image).empty()) {
    const widgets::Rect room{rect.x, rect.y, rect.w, card.top};
    draw_picture(scene, option.image, room.inset(scene.u(2)));
    canvas.note({"picture:" + question.id + ":" + option.value, "image", option.label, option.image, ""}, room);
  }
  canvas.vertical = vertical;
}

void draw_body(Scene& scene, const Axes& axes, const Section& section, const Piece& piece, float at) {
  const auto deep = static_cast<float>(piece.rows) * section.body.style.line_height;
  const auto rect = axes.at(0, at, std::min(axes.length(), section.body.style.extent), deep);
  scene.canvas.draw_lines(rect.x, rect.y, section.body.words, section.body.style, scene.canvas.t.colour.ink,
                          static_cast<int>(piece.first_row), static_cast<int>(piece.rows));
  scene.canvas.note({"body:" + section.question->id, "text", section.body.words, "", ""}, rect);
}

void draw_rows(Scene& scene, const Axes& axes, const Section& section, const Piece& piece, float at, float extra) {
  const float gap = scene.u(widgets::gap);
  for (std::size_t row = piece.first_row; row < piece.first_row + piece.rows; ++row) {
    const float deep = section.rows[row] + extra;
    for (std::size_t i = 0; i < section.per_row; ++i) {
      const auto index = row * section.per_row + i;
      if (index >= section.options.size()) break;
      draw_option(scene, section, section.options[index],
                  axes.at(static_cast<float>(i) * (section.card_length + gap), at, section.card_length, deep), extra);
    }
    at += deep + gap;
  }
}

void draw_pane(Scene& scene, const Axes& axes, const FlowPlan& plan, const Pane& pane) {
  const float gap = scene.u(widgets::gap);
  float needed = 0;
  std::size_t rows = 0;
  for (const auto& piece : pane) {
    const auto& section = plan.sections[piece.section];
    if (&piece != &pane.front()) needed += scene.u(section_gap * plan.spacing);
    needed += section.head.depth + scene.u(head_gap * plan.spacing);
    for (auto row = piece.first_row; row < piece.first_row + piece.rows; ++row)
      needed += section.rows[row] + (section.answers == Answers::lines ? 0 : gap);
    if (section.answers != Answers::lines) rows += piece.rows;
  }
  const float spare = std::max(0.F, axes.depth() - needed);
  const float extra =
      rows == 0 ? 0
                : std::min(scene.u(axes.vertical ? 2 * card_stretch : card_stretch), spare / static_cast<float>(rows));
  const float loose = std::max(0.F, spare - extra * static_cast<float>(rows));
  float at = 0;
  for (const auto& piece : pane) {
    const auto& section = plan.sections[piece.section];
    if (&piece != &pane.front()) at += scene.u(section_gap * plan.spacing);
    at += draw_head(scene, axes, section.question->id, section.head, at, plan.spacing);
    if (section.head.depth > 0) at += scene.u(head_gap * plan.spacing);
    // Where there is much room, answers are not pressed against the question; upright screens have them within reach.
    if (pane.size() == 1 && section.answers != Answers::lines)
      at += std::min(loose, scene.u(scene.portrait() ? 90 : 12));
    if (section.answers == Answers::lines) {
      if (piece.rows > 0) draw_body(scene, axes, section, piece, at);
      at += static_cast<float>(piece.rows) * section.body.style.line_height;
    } else {
      draw_rows(scene, axes, section, piece, at, extra);
      for (auto row = piece.first_row; row < piece.first_row + piece.rows; ++row)
        at += section.rows[row] + (extra) + gap;
    }
  }
}

// Where his answer is, as far as there is one.
std::size_t pane_of_answer(const FlowPlan& plan) {
  for (std::size_t pane = 0; pane < plan.panes.size() && plan.sections.size() == 1; ++pane)
    for (const auto& piece : plan.panes[pane]) {
      const auto& section = plan.sections[piece.section];
      const auto end = std::min((piece.first_row + piece.rows) * section.per_row, section.options.size());
      for (auto i = piece.first_row * section.per_row; i < end; ++i)
        if (section.options[i].chosen) return pane;
    }
  return 0;
}

// The picture as large as the page, until it is touched.
void draw_enlarged(Scene& scene, const widgets::Rect& area) {
  if (scene.canvas.target({"enlarged", "button", "", scene.memory.enlarged, ""}, area).pressed)
    scene.memory.enlarged.clear();
  else
    draw_picture(scene, scene.memory.enlarged, area);
}

// On a wide screen a question's picture stands beside it; takes its place out of the area.
void draw_beside(Scene& scene, flow::Question& question, widgets::Rect& area) {
  constexpr float part = 0.36F;
  if (scene.portrait() || needs_pad(question) || scene.album.extent(question.image).empty()) return;
  const widgets::Rect room{area.right() - area.w * part, area.y, area.w * part, area.h};
  draw_figure(scene, question.id, question.label, {question.image, question.big_image}, room);
  area.w -= room.w + scene.u(8);
  question.image.clear();
  question.big_image.clear();
}

// A new message is brought before the resident's eyes.
void lead_to(Scene& scene, const std::string& problem, std::size_t pane) {
  if (problem != scene.memory.problem && !problem.empty()) scene.memory.pane = pane;
  scene.memory.problem = problem;
}

void lead_to_problem(Scene& scene, const flow::QuestionScreen& question, const TablePlan& plan) {
  for (std::size_t pane = 0; pane < plan.panes(); ++pane) {
    const auto end = pane + 1 < plan.panes() ? plan.first[pane + 1] : question.questions.size();
    for (auto row = plan.first[pane]; row < end; ++row) {
      const auto& asked = question.questions[row];
      if (!asked.problem.empty()) return lead_to(scene, asked.id + asked.problem, pane);
    }
  }
  scene.memory.problem.clear();
}

void lead_to_problem(Scene& scene, const FlowPlan& plan) {
  std::string problem;
  std::size_t pane_of = 0;
  for (std::size_t pane = plan.panes.size(); pane-- > 0;)
    for (const auto& piece : plan.panes[pane]) {
      const auto& question = *plan.sections[piece.section].question;
      if (question.problem.empty()) continue;
      problem = question.id + question.problem;
      pane_of = pane;
    }
  lead_to(scene, problem, pane_of);
}

}  // namespace

void draw_question(Scene& scene, const flow::QuestionScreen& question) {
  const auto frame = frame_of(scene);
  if (!scene.memory.enlarged.empty()) {
    draw_enlarged(scene, frame.content);
    draw_frame(scene, frame, question, {});
    return;
  }
  Axes axes{frame.content, scene.canvas.vertical};
  if (scene.memory.choosing_language) {
    draw_frame(scene, frame, question, {});
    draw_languages(scene, frame.content);
    return;
  }
  if (question.table) {
    if (const auto table = plan_table(scene, question, axes)) {
      lead_to_problem(scene, question, *table);
      const Pager pager{std::min(scene.memory.pane, table->panes() - 1), table->panes(), true};
      scene.memory.pane = pager.pane;
      draw_table(scene, question, *table, axes, pager.pane);
      draw_frame(scene, frame, question, pager);
      return;
    }
  }
  std::vector<flow::Question> asked;
  if (!question.group_label.empty() && question.questions.size() != 1) {  // a group's words come first, as a note does
    flow::Question group;
    group.id = "group";
    group.label = question.group_label;
    group.hint = question.group_hint;
    asked.push_back(std::move(group));
  }
  asked.insert(asked.end(), question.questions.begin(), question.questions.end());
  if (asked.size() == 1) draw_beside(scene, asked.front(), axes.area);
  const auto plan = plan_flow(scene, asked, {axes.length(), axes.depth()});
  auto& memory = scene.memory;
  if (!std::exchange(memory.begun, true)) {
    memory.pane = pane_of_answer(plan);
    memory.index_open = begins_with_index(plan);
  }
  lead_to_problem(scene, plan);
  const bool indexed = has_index(plan);
  if (!indexed) memory.index_open = false;
  const auto panes = std::max<std::size_t>(1, plan.panes.size());
  scene.memory.pane = std::min(scene.memory.pane, panes - 1);
  const Pager pager{scene.memory.pane, panes, question.questions.size() > 1, indexed};
  if (memory.index_open) {
    draw_index(scene, axes, plan);
  } else if (!plan.panes.empty()) {
    const auto& pane = plan.panes[pager.pane];
    const auto& first = plan.sections[pane.front().section];
    if (first.answers == Answers::pad)
      draw_pad(scene, *first.question, frame.content);
    else
      draw_pane(scene, axes, plan, pane);
  }
  draw_frame(scene, frame, question, pager);
}

}  // namespace minyi::kiosk::screens
