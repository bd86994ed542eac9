// What every screen needs to draw itself, and what a finger needs between two frames.
#pragma once

#include <optional>
#include <string>

#include "minyi/flow/screen.hpp"
#include "minyi/pictures/album.hpp"
#include "minyi/widgets/canvas.hpp"
#include "minyi/widgets/controls.hpp"

namespace minyi::kiosk::screens {

// Kept from frame to frame, forgotten when the page changes.
struct Memory {
  std::string page;         // ids of the questions it belongs to
  std::string problem;      // the message that was last led to
  std::size_t pane = 0;     // of a list too long for one screenful
  bool begun = false;       // the page was shown before
  bool index_open = false;  // the ways into a long list lie over it
  bool removing = false;    // "remove" was touched once
  std::string enlarged;     // file of the picture that lies over the page
  bool choosing_language = false;
  bool shift = false, symbols = false;
  // Of a date or time: whose, the part that is typed into, and the digits typed into it so far.
  std::string moment;
  std::size_t part = 0;
  std::string typed;
};

struct Scene {
  widgets::Canvas& canvas;
  const flow::Screen& screen;
  Memory& memory;
  pictures::Album& album;
  widgets::Rect window;
  std::optional<flow::UserEvent> event{};
  [[nodiscard]] float u(float millimetres) const { return canvas.t.u(millimetres); }
  [[nodiscard]] bool portrait() const { return window.h > window.w; }
};

// Along a line of text and across its lines, whichever way the script runs.
struct Axes {
  widgets::Rect area;
  bool vertical = false;
  [[nodiscard]] float length() const { return vertical ? area.h : area.w; }
  [[nodiscard]] float depth() const { return vertical ? area.w : area.h; }
  [[nodiscard]] widgets::Rect at(float along, float across, float long_, float deep) const {
    return vertical ? widgets::Rect{area.x + across, area.y + along, deep, long_}
                    : widgets::Rect{area.x + along, area.y + across, long_, deep};
  }
};

// The frame around a question: progress and comforts, back and next.
struct Frame {
  widgets::Rect progress, comforts, content, foot;
};
Frame frame_of(Scene& scene);
// With these buttons in the foot.
Frame frame_of(Scene& scene, const widgets::Button& left, const widgets::Button& right);
void draw_comforts(Scene& scene, const widgets::Rect& bar);
struct Pager {
  std::size_t pane = 0, panes = 1;
  bool next_turns = false;  // each pane holds other questions: "next" leads through all of them
  bool indexed = false;     // the way into the list can be opened
};
void draw_frame(Scene& scene, const Frame& frame, const flow::QuestionScreen& question, Pager pager);

enum class Foot { none, left, right };
// Both buttons and, of several panes, the way between them. Which was pressed.
Foot draw_foot(Scene& scene, const Frame& frame, const widgets::Button& left, const widgets::Button& right,
               const Pager& pager);

void draw_attract(Scene& scene, const flow::AttractScreen& attract);
void draw_question(Scene& scene, const flow::QuestionScreen& question);
void draw_thanks(Scene& scene, const flow::ThanksScreen& thanks);
void draw_out_of_service(Scene& scene, const flow::OutOfServiceScreen& out);
void draw_pin(Scene& scene, const flow::PinScreen& pin);
void draw_panel(Scene& scene, const flow::PanelScreen& panel);
void draw_corner(Scene& scene);  // nothing is seen of it
void draw_idle(Scene& scene, const flow::IdleWarning& idle);
void draw_languages(Scene& scene, const widgets::Rect& area);

}  // namespace minyi::kiosk::screens
