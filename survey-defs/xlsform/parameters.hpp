// The `parameters` column: "start=1 end=10 step=1".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "minyi/xlsform/findings.hpp"

namespace minyi::xlsform {

using Parameters = std::map<std::string, std::string, std::less<>>;

// Keys and values; spaces, commas and semicolons part the pairs. Nothing when the text is not of that form.
std::optional<Parameters> parse_parameters(std::string_view text);

// Reports every key that the question's type does not take.
bool allow_parameters(const Parameters& parameters, const std::vector<std::string>& accepted, const Place& place,
                      Findings& findings);

}  // namespace minyi::xlsform
