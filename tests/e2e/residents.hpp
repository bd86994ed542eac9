// Ten residents whose answers are known, and the rates that follow from them by hand.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace minyi::e2e {

struct Answers {
  std::string language;
  std::string grid, age, sex;
  std::string aware;
  std::string heard_from;  // asked of those who know or have heard; values with spaces between them
  std::string asks;
  std::string support;
  std::string took_part;
  std::string activities;  // asked of those who took part
  std::string times;
  std::array<std::string, 5> satisfied;  // order, sanitation, traffic, stairwells, services; empty: left out
  std::string overall;
  std::string wish;  // empty: left out
};

std::vector<Answers> ten_residents();

// The commands by which this resident answers the shipped survey from the attract screen to the thanks.
std::string script_for(const Answers& answers);
// Only the first pages of it: as far as the question whether he is aware, with his answer to it marked.
std::string first_half_for(const Answers& answers);

struct Count {
  std::uint64_t numerator = 0, denominator = 0;
  friend bool operator==(const Count&, const Count&) = default;
};
// awareness, support, participation: counted here from the answers, by what the survey's own prose says counts, not by
// its formulas.
std::map<std::string, Count> count_by_hand(const std::vector<Answers>& residents);

}  // namespace minyi::e2e
