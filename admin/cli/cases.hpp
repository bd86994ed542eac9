// --cases FILE.jsonl: one JSON object a line in, one a line out, in the same order. A line that is not a case gets its
// own answer, so that no other case is lost by it.
#pragma once

#include <functional>
#include <string>

#include <nlohmann/json.hpp>

#include "minyi/cli/command.hpp"

namespace minyi::cli {

// `answer` fills in what goes beside the case's id.
Result<Exit> run_cases(const std::string& path, Console& console,
                       const std::function<nlohmann::json(const nlohmann::json& test_case)>& answer);

// A text field of a case; empty where it is absent or null.
std::string text_of(const nlohmann::json& test_case, const char* key);

}  // namespace minyi::cli
