// The collector's log: key=value, one line an event, on stderr, where a service manager takes it up.
#pragma once

#include <memory>

namespace spdlog {
class logger;
}

namespace minyi::collector {

enum class Verbosity { silent, events, every_request };

std::shared_ptr<spdlog::logger> make_log(Verbosity verbosity);

}  // namespace minyi::collector
