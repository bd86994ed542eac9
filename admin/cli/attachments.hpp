// What travels with a survey: the files beside it that its form needs.
#pragma once

#include <vector>

#include "minyi/cli/command.hpp"
#include "minyi/cli/survey_file.hpp"
#include "minyi/exchange/rollout.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::cli {

// A compiled survey as kiosks will read it, and its files by name, digest and size.
struct Attached {
  std::shared_ptr<const form::Form> form{};  // null when something is wrong
  std::vector<exchange::RolloutFile> files{};
};

// Everything wrong is said on console.err, each with the place in the survey that names the file.
Attached attach(const SurveyFile& survey, Console& console);

// Puts the contents into the warehouse. file_failed when one is no longer what `attach` found.
Result<> keep_files(const SurveyFile& survey, const std::vector<exchange::RolloutFile>& files,
                    warehouse::Warehouse& warehouse);

}  // namespace minyi::cli
