#include "support/finger.hpp"

#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>

#include "support/wait.hpp"

namespace minyi::testing {

struct Finger::Connection {
  Display* display = nullptr;
  ~Connection() {
    if (display != nullptr) XCloseDisplay(display);
  }
};

Finger::Finger(const std::string& display) : connection_(std::make_unique<Connection>()) {
  connection_->display = XOpenDisplay(display.c_str());
  if (connection_->display == nullptr) throw Failure("cannot open display " + display);
  int event = 0;
  int error = 0;
  int major = 0;
  int minor = 0;
  if (XTestQueryExtension(connection_->display, &event, &error, &major, &minor) == False)
    throw Failure("display " + display + " has no XTEST");
}

Finger::~Finger() = default;

void Finger::tap(int x, int y) {
  Display* display = connection_->display;
  XTestFakeMotionEvent(display, -1, x, y, CurrentTime);
  XTestFakeButtonEvent(display, 1, True, CurrentTime);
  XTestFakeButtonEvent(display, 1, False, CurrentTime);
  XSync(display, False);
}

void Finger::strike(const std::string& key) {
  Display* display = connection_->display;
  const auto code = XKeysymToKeycode(display, XStringToKeysym(key.c_str()));
  if (code == 0) throw Failure("the keyboard has no key " + key);
  XTestFakeKeyEvent(display, code, True, CurrentTime);
  XTestFakeKeyEvent(display, code, False, CurrentTime);
  XSync(display, False);
}

}  // namespace minyi::testing
