// Surveys written as Markdown tables in a test, and what the preflight finds in them.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "minyi/check/preflight.hpp"
#include "minyi/check/proof.hpp"
#include "minyi/xlsform/compile.hpp"

#include "support/fake_clock.hpp"

namespace minyi::testing {

// Files beside a survey, by name.
class Files final : public form::FileSource {
 public:
  using Contents = std::map<std::string, std::string, std::less<>>;
  Files() = default;
  explicit Files(Contents files) : files_(std::move(files)) {}
  Result<std::string> read(std::string_view name) const override {
    const auto found = files_.find(name);
    if (found == files_.end()) return fail(ErrorCode::file_missing, "there is no such file", std::string(name));
    return found->second;
  }

 private:
  Contents files_{};
};

inline std::shared_ptr<const form::Form> survey(std::string_view tables, const form::FileSource& files = Files()) {
  const auto workbook = xlsform::read_markdown(tables, "test.md");
  REQUIRE_MESSAGE(workbook, to_string(workbook.error()));
  const auto compiled = xlsform::compile(*workbook, {.default_form_id = "test"}, files);
  for (const auto& error : compiled.errors) MESSAGE(xlsform::to_string(error));
  REQUIRE(compiled.form);
  return compiled.form;
}

inline std::vector<check::Finding> preflight(std::string_view tables, const form::FileSource& files = Files(),
                                             const check::Terms& terms = {}) {
  const FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  return check::preflight(survey(tables, files), files, clock, zone, terms);
}

// "/data/q relevant", "yn y label English (en)": what the findings of a code are about, in their order.
inline std::vector<std::string> places(const std::vector<check::Finding>& findings, check::Code code) {
  std::vector<std::string> all;
  for (const auto& finding : findings) {
    if (finding.code != code) continue;
    std::string place;
    for (const auto* part : {&finding.path, &finding.list, &finding.choice, &finding.part, &finding.language})
      if (!part->empty()) place += (place.empty() ? "" : " ") + *part;
    all.push_back(std::move(place));
  }
  return all;
}
inline std::vector<std::string> places(std::string_view tables, check::Code code) {
  return places(preflight(tables), code);
}

using Places = std::vector<std::string>;

// Rows of questions with the columns that a test is about, above two choices "y" and "n" of the list "yn".
inline std::string with_yes_no(std::string rows) {
  return rows +
         "| choices | list_name | name | label |\n"
         "| | yn | y | Yes |\n"
         "| | yn | n | No |\n";
}

}  // namespace minyi::testing
