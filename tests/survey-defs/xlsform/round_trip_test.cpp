// Every survey of the conformance suite, and the one that ships: read, written and read again it is the same form.
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "minyi/xlsform/compile.hpp"

#include "survey-defs/form/shown.hpp"

namespace {

using namespace minyi;
using testing::ShownForm;

// Whether there is a form to try it on.
bool comes_back(const std::string& survey) {
  const auto book = xlsform::read_markdown(survey, "case");
  if (!book) return false;
  const auto compiled =
      compile(*book, {.default_form_id = "f", .expressions = xlsform::Expressions::as_written}, form::NoFiles{});
  if (!compiled.form) return false;
  const auto written = form::write_xform(*compiled.form);
  const auto again = form::read_xform(written, form::NoFiles{});
  REQUIRE_MESSAGE(again.has_value(), to_string(again.error()), '\n', written);
  CHECK_MESSAGE(ShownForm::of(**again) == ShownForm::of(*compiled.form), written);
  CHECK(form::write_xform(**again) == written);
  return true;
}

TEST_CASE("a form that is written and read again is the same form") {
  std::ifstream file(MINYI_SOURCE_DIR "/tests/conformance/xlsform.jsonl");
  REQUIRE(file.good());
  int forms = 0;
  for (std::string line; std::getline(file, line);) {
    const auto test = nlohmann::json::parse(line);
    CAPTURE(test["id"].get<std::string>());
    if (comes_back(test["md"])) ++forms;
  }
  CHECK(forms > 200);
}

TEST_CASE("the survey that ships is the same form after it is written and read again") {
  std::ifstream file(MINYI_SOURCE_DIR "/survey-defs/civic-city/form.md");
  CHECK(comes_back({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}));
}

}  // namespace
