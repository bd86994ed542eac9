#include "support/x_server.hpp"

namespace minyi::testing {

XServer::XServer()
    : server_(Process::start({.command = {"Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp",
                                          "-noreset", "-dpi", "96"},
                              .environment = {},
                              .directory = {},
                              .largest_file = {}})) {
  await("Xvfb to name its display", [this] {
    if (!server_.running()) throw Failure("Xvfb ended: " + server_.errors());
    return server_.output().find('\n') != std::string::npos;
  });
  const std::string number = server_.output();
  display_ = ":" + number.substr(0, number.find('\n'));
}

}  // namespace minyi::testing
