// One line of a benchmark's report: a figure beside the floor that was measured in the same run. What counts is the
// ratio (or the difference, where a target is one); seconds alone say more about the machine than about the program.
#pragma once

#include <string>
#include <vector>

namespace minyi::bench {

struct Line {
  std::string what;
  std::string unit;
  double value = 0;   // ours
  double floor = 0;   // the least that can be done here
  std::string limit;  // what is aimed at, in words: "<= 2 x floor"
  bool met = false;
};

// As a table for people (stdout), or as a JSON array for tools.
enum class Style { table, json };
void print(const std::vector<Line>& lines, Style style);

// Nearest rank; `values` not empty, `share` in (0, 1].
double percentile(std::vector<double> values, double share);

}  // namespace minyi::bench
