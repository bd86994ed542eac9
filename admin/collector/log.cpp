#include "minyi/collector/log.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace minyi::collector {
namespace {

spdlog::level::level_enum level_of(Verbosity verbosity) {
  switch (verbosity) {
    case Verbosity::silent:
      return spdlog::level::off;
    case Verbosity::events:
      return spdlog::level::info;
    case Verbosity::every_request:
      return spdlog::level::debug;
  }
  return spdlog::level::info;
}

}  // namespace

std::shared_ptr<spdlog::logger> make_log(Verbosity verbosity) {
  auto log = std::make_shared<spdlog::logger>("collector", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
  log->set_level(level_of(verbosity));
  return log;
}

std::string one_line(std::string_view text) {
  std::string line = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') line += '\\';
    if (byte < 0x20 || byte == 0x7F)
      line += fmt::format("\\x{:02x}", byte);
    else
      line += c;
  }
  return line + '"';
}

}  // namespace minyi::collector
