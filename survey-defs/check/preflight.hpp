// What is wrong with a survey before anyone stands in front of it. Two ways of knowing: proof (proof.hpp), and a crowd
// of random respondents (respondent.hpp). A finding says "can never" only with proof; otherwise it says how many tried.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "minyi/check/finding.hpp"
#include "minyi/check/respondent.hpp"
#include "minyi/form/form.hpp"

namespace minyi::check {

struct Terms {
  double minutes = 2;  // what the median respondent may take
  std::size_t respondents = 400;
  std::uint64_t seed = 1;
};

// By code, in the order of the table. `files`: those beside the form. Bounded work whatever the form holds.
std::vector<Finding> preflight(const std::shared_ptr<const form::Form>& form, const form::FileSource& files,
                               const Clock& clock, const TimeZone& zone, const Terms& terms = {});

}  // namespace minyi::check
