// What a survey's rules compare each answer with: what a respondent must try to come by every turning.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "minyi/check/outline.hpp"

namespace minyi::check {

struct Literals {
  std::vector<double> numbers{};
  std::vector<std::string> texts{};
  std::vector<std::string> patterns{};  // of regex()
  std::vector<std::string> peers{};     // paths of the answers that its own constraint reads
};

// By the path of the question, or of whatever else rules read: those of its own constraint, of every rule that reads
// it, and the values of columns that filters compare it with.
std::map<std::string, Literals, std::less<>> literals(const Outline& outline);

}  // namespace minyi::check
