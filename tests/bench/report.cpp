#include "bench/report.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace minyi::bench {

void print(const std::vector<Line>& lines, Style style) {
  if (style == Style::json) {
    nlohmann::json list = nlohmann::json::array();
    for (const Line& line : lines)
      list.push_back({{"what", line.what},
                      {"unit", line.unit},
                      {"value", line.value},
                      {"floor", line.floor},
                      {"ratio", line.floor > 0 ? nlohmann::json(line.value / line.floor) : nlohmann::json()},
                      {"limit", line.limit},
                      {"met", line.met}});
    std::cout << list.dump(2) << '\n';
    return;
  }
  std::cout << fmt::format("{:<48} {:>12} {:>12} {:>7}  {:<24} {}\n", "", "minyi", "floor", "ratio", "aim", "");
  for (const Line& line : lines)
    std::cout << fmt::format("{:<48} {:>9.2f} {:<3} {:>8.2f} {:<3} {:>6.2f}  {:<24} {}\n", line.what, line.value,
                             line.unit, line.floor, line.unit, line.floor > 0 ? line.value / line.floor : 0, line.limit,
                             line.met ? "met" : "MISSED");
}

double percentile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values.at(std::clamp<std::size_t>(rank, 1, values.size()) - 1);
}

}  // namespace minyi::bench
