// Headers and aliases as the XLSForm reference's table has them, and what is said of those that it has not.
#include "survey-defs/xlsform/compiled.hpp"

namespace {

using namespace minyi::xlsform;

TEST_CASE("the synonyms of the reference table are taken for what they stand for") {
  const Xform form(R"(
| survey | type         | name | label | constraint | constraint-msg | repeat-count | requiredMsg |
|        | text         | a    | A     | . != 'x'   | not x          |              | needed      |
|        | phone_number | p    |       |            |                |              |             |
|        | imei         | d    |       |            |                |              |             |
|        | begin repeat | r    | R     |            |                | 3            |             |
|        | location     | g    | G     |            |                |              |             |
|        | photo        | i    | I     |            |                |              |             |
|        | end repeat   |      |       |            |                |              |             |
)");
  CHECK(form.text("//bind[@nodeset='/data/a']/@jr:constraintMsg") == "not x");
  CHECK(form.text("//bind[@nodeset='/data/a']/@jr:requiredMsg") == "needed");
  CHECK(form.text("//bind[@nodeset='/data/p']/@jr:preloadParams") == "phonenumber");
  CHECK(form.text("//bind[@nodeset='/data/d']/@jr:preloadParams") == "deviceid");
  CHECK(form.text("//bind[@nodeset='/data/r_count']/@calculate") == "3");
  CHECK(form.text("//bind[@nodeset='/data/r/g']/@type") == "geopoint");
  CHECK(form.text("//upload[@ref='/data/r/i']/@mediatype") == "image/*");
}

TEST_CASE("a header parted by one colon among others parted by two is left out with the way to write it") {
  const Xform form("| survey | type | name | label::en | hint:en |\n| | text | a | A | h |\n");
  REQUIRE(form.compiled().warnings.size() == 1);
  CHECK(form.compiled().warnings.front().column == "hint:en");
  CHECK(form.compiled().warnings.front().hint == "other columns of this sheet part names by '::', this one by ':'");
}

TEST_CASE("an attribute that cannot be one is reported once, at the column that names it") {
  const auto survey =
      only_error("| survey | type | name | label | bind::1x |\n| | text | a | A | 1 |\n| | text | b | B | 1 |\n");
  CHECK(survey.code == "xlsform.attribute");
  CHECK(survey.sheet == "survey");
  CHECK(survey.row == 2);
  CHECK(survey.column == "bind::1x");
  CHECK(only_error("| survey | type | name | bind::1x |\n| | audit | audit | 1 |\n").column == "bind::1x");
  const auto settings =
      only_error("| survey | type | name | label |\n| | text | a | A |\n| settings | attribute::a b |\n| | 1 |\n");
  CHECK(settings.sheet == "settings");
  CHECK(settings.column == "attribute::a b");
}

}  // namespace
