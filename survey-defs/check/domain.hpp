// Which answers have to be tried so that nothing an expression can tell apart is left out: all choices of a select, and
// of what is typed one value on each side of every constant that it is compared with. That makes trying them a proof.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "minyi/check/outline.hpp"

namespace minyi::check {

// What an expression asks of one answer.
struct Usage {
  std::set<double> numbers{};        // compared with these
  std::set<std::string> texts{};     // equal to these?
  std::set<double> lengths{};        // string-length() compared with these
  std::set<double> counts{};         // count-selected() compared with these
  std::set<std::string> mentions{};  // selected() of these
};

// All that can be answered, "" for no answer among them, where that is a short list: of one choice, a range, "OK".
// Holds whatever the expression does with it.
std::optional<std::vector<std::string>> exact_domain(const Outline& outline, int place);

// Of an exact domain, one value for each way in which it can fall among what `usage` asks.
std::vector<std::string> told_apart(std::vector<std::string> values, const Usage& usage);

// One value for each way in which an answer can fall among what `usage` asks. Nothing when that cannot be promised.
std::optional<std::vector<std::string>> domain(const Outline& outline, int place, const Usage& usage);

}  // namespace minyi::check
