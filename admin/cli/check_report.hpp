// What `minyi check` prints: findings of the compiler, of the preflight and of whoever else looked, in one list.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "minyi/check/finding.hpp"
#include "minyi/cli/screen_check.hpp"
#include "minyi/cli/survey_file.hpp"

namespace minyi::cli {

struct Remark {
  check::Severity severity = check::Severity::warning;
  xlsform::Finding finding{};  // with sheet, row and column where the survey is a workbook
  // In the form, where known.
  std::string path{}, part{}, list{}, choice{}, language{};
};

struct CheckReport {
  std::string file{};
  std::vector<Remark> remarks{};
  std::string screens_left_out{};  // why no kiosk's program looked at the texts; empty when one did, or none was asked
  [[nodiscard]] std::size_t count(check::Severity severity) const;
};

// The compiler's own findings.
void add(CheckReport& report, const xlsform::Compiled& compiled);
// Those of the preflight, each with the cell that its path came from.
void add(CheckReport& report, const std::vector<check::Finding>& findings, const xlsform::Origins& origins);
// What the kiosk's program saw: warnings, at the cells whose texts do not fit.
void add(CheckReport& report, const ScreenCheck& screens, const xlsform::Compiled& compiled);
// Errors first, then by sheet and row.
void sort(CheckReport& report);

void print_text(const CheckReport& report, std::ostream& out);
void print_json(const CheckReport& report, std::ostream& out);

}  // namespace minyi::cli
