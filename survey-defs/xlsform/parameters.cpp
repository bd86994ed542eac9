#include "minyi/xlsform/parameters.hpp"

#include <algorithm>

#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

std::optional<Parameters> parse_parameters(std::string_view text) {
  constexpr std::string_view between = " \t\r\n,;";
  Parameters out;
  const auto skip = [&] { text.remove_prefix(std::min(text.size(), text.find_first_not_of(between))); };
  const auto token = [&] {
    const auto size = std::min(text.size(), text.find_first_of(" \t\r\n,;="));
    std::string word(text.substr(0, size));
    text.remove_prefix(size);
    return word;
  };
  for (skip(); !text.empty(); skip()) {
    const auto key = lower(token());
    skip();
    if (key.empty() || !text.starts_with('=')) return std::nullopt;
    text.remove_prefix(1);
    skip();
    auto value = token();
    if (value.empty() || text.starts_with('=')) return std::nullopt;
    // Names of columns and instances keep their case.
    const bool named = key == "value" || key == "label" || key == "reference-geometry" || key == "tick_labelset" ||
                       key == "seed" || key == "app";
    out[key] = named ? value : lower(value);
  }
  return out;
}

bool allow_parameters(const Parameters& parameters, const std::vector<std::string>& accepted, const Place& place,
                      Findings& findings) {
  bool good = true;
  for (const auto& [key, value] : parameters) {
    if (std::find(accepted.begin(), accepted.end(), key) != accepted.end()) continue;
    std::string list;
    for (const auto& name : accepted) list += (list.empty() ? "" : ", ") + name;
    auto hint = did_you_mean(key, accepted);
    if (hint.empty() && !list.empty()) hint = "it takes: " + list;
    findings.error("xlsform.unknown_parameter", place,
                   "this type of question does not take the parameter '" + key + "'", hint);
    good = false;
  }
  return good;
}

}  // namespace minyi::xlsform
