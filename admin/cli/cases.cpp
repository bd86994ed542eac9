#include "minyi/cli/cases.hpp"

#include "minyi/cli/files.hpp"

namespace minyi::cli {

using nlohmann::json;

Result<Exit> run_cases(const std::string& path, Console& console, const std::function<json(const json&)>& answer) {
  MINYI_TRY(const std::string text, read_file(path, 1u << 30));
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const json test_case = json::parse(line, nullptr, false);
    json result = test_case.is_object() ? answer(test_case) : json{{"error", "not a JSON object"}};
    result["id"] = test_case.is_object() && test_case.contains("id") ? test_case["id"] : json();
    console.out << result.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  }
  return Exit::done;
}

std::string text_of(const json& test_case, const char* key) {
  const auto found = test_case.find(key);
  return found != test_case.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace minyi::cli
