// What rows of single question types become. Sources: ODK documentation, "Form question types" and "Form logic".
#include "survey-defs/xlsform/compiled.hpp"

namespace {

using namespace minyi::xlsform;

TEST_CASE("reference geometry is a list of the sheet, of a file or of an external instance, and else an error") {
  const std::string head = "| survey | type | name | label | parameters |\n";
  const Xform form(head + R"(
|         | geopoint     | a    | A | reference-geometry=places    |
|         | geotrace     | b    | B | reference-geometry=f.geojson |
|         | geoshape     | c    | C | reference-geometry=plots     |
|         | csv-external | plots |   |                             |
| choices | list_name | name | label | geometry |
|         | places    | p    | P     | 1 2 0 0  |
)");
  CHECK(form.text("//input[@ref='/data/a']/itemset/@nodeset") == "instance('places')/root/item");
  CHECK(form.text("//input[@ref='/data/b']/itemset/value/@ref") == "id");
  CHECK(form.text("//input[@ref='/data/c']/itemset/@nodeset") == "instance('plots')/root/item");
  const auto unknown =
      only_error(head + "| | geopoint | a | A | reference-geometry=plot |\n| | csv-external | plots | | |\n");
  CHECK(unknown.code == "xlsform.unknown_list");
  CHECK(unknown.column == "parameters");
  CHECK(unknown.hint == "did you mean 'plots'");
}

TEST_CASE("an app is asked for a picture unless the appearance brings another way to take it") {
  const Xform form(R"(
| survey | type  | name | label | appearance | parameters  |
|        | image | a    | A     | annotate   | app=org.x.y |
|        | image | b    | B     | signature  | app=nothing |
)");
  CHECK(form.text("//upload[@ref='/data/a']/@intent") == "org.x.y");
  CHECK(form.count("//upload[@ref='/data/b']/@intent") == 0);
  CHECK(only_error("| survey | type | name | label | parameters |\n| | image | a | A | app=nothing |\n").column ==
        "parameters");
}

TEST_CASE("a trigger that the resident does not see is not lost in silence") {
  const Xform form(R"(
| survey | type    | name | label | trigger | calculation |
|        | start   | s    |       |         |             |
|        | integer | b    | B     | ${s}    | 1           |
)");
  REQUIRE(form.compiled().warnings.size() == 1);
  CHECK(form.compiled().warnings.front().code == "xlsform.trigger");
  CHECK(form.compiled().warnings.front().row == 3);
}

TEST_CASE("a text that shows the last saved answer brings the instance that holds it") {
  const Xform form("| survey | type | name | label |\n| | text | a | A |\n| | note | n | Before: ${last-saved#a} |\n");
  CHECK(form.text("//instance[@id='__last-saved']/@src") == "jr://instance/last-saved");
  CHECK(form.text("//input[@ref='/data/n']/label/output/@value") == " instance('__last-saved')/data/a ");
}

}  // namespace
