// The window: GLFW, OpenGL 3.3 and Dear ImGui in an event-driven loop. Nothing is drawn while nothing changes; after
// input the frames that ImGui needs to settle a press run undrawn and only the last is drawn.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "minyi/base/clock.hpp"
#include "minyi/base/result.hpp"
#include "minyi/window/picture.hpp"

namespace minyi::kiosk::window {

inline constexpr float usual_density = 3.6F;  // pixels per millimetre: 1920 on 24 inches

// A window that is not full screen: without anything around it as on the kiosk, or one that its user can move and
// close, or one that nobody sees.
enum class Dress { bare, framed, hidden };

struct WindowOptions {
  bool full_screen = true;
  int width = 1920, height = 1080;  // when not full screen
  std::string title = "Minyi";
  Dress dress = Dress::bare;
};

// What the owner of the loop does. All called on the loop's thread.
struct Callbacks {
  // Build the ImGui frame. Returns true when something happened that needs another frame at once.
  std::function<bool(float width, float height)> frame;
  // Builds a frame that is never shown, to make ready what the next touch may ask for: called again and again once the
  // picture stands and nobody touches, until it returns false. Each call must be short, since a touch waits for it.
  std::function<bool(float width, float height)> rehearse{};
  std::function<unsigned()> ground;  // 0xRRGGBB to clear with
  std::function<std::optional<Monotonic>()>
      wake_at;                           // when to draw next without input; nothing: only on input or wake()
  std::function<void()> touched;         // any press or key, before the frame that shows it
  std::function<std::string()> inspect;  // the present screen as one line of JSON
  // A key that means nothing to the screens was pressed: "PageUp", "PageDown", "Escape", "F1" … "F12".
  std::function<void(std::string_view key)> key{};
};

class Window {
 public:
  // window_failed: no display, or no OpenGL 3.3; the hint says what to check.
  static Result<std::unique_ptr<Window>> open(const WindowOptions& options);
  ~Window();
  // Pixels per millimetre of the monitor, usual_density where it does not say sensibly.
  [[nodiscard]] float density() const;
  // Listens on a Unix socket (mode 0600): each line received is answered with inspect()'s line. file_failed.
  Result<> listen(const std::string& socket_path);
  void run(const Callbacks& callbacks, const Clock& clock);
  // Builds and paints one frame of any size into memory; the window stays as it is. Outside of run(). window_failed
  // when the driver has no room for a picture that large.
  Result<Picture> picture(int width, int height, const std::function<void(float width, float height)>& frame,
                          unsigned ground);
  // From any thread: draw a frame soon / end run().
  void wake();
  void close();

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace minyi::kiosk::window
