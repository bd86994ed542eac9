// What the fingers did since the last frame, in order. Dear ImGui sees one change of the button a frame, so that a
// press and its release that arrive together are both noticed, each at its own place.
#pragma once

#include <deque>

namespace minyi::kiosk::window {

struct InputEvent {
  enum class Kind { press, release, drag, key_down, key_up } kind = Kind::press;
  float x = 0, y = 0;
  int key = 0;
};

class InputQueue {
 public:
  void add(const InputEvent& event) {
    // Only the latest place of a drag matters.
    if (event.kind == InputEvent::Kind::drag && !events_.empty() && events_.back().kind == InputEvent::Kind::drag)
      events_.back() = event;
    else
      events_.push_back(event);
  }
  [[nodiscard]] bool empty() const { return events_.empty(); }
  InputEvent take() {
    const auto event = events_.front();
    events_.pop_front();
    return event;
  }

 private:
  std::deque<InputEvent> events_;
};

}  // namespace minyi::kiosk::window
