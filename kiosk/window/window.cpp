#include "minyi/window/window.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <string_view>

#include <GLFW/glfw3.h>
#define GLFW_EXPOSE_NATIVE_X11
#include <GLFW/glfw3native.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include "minyi/window/bell.hpp"
#include "minyi/window/input.hpp"
#include "minyi/window/inspection.hpp"
#include "minyi/window/offscreen.hpp"

namespace minyi::kiosk::window {
namespace {

constexpr float least_density = 1.5F, most_density = 12.F;  // beyond these the monitor does not know its size
constexpr float server_guess = 96.F / 25.4F;                // what X says when nobody told it
constexpr int settle_frames = 1;                            // ImGui shows what an event did one frame later
constexpr int most_frames_at_once = 200;  // a frame callback that never rests must not freeze the window

Error no_window(std::string_view what) {
  const char* said = nullptr;
  glfwGetError(&said);
  std::string message(what);
  if (said != nullptr) message += std::string(": ") + said;
  return Error{ErrorCode::window_failed,
               message,
               {},
               "check that DISPLAY names a running X server and that its driver offers OpenGL 3.3 "
               "(package libgl1-mesa-dri; command: glxinfo -B)"};
}

struct NavigationKey {
  int glfw;
  ImGuiKey_ imgui;
};
struct OwnersKey {
  int glfw;
  std::string_view name;
};
constexpr std::array owners_keys{OwnersKey{GLFW_KEY_PAGE_UP, "PageUp"}, OwnersKey{GLFW_KEY_PAGE_DOWN, "PageDown"},
                                 OwnersKey{GLFW_KEY_ESCAPE, "Escape"},  OwnersKey{GLFW_KEY_F1, "F1"},
                                 OwnersKey{GLFW_KEY_F2, "F2"},          OwnersKey{GLFW_KEY_F3, "F3"},
                                 OwnersKey{GLFW_KEY_F4, "F4"},          OwnersKey{GLFW_KEY_F5, "F5"},
                                 OwnersKey{GLFW_KEY_F6, "F6"},          OwnersKey{GLFW_KEY_F7, "F7"},
                                 OwnersKey{GLFW_KEY_F8, "F8"},          OwnersKey{GLFW_KEY_F9, "F9"},
                                 OwnersKey{GLFW_KEY_F10, "F10"},        OwnersKey{GLFW_KEY_F11, "F11"},
                                 OwnersKey{GLFW_KEY_F12, "F12"}};

constexpr std::array navigation{
    NavigationKey{GLFW_KEY_TAB, ImGuiKey_Tab},          NavigationKey{GLFW_KEY_LEFT, ImGuiKey_LeftArrow},
    NavigationKey{GLFW_KEY_RIGHT, ImGuiKey_RightArrow}, NavigationKey{GLFW_KEY_UP, ImGuiKey_UpArrow},
    NavigationKey{GLFW_KEY_DOWN, ImGuiKey_DownArrow},   NavigationKey{GLFW_KEY_SPACE, ImGuiKey_Space},
    NavigationKey{GLFW_KEY_ENTER, ImGuiKey_Enter},      NavigationKey{GLFW_KEY_KP_ENTER, ImGuiKey_KeyPadEnter}};

}  // namespace

// Undone in the order a half-opened window needs: inspection first, GLFW last.
struct Window::State {
  GLFWwindow* handle = nullptr;
  bool library_up = false, drawing_up = false;
  float density = usual_density;
  InputQueue input;
  bool held = false;     // a finger is on the glass
  bool exposed = false;  // the server lost our picture, or the size changed
  double last_frame = 0;
  std::atomic<bool> woken{false}, closing{false};
  Bell bell;
  Inspection inspection;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (drawing_up) ImGui_ImplOpenGL3_Shutdown();
    if (ImGui::GetCurrentContext() != nullptr) ImGui::DestroyContext();
    if (handle != nullptr) glfwDestroyWindow(handle);
    if (library_up) glfwTerminate();
  }

  static State& state_of(GLFWwindow* window) { return *static_cast<State*>(glfwGetWindowUserPointer(window)); }
  void hear();
  void feed(const InputEvent& event);
  void act(const InputEvent& event, const Callbacks& callbacks);
  bool build(const std::function<bool(float, float)>& frame);
  bool build(const std::function<bool(float, float)>& frame, int width, int height);
  void rehearse(const Callbacks& callbacks);
  void paint(unsigned ground);
  static void render(int width, int height, unsigned ground);
  void wait(const std::optional<Monotonic>& due, const Clock& clock) const;
};

