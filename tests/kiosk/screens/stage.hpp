// A stage for screens: a real window on a display in memory, a finger that taps elements, and pictures of what is
// drawn.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "minyi/screens/draw.hpp"
#include "minyi/window/window.hpp"

#include "support/process.hpp"

namespace minyi::testing {

class ScreenStage {
 public:
  ScreenStage();  // starts Xvfb where DISPLAY is not set
  ~ScreenStage();
  ScreenStage(const ScreenStage&) = delete;
  ScreenStage& operator=(const ScreenStage&) = delete;

  static constexpr float density = 3.6F;
  // Builds and paints the screen at this size.
  kiosk::screens::Drawn show(const kiosk::flow::Screen& screen, int width, int height);
  // A finger on the middle of an element and off again; the event that came of it.
  kiosk::screens::Drawn tap(const kiosk::flow::Screen& screen, int width, int height, const std::string& id);
  void picture(const std::string& path, int width, int height) const;
  void forget() { view_->wipe(); }
  [[nodiscard]] kiosk::text::Typesetter& typesetter() { return *typesetter_; }

 private:
  kiosk::screens::Drawn frame(const kiosk::flow::Screen& screen, int width, int height);

  Process server_;
  std::unique_ptr<kiosk::window::Window> window_;
  std::unique_ptr<kiosk::text::Typesetter> typesetter_;
  std::unique_ptr<kiosk::screens::View> view_;
};

}  // namespace minyi::testing
