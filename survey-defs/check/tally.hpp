// What the ways of a crowd come to, added up.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "minyi/check/respondent.hpp"

namespace minyi::check {

struct Distribution {
  double least = 0, lower_quartile = 0, median = 0, upper_quartile = 0, percentile_95 = 0, most = 0;
};
// By the nearest-rank method; all 0 for none.
Distribution distribution(std::vector<double> values);

struct Tally {
  struct DeadEnds {
    std::size_t count = 0, tried = 0;  // respondents who came to it, of so many
    DeadEnd first{};
  };
  struct Base {
    std::size_t numerator = 0, denominator = 0;  // of those who finished
  };
  std::size_t respondents = 0, finished = 0, left = 0, lost = 0;
  std::vector<double> pages{}, questions{}, seconds{};  // of those who finished
  std::map<std::string, std::size_t> asked{};           // respondents, by question
  std::map<std::string, std::size_t> left_at{};         // respondents, by the page's first question
  std::map<std::string, DeadEnds> dead_ends{};          // by question
  std::map<std::string, std::set<std::string>> offered{};
  std::map<std::string, std::size_t> nothing_offered{};
  std::map<std::string, std::map<std::string, std::string>> same_labels{};  // by question, by language
  std::map<std::string, Base> indicators{};
  std::size_t indicator_errors = 0;
  std::optional<Error> indicator_error{};  // the first

  void add(Walk walk);
};

}  // namespace minyi::check
