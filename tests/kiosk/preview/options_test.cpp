#include <fstream>
#include <sstream>
#include <vector>

#include <doctest/doctest.h>

#include "minyi/preview/preview.hpp"
#include "minyi/preview/survey.hpp"

#include "support/temp_dir.hpp"

namespace {

using namespace minyi;
using namespace minyi::kiosk::preview;

Result<std::optional<Options>> parsed(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "preview");
  return parse(static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

TEST_CASE("the command line says what is shown and how, and what is wrong with it") {
  const auto window = parsed({"form.xml", "--site", "t1-c1"});
  REQUIRE(window);
  REQUIRE(*window);
  CHECK((*window)->form == "form.xml");
  CHECK((*window)->site == "t1-c1");
  CHECK_FALSE((*window)->findings);
  const auto findings = parsed({"form.xml", "--findings", "--size", "1280x800", "--size", "800x600"});
  REQUIRE(findings);
  REQUIRE((*findings)->sizes.size() == 2);
  CHECK((*findings)->sizes[1].width == 800);
  for (const auto& wrong :
       std::vector<std::vector<const char*>>{{},
                                             {"form.xml", "--findings", "--png", "x"},
                                             {"form.xml", "--size", "12x"},
                                             {"form.xml", "--size", "1280x800pixels"},
                                             {"form.xml", "--size", "100000x100000"},
                                             {"form.xml", "--size", "1280x800", "--size", "800x600"},
                                             {"form.xml", "--density", "0"},
                                             {"form.xml", "--unheard-of"}}) {
    const auto refused = parsed(wrong);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::argument_invalid);
  }
}

TEST_CASE("a form that is missing or broken is an error that names it, and the words of the trouble file come first") {
  const testing::TempDir folder;
  Options options;
  options.form = (folder / "form.xml").string();
  options.findings = true;
  std::ostringstream out;
  const auto missing = run(options, out);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::file_missing);
  CHECK(missing.error().where == options.form);
  std::ofstream(options.form) << "<h:html";
  const auto broken = run(options, out);
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code == ErrorCode::xml_syntax);
  options.trouble = (folder / "trouble.txt").string();
  CHECK(read_survey(options).error().code == ErrorCode::xml_syntax);
  std::ofstream(options.trouble) << "survey row 3: no type";
  CHECK(read_survey(options).error().message == "survey row 3: no type");
  CHECK(out.str().empty());
}
