// Where the questions of a page and their answers go: measured against the room there is, spacing shrunk first, then
// dealt out over panes, so that nothing is cut off.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "minyi/screens/scene.hpp"

namespace minyi::kiosk::screens {

struct Block {
  std::string words;
  text::Style style{};
  float depth = 0;  // 0: nothing to show
  bool truncated = false;
};

struct Figure {
  std::string name, larger;  // files; `larger` is shown when it is touched
  pictures::Extent extent{};
  float depth = 0;  // 0: nothing to show
};

// A question's words: what is asked, how to answer, what is wrong with the answer. And its picture.
struct Head {
  Block label, hint, problem;
  Figure picture;
  float depth = 0;
};

enum class Answers { none, cards, scale, lines, pad };

struct Option {
  std::string id, value, label, image;
  bool chosen = false;
  std::size_t place = 0;
};

bool needs_pad(const flow::Question& question);
widgets::Mark mark_of(const flow::Question& question);

struct Section {
  const flow::Question* question = nullptr;
  Head head;
  Answers answers = Answers::none;
  std::vector<Option> options{};
  std::size_t per_row = 1;
  float card_length = 0;
  float picture_room = 0;     // at the top of each card
  std::vector<float> rows{};  // depth of each
  Block body{};               // of `lines`: a long text, row by row
};

struct Piece {
  std::size_t section = 0, first_row = 0, rows = 0;
};
using Pane = std::vector<Piece>;

struct FlowPlan {
  std::vector<Section> sections;
  std::vector<Pane> panes;
  float spacing = 1;  // of the gaps
};

// Room a page offers, in pixels.
struct Room {
  float length = 0, depth = 0;
};

// `share`: of the room's depth that the picture may take.
Head plan_head(Scene& scene, const flow::Question& question, const Room& room, float spacing, float share = 1);
FlowPlan plan_flow(Scene& scene, const std::vector<flow::Question>& questions, const Room& room);
// Pure: deals rows out, first to last; a section starts on a new pane when it would be torn and need not be.
std::vector<Pane> deal(const std::vector<Section>& sections, float depth, float row_gap, float section_gap,
                       float head_gap);

inline constexpr float head_gap = 8, section_gap = 12;  // u, before the answers and between questions

}  // namespace minyi::kiosk::screens
