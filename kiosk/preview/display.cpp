#include "minyi/preview/display.hpp"

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace minyi::kiosk::preview {
namespace {

// The pictures are painted into memory of their own: the screen can be small. The server writes its number when it is
// ready.
constexpr const char* command = "exec Xvfb -displayfd 1 -screen 0 640x480x24 -nolisten tcp -terminate 2>/dev/null";

}  // namespace

void Display::Close::operator()(std::FILE* server) const {
  ::unsetenv("DISPLAY");
  ::pclose(server);
}

Result<Display> Display::open() {
  Display display;
  if (const char* named = std::getenv("DISPLAY"); named != nullptr && *named != '\0') return display;
  std::array<char, 16> number{};
  auto* server = ::popen(command, "re");
  if (server == nullptr || std::fgets(number.data(), static_cast<int>(number.size()), server) == nullptr) {
    if (server != nullptr) ::pclose(server);
    return fail(ErrorCode::window_failed, "there is no display, and none in memory can be started", "DISPLAY",
                "run it at a desktop, or install the package xvfb");
  }
  const std::string_view line(number.data());
  ::setenv("DISPLAY", (":" + std::string(line.substr(0, line.find('\n')))).c_str(), 1);
  display.server_.reset(server);
  return display;
}

}  // namespace minyi::kiosk::preview
