#include "minyi/cli/csv.hpp"

#include "minyi/base/csv.hpp"

namespace minyi::cli {

std::string csv_text(std::string_view text) {
  const bool runs = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  return csv_field((runs ? "'" : "") + std::string(text));
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t at = 0; at < fields.size(); ++at) line += (at > 0 ? "," : "") + fields[at];
  return line + "\n";
}

}  // namespace minyi::cli
