#include "stage.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include <GL/gl.h>
#include <backends/imgui_impl_opengl3.h>
#include <cairo.h>
#include <imgui.h>

namespace minyi::testing {
namespace {

constexpr int largest = 1920;  // the display holds every size that is tried

Process start_server() {
  if (std::getenv("DISPLAY") != nullptr) return {};
  auto server =
      Process::start({.command = {"Xvfb", "-displayfd", "1", "-screen", "0", "1920x1920x24", "-nolisten", "tcp"},
                      .environment = {},
                      .directory = {},
                      .largest_file = {}});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (server.output().find('\n') == std::string::npos) {
    if (!server.running() || std::chrono::steady_clock::now() > deadline)
      throw std::runtime_error("Xvfb does not start: " + server.errors());
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  const auto number = server.output();
  setenv("DISPLAY", (":" + number.substr(0, number.find('\n'))).c_str(), 1);
  return server;
}

// "640x400.png" is a picture of that size, any other name is none.
std::string sample_picture(std::string_view name) {
  int width = 0, height = 0;
  if (std::sscanf(std::string(name).c_str(), "%dx%d.png", &width, &height) != 2) return {};
  auto* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  auto* cairo = cairo_create(surface);
  auto* sky = cairo_pattern_create_linear(0, 0, width, height);
  cairo_pattern_add_color_stop_rgb(sky, 0, 0.35, 0.6, 0.85);
  cairo_pattern_add_color_stop_rgb(sky, 1, 0.3, 0.6, 0.3);
  cairo_set_source(cairo, sky);
  cairo_paint(cairo);
  cairo_set_source_rgb(cairo, 0.95, 0.85, 0.3);
  cairo_arc(cairo, width * 0.7, height * 0.3, std::min(width, height) * 0.15, 0, 7);
  cairo_fill(cairo);
  std::string file;
  cairo_surface_write_to_png_stream(
      surface,
      [](void* to, const unsigned char* bytes, unsigned length) {
        static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), length);
        return CAIRO_STATUS_SUCCESS;
      },
      &file);
  cairo_pattern_destroy(sky);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return file;
}

}  // namespace

ScreenStage::ScreenStage() : server_(start_server()) {
  auto window =
      kiosk::window::Window::open({.full_screen = false, .width = largest, .height = largest, .title = "stage"});
  if (!window) throw std::runtime_error(to_string(window.error()));
  window_ = std::move(*window);
  auto typesetter = kiosk::text::Typesetter::open();
  if (!typesetter) throw std::runtime_error(to_string(typesetter.error()));
  typesetter_ = std::move(*typesetter);
  view_ = std::make_unique<kiosk::screens::View>(*typesetter_, density, sample_picture);
}

ScreenStage::~ScreenStage() {
  if (server_.running()) unsetenv("DISPLAY");  // it ends with the stage: the next one starts its own
}

kiosk::screens::Drawn ScreenStage::frame(const kiosk::flow::Screen& screen, int width, int height) {
  auto& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  io.DeltaTime = 0.01F;
  ImGui::NewFrame();
  auto drawn = view_->draw(screen, io.DisplaySize.x, io.DisplaySize.y);
  ImGui::Render();
  return drawn;
}

kiosk::screens::Drawn ScreenStage::show(const kiosk::flow::Screen& screen, int width, int height) {
  ImGui::GetIO().MouseDown[0] = false;
  ImGui::GetIO().MousePos = {-1, -1};
  frame(screen, width, height);
  auto drawn = frame(screen, width, height);
  const auto ground = kiosk::screens::View::ground(screen);
  const auto channel = [ground](int shift) { return static_cast<float>((ground >> shift) & 0xFF) / 255.F; };
  glViewport(0, 0, width, height);
  glClearColor(channel(16), channel(8), channel(0), 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  return drawn;
}

kiosk::screens::Drawn ScreenStage::tap(const kiosk::flow::Screen& screen, int width, int height,
                                       const std::string& id) {
  for (const auto& element : show(screen, width, height).elements) {
    if (element.id != id) continue;
    auto& io = ImGui::GetIO();
    io.MousePos = {element.x + element.w / 2, element.y + element.h / 2};
    io.MouseDown[0] = true;
    frame(screen, width, height);
    io.MouseDown[0] = false;
    auto drawn = frame(screen, width, height);
    io.MousePos = {-1, -1};
    return drawn;
  }
  throw std::runtime_error("no element " + id);
}

void ScreenStage::picture(const std::string& path, int width, int height) const {
  const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_RGB24, width);
  std::vector<unsigned char> rows(static_cast<std::size_t>(stride) * static_cast<std::size_t>(height)),
      upright(rows.size());
  glPixelStorei(GL_PACK_ROW_LENGTH, stride / 4);
  glReadPixels(0, 0, width, height, GL_BGRA, GL_UNSIGNED_BYTE, rows.data());
  const auto line = static_cast<std::size_t>(stride);
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y)
    std::copy_n(&rows[(static_cast<std::size_t>(height) - 1 - y) * line], line, &upright[y * line]);
  auto* surface = cairo_image_surface_create_for_data(upright.data(), CAIRO_FORMAT_RGB24, width, height, stride);
  const auto status = cairo_surface_write_to_png(surface, path.c_str());
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error("cannot write " + path);
}

}  // namespace minyi::testing
