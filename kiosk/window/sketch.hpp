// Frames without a display: Dear ImGui lays them out and nothing is painted. For whoever only asks what would stand
// where.
#pragma once

#include <functional>

struct ImGuiContext;

namespace minyi::kiosk::window {

// One at a time, and not beside a Window: both own Dear ImGui's present context.
class Sketch {
 public:
  Sketch();
  ~Sketch();
  Sketch(const Sketch&) = delete;
  Sketch& operator=(const Sketch&) = delete;
  void frame(float width, float height, const std::function<void()>& draw);

 private:
  ImGuiContext* context_;
};

}  // namespace minyi::kiosk::window
