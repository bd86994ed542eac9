// Draws a screen model with Dear ImGui and says what the resident did. No I/O, no clock, no state of the survey: only
// what a finger needs between two frames (which page of a long list, the press under way) lives in View.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minyi/flow/screen.hpp"
#include "minyi/pictures/album.hpp"
#include "minyi/text/text.hpp"
#include "minyi/widgets/canvas.hpp"

namespace minyi::kiosk::screens {

// One thing on the screen, for the inspection socket and assistive tools: id, role, label, value, state, rectangle in
// pixels. Ids: "next", "back", "start-over", "remove", "start:zh", "choice:/data/q1:yes" (in a rank its value is its
// place), "choices:next", "choices:previous", "choices:index", "choices:range:0", "key:7", "key:now", "key:clear",
// "part:/data/q1:year", "question:/data/q1", "picture:/data/q1", "picture:/data/q1:yes", "enlarged",
// "problem:/data/q1", "size:large", "theme", "language", "language:zh", "more-time", "thanks", "attendant" (the
// corner), "open", "close", "send-now", "fact:waiting".
using Element = widgets::Element;

struct Drawn {
  std::optional<flow::UserEvent> event;
  std::vector<Element> elements;
};

class View {
 public:
  // `density`: pixels per millimetre. `read`: the pictures beside the form; without it there are none.
  View(text::Typesetter& typesetter, float density, pictures::ReadFile read = {},
       pictures::Use use = pictures::Use::paint);
  ~View();
  View(const View&) = delete;
  View& operator=(const View&) = delete;
  // Inside an ImGui frame. `width`, `height` in pixels.
  Drawn draw(const flow::Screen& screen, float width, float height);
  // The same without anything coming of it: lays out the texts that the screen will need. Inside an ImGui frame that is
  // not shown.
  void rehearse(const flow::Screen& screen, float width, float height);
  // Of a page of several screenfuls: the one that the next draw() shows, 0 being the first. Otherwise a page begins
  // where its answer is, or at its first.
  void turn_to(std::size_t screenful);
  // Forgets everything between two residents: list positions, text under way, cached textures of answers.
  void wipe();
  // Background to clear the frame with, as 0xRRGGBB: nothing full-screen is blended.
  [[nodiscard]] static unsigned ground(const flow::Screen& screen);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace minyi::kiosk::screens
