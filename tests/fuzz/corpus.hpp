// What a fuzz target starts from. Seeds are made from files of the tree when the target starts: nothing is checked in
// twice, and a new case of a conformance suite is a new seed.
#pragma once

#include <string>
#include <vector>

namespace minyi::fuzz {

using Seeds = std::vector<std::string>;

// Each target says what its own are. They are written into the first directory on its command line.
Seeds seeds();

// What the lines of tests/conformance/FILE have under this name.
Seeds cases(const std::string& file, const std::string& name);
// Surveys as Markdown: those of the conformance suite and the shipped one.
Seeds surveys();

}  // namespace minyi::fuzz
