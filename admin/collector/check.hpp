// `minyi-collector check`: whether the collector would work here, before it is started. Each thing is said on a line of
// its own, all of them, also after one that is wrong.
#pragma once

#include <optional>
#include <string>

#include "minyi/collector/http.hpp"

namespace minyi::collector {

// Looks and says; makes and changes nothing that is not there. Whether all was in order: stdout says what is, stderr
// what is not and what to do. `door` is tried when it is given: its port is taken and let go.
bool check_office(const std::string& data, const std::optional<ServerOptions>& door, const Clock& clock);

}  // namespace minyi::collector
