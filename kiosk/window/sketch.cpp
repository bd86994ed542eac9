#include "minyi/window/sketch.hpp"

#include <imgui.h>

namespace minyi::kiosk::window {

Sketch::Sketch() : context_(ImGui::CreateContext()) {
  auto& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.Fonts->Build();
}

Sketch::~Sketch() { ImGui::DestroyContext(context_); }

void Sketch::frame(float width, float height, const std::function<void()>& draw) {
  auto& io = ImGui::GetIO();
  io.DisplaySize = {width, height};
  io.DeltaTime = 0.01F;
  ImGui::NewFrame();
  draw();
  ImGui::EndFrame();
}

}  // namespace minyi::kiosk::window