void Window::State::hear() {
  glfwSetWindowUserPointer(handle, this);
  glfwSetMouseButtonCallback(handle, [](GLFWwindow* window, int button, int action, int) {
    if (button != GLFW_MOUSE_BUTTON_LEFT) return;
    auto& state = state_of(window);
    double x = 0, y = 0;
    glfwGetCursorPos(window, &x, &y);
    state.held = action == GLFW_PRESS;
    state.input.add({state.held ? InputEvent::Kind::press : InputEvent::Kind::release, static_cast<float>(x),
                     static_cast<float>(y)});
  });
  glfwSetCursorPosCallback(handle, [](GLFWwindow* window, double x, double y) {
    auto& state = state_of(window);  // nothing on these screens changes under a finger that does not touch
    if (state.held) state.input.add({InputEvent::Kind::drag, static_cast<float>(x), static_cast<float>(y)});
  });
  glfwSetKeyCallback(handle, [](GLFWwindow* window, int key, int, int action, int) {
    if (action == GLFW_REPEAT || key < 0 || key >= static_cast<int>(std::size(ImGui::GetIO().KeysDown))) return;
    state_of(window).input.add(
        {action == GLFW_PRESS ? InputEvent::Kind::key_down : InputEvent::Kind::key_up, 0, 0, key});
  });
  glfwSetWindowRefreshCallback(handle, [](GLFWwindow* window) { state_of(window).exposed = true; });
  glfwSetFramebufferSizeCallback(handle, [](GLFWwindow* window, int, int) { state_of(window).exposed = true; });
  glfwSetWindowCloseCallback(handle, [](GLFWwindow* window) { state_of(window).closing = true; });
}

void Window::State::feed(const InputEvent& event) {
  auto& io = ImGui::GetIO();
  switch (event.kind) {
    case InputEvent::Kind::press:
    case InputEvent::Kind::release:
      io.MouseDown[0] = event.kind == InputEvent::Kind::press;
      [[fallthrough]];
    case InputEvent::Kind::drag:
      io.MousePos = {event.x, event.y};
      break;
    case InputEvent::Kind::key_down:
    case InputEvent::Kind::key_up: {
      io.KeysDown[event.key] = event.kind == InputEvent::Kind::key_down;
      io.KeyShift = io.KeysDown[GLFW_KEY_LEFT_SHIFT] || io.KeysDown[GLFW_KEY_RIGHT_SHIFT];
      break;
    }
  }
}

// One event: what it means to the loop's owner, then to the screen.
void Window::State::act(const InputEvent& event, const Callbacks& callbacks) {
  const bool pressed = event.kind == InputEvent::Kind::press || event.kind == InputEvent::Kind::key_down;
  if (pressed && callbacks.touched) callbacks.touched();
  if (event.kind == InputEvent::Kind::key_down && callbacks.key) {
    const auto* const key =
        std::find_if(owners_keys.begin(), owners_keys.end(), [&](const OwnersKey& k) { return k.glfw == event.key; });
    if (key != owners_keys.end()) return callbacks.key(key->name);
  }
  feed(event);
}

bool Window::State::build(const std::function<bool(float, float)>& frame) {
  int width = 0, height = 0;
  glfwGetWindowSize(handle, &width, &height);
  return build(frame, width, height);
}

bool Window::State::build(const std::function<bool(float, float)>& frame, int width, int height) {
  auto& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  const double now = glfwGetTime();
  io.DeltaTime = static_cast<float>(std::max(1e-4, now - last_frame));
  last_frame = now;
  ImGui::NewFrame();
  const bool again = frame(io.DisplaySize.x, io.DisplaySize.y);
  ImGui::Render();
  return again;
}

void Window::State::rehearse(const Callbacks& callbacks) {
  if (!callbacks.rehearse) return;
  const auto undisturbed = [this] {
    glfwPollEvents();
    return input.empty() && !held && !exposed && !woken && !closing;
  };
  int frames = 0;
  for (bool more = true; more && frames < most_frames_at_once && undisturbed(); ++frames)
    more = build(callbacks.rehearse);
  // A touch is judged by what lay under it one frame before: that must be the screen that is shown.
  if (frames > 0) build(callbacks.frame);
}

void Window::State::paint(unsigned ground) {
  int width = 0, height = 0;
  glfwGetFramebufferSize(handle, &width, &height);
  render(width, height, ground);
  glfwSwapBuffers(handle);
}

