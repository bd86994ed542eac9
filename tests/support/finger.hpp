// A finger on the glass: presses and releases through the X server (XTEST), as a touch screen does. Whoever has only a
// Finger cannot reach anything that a resident could not.
#pragma once

#include <memory>
#include <string>

namespace minyi::testing {

class Finger {
 public:
  // Throws Failure when the display cannot be opened or has no XTEST.
  explicit Finger(const std::string& display);
  ~Finger();
  Finger(const Finger&) = delete;
  Finger& operator=(const Finger&) = delete;

  // In pixels of the root window.
  void tap(int x, int y);
  // A key of a keyboard, by X's name for it ("Next" is PageDown). Throws Failure when the keyboard has no such key.
  void strike(const std::string& key);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace minyi::testing
