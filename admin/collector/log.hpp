// The collector's log: key=value, one line an event, on stderr, where a service manager takes it up.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace minyi::collector {

enum class Verbosity { silent, events, every_request };

std::shared_ptr<spdlog::logger> make_log(Verbosity verbosity);

// A value that may hold anything, in quotes and on one line: what a client sends must not forge a line of ours.
std::string one_line(std::string_view text);

}  // namespace minyi::collector
