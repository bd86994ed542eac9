// How long a survey takes a resident. A model, not a measurement: what counts is that two surveys, or two versions of
// one, can be compared at the desk.
//
// Reading: adults read ordinary text silently at 255 characters a minute in Chinese and at 987 in English
// (S. Trauzettel-Klosinski, K. Dietz, Investigative Ophthalmology & Visual Science 53(9), 2012, table of languages);
// scripts without figures there count as letters. What was read before is not read again. Choices are read up to the
// one that is taken, as in a search that ends by itself; of a list to choose several from, all. Answering: deciding on
// a question 1 s, a touch 1 s (a choice, a step, "next"), typing on glass 1 s a character, 15 s at most: random answers
// are longer than residents' are.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "minyi/interview/interview.hpp"

namespace minyi::check {

double reading_seconds(std::string_view text);

// One resident's way through the pages.
class Pace {
 public:
  // Reading the page and answering as its values stand, with the touch on "next"; seconds.
  double seconds(const interview::Page& page);

 private:
  double read(const std::string& text);
  double choose(const interview::QuestionView& question);
  std::set<std::string> read_{};
};

}  // namespace minyi::check