void Window::State::render(int width, int height, unsigned ground) {
  glViewport(0, 0, width, height);
  const auto channel = [ground](int shift) { return static_cast<float>((ground >> shift) & 0xFF) / 255.F; };
  glClearColor(channel(16), channel(8), channel(0), 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Window::State::wait(const std::optional<Monotonic>& due, const Clock& clock) const {
  auto* display = glfwGetX11Display();
  if (XPending(display) == 0) {
    // One millisecond more than is left, since poll takes whole ones: not to come a moment too early, and again and
    // again.
    const auto left =
        due ? std::optional(std::max(*due - clock.monotonic(), Monotonic::duration{0}) + std::chrono::milliseconds{1})
            : std::nullopt;
    bell.wait(ConnectionNumber(display), left);
  }
  glfwPollEvents();
}

Window::Window(std::unique_ptr<State> state) : state_(std::move(state)) {}
Window::~Window() = default;

Result<std::unique_ptr<Window>> Window::open(const WindowOptions& options) {
  auto state = std::make_unique<State>();
  if (glfwInit() != GLFW_TRUE) return fail(no_window("cannot reach a display"));
  state->library_up = true;
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_DECORATED, options.dress == Dress::framed ? GLFW_TRUE : GLFW_FALSE);
  glfwWindowHint(GLFW_VISIBLE, options.dress == Dress::hidden ? GLFW_FALSE : GLFW_TRUE);
  glfwWindowHint(GLFW_AUTO_ICONIFY, GLFW_FALSE);
  glfwWindowHint(GLFW_SAMPLES, 0);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);
  glfwWindowHint(GLFW_STENCIL_BITS, 0);
  auto* monitor = glfwGetPrimaryMonitor();
  const auto* mode = monitor == nullptr ? nullptr : glfwGetVideoMode(monitor);
  if (mode == nullptr) return fail(no_window("there is no monitor"));
  const bool full = options.full_screen;
  state->handle = glfwCreateWindow(full ? mode->width : options.width, full ? mode->height : options.height,
                                   options.title.c_str(), full ? monitor : nullptr, nullptr);
  if (state->handle == nullptr) return fail(no_window("cannot open a window with OpenGL 3.3"));
  if (!full && options.dress == Dress::bare) glfwSetWindowPos(state->handle, 0, 0);
  glfwMakeContextCurrent(state->handle);
  glfwSwapInterval(0);  // frames are rare: each is shown at once

  int millimetres = 0, tall = 0;
  glfwGetMonitorPhysicalSize(monitor, &millimetres, &tall);
  const float said = millimetres > 0 ? static_cast<float>(mode->width) / static_cast<float>(millimetres) : 0;
  if (said >= least_density && said <= most_density && std::abs(said - server_guess) > 0.02F) state->density = said;

  ImGui::CreateContext();
  auto& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard | ImGuiConfigFlags_NoMouseCursorChange;
  for (const auto& key : navigation) io.KeyMap[key.imgui] = key.glfw;
  if (!ImGui_ImplOpenGL3_Init("#version 330")) return fail(no_window("cannot set up drawing with OpenGL 3.3"));
  state->drawing_up = true;
  ImGui_ImplOpenGL3_NewFrame();  // makes the font texture and shaders, once
  state->hear();
  return std::unique_ptr<Window>(new Window(std::move(state)));
}

float Window::density() const { return state_->density; }

Result<> Window::listen(const std::string& socket_path) {
  return state_->inspection.start(socket_path, [this] { state_->bell.ring(); });
}

void Window::run(const Callbacks& callbacks, const Clock& clock) {
  auto& state = *state_;
  bool draw = true;
  while (!state.closing) {
    if (draw) {
      int frames = 0;
      for (int settle = settle_frames; settle >= 0 && frames < most_frames_at_once; ++frames) {
        if (!state.input.empty()) {
          state.act(state.input.take(), callbacks);
          settle = settle_frames;
        } else {
          --settle;
        }
        if (state.build(callbacks.frame)) settle = settle_frames;
      }
      state.paint(callbacks.ground());
    }
    if (state.inspection.asked()) state.inspection.answer(callbacks.inspect ? callbacks.inspect() : "{}");
    if (state.closing) break;
    // Asked once: after the wait a countdown would already name its next second.
    const auto at = callbacks.wake_at ? callbacks.wake_at() : std::nullopt;
    if (draw) state.rehearse(callbacks);
    if (state.input.empty() && !state.exposed && !state.closing) state.wait(at, clock);
    const bool due = at && *at <= clock.monotonic();
    // Besides input only these change the picture; the server's other messages do not.
    draw = state.woken.exchange(false) || state.exposed || due || !state.input.empty();
    state.exposed = false;
  }
  state.closing = false;
}

Result<Picture> Window::picture(int width, int height, const std::function<void(float, float)>& frame,
                                unsigned ground) {
  // A page is laid out once more before it is painted: what the first frame learned shows in the second.
  for (int frames = 0; frames <= settle_frames; ++frames)
    state_->build(
        [&](float w, float h) {
          frame(w, h);
          return false;
        },
        width, height);
  const Offscreen offscreen(width, height);
  if (!offscreen.complete()) return fail(no_window("the driver has no room for a picture of this size"));
  State::render(width, height, ground);
  return offscreen.read();
}

void Window::wake() {
  state_->woken = true;
  state_->bell.ring();
}

void Window::close() {
  state_->closing = true;
  state_->bell.ring();
}

}  // namespace minyi::kiosk::window
