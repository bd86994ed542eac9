#include <cstdlib>
#include <utility>

#include <doctest/doctest.h>
#include <imgui.h>

#include "minyi/window/sketch.hpp"
#include "minyi/window/window.hpp"

#include "support/x_server.hpp"

namespace {

using namespace minyi;

constexpr unsigned ground = 0xF6F3EC, opaque = 0xFF000000, red = opaque | 0x9B1C1F;

// A red corner, at the top left.
void draw_corner(float, float) {
  ImGui::GetForegroundDrawList()->AddRectFilled({0, 0}, {100, 50}, IM_COL32(0x9B, 0x1C, 0x1F, 0xFF));
}

}  // namespace

TEST_CASE("a hidden window paints pictures of any size, larger than the display too, the right way up") {
  const testing::XServer server;
  setenv("DISPLAY", server.display().c_str(), 1);
  auto opened = kiosk::window::Window::open(
      {.full_screen = false, .width = 64, .height = 64, .dress = kiosk::window::Dress::hidden});
  REQUIRE(opened);
  for (const auto& [width, height] : {std::pair{320, 400}, std::pair{1080, 2400}}) {
    const auto picture = (*opened)->picture(width, height, draw_corner, ground);
    REQUIRE(picture);
    CHECK(picture->width == width);
    CHECK(picture->height == height);
    REQUIRE(picture->pixels.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    CHECK(picture->pixels.at(10) == red);
    CHECK(picture->pixels.at(static_cast<std::size_t>(width) * 49 + 99) == red);
    CHECK(picture->pixels.at(static_cast<std::size_t>(width) * 50) == (opaque | ground));
    CHECK(picture->pixels.back() == (opaque | ground));
  }
  const auto too_large = (*opened)->picture(1 << 20, 1 << 20, draw_corner, ground);
  REQUIRE_FALSE(too_large);
  CHECK(too_large.error().code == ErrorCode::window_failed);
}

TEST_CASE("a sketch lays frames out without any display") {
  unsetenv("DISPLAY");
  kiosk::window::Sketch sketch;
  ImVec2 size;
  for (const float width : {1280.F, 720.F}) {
    sketch.frame(width, 800, [&] {
      ImGui::SetNextWindowSize({width, 800});
      ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration);
      size = ImGui::GetWindowSize();
      ImGui::End();
    });
    CHECK(size.x == width);
    CHECK(size.y == 800);
  }
}
