#include "minyi/check/preflight.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

#include "minyi/check/outline.hpp"
#include "minyi/xlsform/codes.hpp"
#include "minyi/xlsform/compile.hpp"

#include "support/fake_clock.hpp"

namespace {

using namespace minyi;
using check::Code;

std::vector<check::Finding> findings_of(const std::string& tables, const check::Terms& terms = {}) {
  const auto workbook = xlsform::read_markdown(tables, "test.md");
  REQUIRE(workbook);
  const auto compiled = xlsform::compile(*workbook, {.default_form_id = "test"}, form::NoFiles{});
  for (const auto& error : compiled.errors) MESSAGE(xlsform::to_string(error));
  REQUIRE(compiled.form);
  const testing::FakeClock clock;
  const FixedTimeZone zone{std::chrono::hours(8)};
  return check::preflight(compiled.form, form::NoFiles{}, clock, zone, terms);
}

bool has(const std::vector<check::Finding>& findings, Code code, const std::string& path = "") {
  return std::any_of(findings.begin(), findings.end(), [&](const auto& finding) {
    return finding.code == code && (path.empty() || finding.path == path);
  });
}

const std::string yes_no = "| choices | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |\n";

std::string read(const std::string& name) {
  std::ifstream in(std::string(MINYI_SOURCE_DIR) + "/survey-defs/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_CASE("every code stands on its page, and every code of the page in the table") {
  const auto page = read("check/README.md");
  for (const auto& row : check::code_table())
    CHECK_MESSAGE(page.find("| `" + std::string(row.name) + "` | " + std::string(check::name(row.severity)) + " | ") !=
                      std::string::npos,
                  row.name);
  CHECK(static_cast<std::size_t>(std::count(page.begin(), page.end(), '\n')) > check::code_table().size());
  const auto compiler = read("xlsform/README.md");
  for (const auto& row : xlsform::code_table())
    CHECK_MESSAGE(compiler.find("| `" + std::string(row.name) + "` | ") != std::string::npos, row.name);
}

TEST_CASE("a question that no answer leads to is an error with proof, and a warning without") {
  const auto proof =
      findings_of("| survey | type | name | label | relevant |\n| | text | a | A | 1 = 2 |\n| | text | b | B | |\n");
  CHECK(has(proof, Code::never_asked, "/data/a"));
  CHECK_FALSE(has(proof, Code::never_asked, "/data/b"));
  const auto tried = findings_of(
      "| survey | type | name | label | relevant |\n| | text | a | A | |\n| | note | b | B | ${a} = concat('x', 'y', "
      "string-length(${a}) * 7) |\n");
  CHECK(has(tried, Code::not_reached, "/data/b"));
  CHECK_FALSE(has(tried, Code::never_asked));
}

TEST_CASE(
    "a constraint that nothing satisfies is proven over bounds and over choices, and one that holds is left alone") {
  const auto form = [](const std::string& constraint) {
    return "| survey | type | name | label | constraint |\n| | integer | a | A | " + constraint + " |\n";
  };
  CHECK(has(findings_of(form(". > 5 and . < 3")), Code::constraint_impossible, "/data/a"));
  CHECK_FALSE(has(findings_of(form(". > 3 and . < 5")), Code::constraint_impossible));
  CHECK_FALSE(has(findings_of(form(". > 3 and . < 5")), Code::constraint_unmet));
  CHECK(has(findings_of("| survey | type | name | label | constraint |\n| | select_one yn | a | A | . = 'maybe' |\n" +
                        yes_no),
            Code::constraint_impossible, "/data/a"));
}

TEST_CASE("an indicator that is constant, or none at all, is pointed out") {
  const auto form = [](const std::string& calculation) {
    return "| survey | type | name | label | calculation | bind::minyi:indicator |\n| | select_one yn | a | A | | |\n"
           "| | calculate | i | | " +
           calculation + " | awareness |\n" + yes_no;
  };
  CHECK(has(findings_of(form("if(${a} = 'yes', 1, 0)")), Code::indicator_constant));
  CHECK(has(findings_of(form("if(${a} = 'yes', 1, 0)")), Code::unknown_choice));
  CHECK_FALSE(has(findings_of(form("if(${a} = 'y', 1, 0)")), Code::indicator_constant));
  CHECK(has(findings_of(form("if(${a} = 'y', 2, 0)")), Code::indicator_value));
  CHECK(has(findings_of("| survey | type | name | label |\n| | text | a | A |\n"), Code::no_indicator));
}

TEST_CASE("personal data without consent, what a kiosk cannot ask, and too long a survey are warned of") {
  CHECK(has(findings_of("| survey | type | name | label |\n| | text | who | 您的姓名? |\n"), Code::personal_data,
            "/data/who"));
  CHECK_FALSE(
      has(findings_of("| survey | type | name | label |\n| | text | wish | 您的愿望? |\n"), Code::personal_data));
  CHECK(has(findings_of("| survey | type | name | label |\n| | image | a | A |\n| | text | b | B |\n"),
            Code::cannot_ask, "/data/a"));
  std::string many = "| survey | type | name | label |\n";
  for (int i = 0; i < 60; ++i) many += "| | select_one yn | q" + std::to_string(i) + " | 您对这件事怎么看? |\n";
  CHECK(has(findings_of(many + yes_no), Code::too_long));
  CHECK_FALSE(has(findings_of(many + yes_no, {.minutes = 60}), Code::too_long));
}

TEST_CASE("a crowd's way is the same for the same seed, on any machine") {
  const auto workbook = xlsform::read_markdown(read("civic-city/form.md"), "form.md");
  REQUIRE(workbook);
  const auto compiled = xlsform::compile(*workbook, {}, form::NoFiles{});
  const testing::FakeClock clock;
  const FixedTimeZone zone{std::chrono::hours(8)};
  const auto outline = check::Outline::make(compiled.form);
  REQUIRE(outline);
  const check::Crowd crowd(**outline, compiled.form, clock, zone, 7);
  for (std::size_t n = 0; n < 20; ++n) {
    const auto once = crowd.walk(n, {}), again = crowd.walk(n, {});
    REQUIRE(once);
    REQUIRE(again);
    CHECK(once->seconds == again->seconds);
    CHECK(once->asked == again->asked);
    CHECK(once->indicators == again->indicators);
  }
}

}  // namespace
