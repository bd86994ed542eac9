#include "minyi/collector/log.hpp"

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

}  // namespace minyi::collector
