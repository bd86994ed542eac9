// Entities as ODK's "Entity quick reference" has them on the sheets and the ODK Entities specification in the form.
#include "survey-defs/xlsform/compiled.hpp"

namespace {

using namespace minyi::xlsform;

TEST_CASE("entities of two lists are declared where their questions are, and the version says so") {
  const Xform form(R"(
| survey   | type         | name       | label  | save_to            |
|          | text         | hhid       | House  | households#hhid    |
|          | begin_repeat | member     | Member |                    |
|          | text         | first_name | Name   | people#first_name  |
|          | end_repeat   |            |        |                    |
| entities | list_name    | label      |
|          | households   | ${hhid}    |
|          | people       | concat(${first_name}, ' of ', ${hhid}) |
)");
  CHECK(form.text("//model/@entities:entities-version") == "2025.1.0");
  CHECK(form.text("/h:html/h:head/model/instance[1]/data/meta/entity/@dataset") == "households");
  CHECK(form.text("/h:html/h:head/model/instance[1]/data/member[@jr:template]/meta/entity/@dataset") == "people");
  CHECK(form.text("//bind[@nodeset='/data/hhid']/@entities:saveto") == "hhid");
  CHECK(form.text("//bind[@nodeset='/data/member/first_name']/@entities:saveto") == "first_name");
  CHECK(form.count("//repeat/setvalue[@ref='/data/member/meta/entity/@id'][@event='odk-new-repeat']") == 1);
}

TEST_CASE("the expressions of an entity in a repeat start at its label, three steps below the repeat") {
  const Xform form(R"(
| survey   | type         | name    | label   | save_to |
|          | begin_repeat | tree    | Tree    |         |
|          | text         | species | Species | species |
|          | end_repeat   |         |         |         |
| entities | list_name | label      | create_if          |
|          | trees     | ${species} | ${species} != 'no' |
)");
  CHECK(form.text("//bind[@nodeset='/data/tree/meta/entity/label']/@calculate") == " ../../../species ");
  CHECK(form.text("//bind[@nodeset='/data/tree/meta/entity/@create']/@calculate") == " ../../../species  != 'no'");
}

TEST_CASE("a single entity is declared in the nearest group that holds all it saves") {
  const Xform nested(R"(
| survey   | type        | name | label | save_to |
|          | begin_group | g1   | G     |         |
|          | text        | q1   | Q     | p1      |
|          | begin_group | g2   | G     |         |
|          | text        | q2   | Q     | p2      |
|          | end_group   |      |       |         |
|          | end_group   |      |       |         |
| entities | list_name | label |
|          | e         | ${q2} |
)");
  CHECK(nested.count("//data/g1/meta/entity") == 1);
  CHECK(nested.count("//entity") == 1);
  const Xform plain(R"(
| survey   | type | name | label | save_to |
|          | text | q    | Q     | p       |
| entities | list_name | label |
|          | e         | ${q}  |
)");
  CHECK(plain.text("//model/@entities:entities-version") == "2024.1.0");
  CHECK(plain.count("//data/meta/entity") == 1);
}

TEST_CASE("an entity that saves no answer is declared in the repeat that its label reads") {
  const Xform form(R"(
| survey   | type         | name | label |
|          | begin_repeat | r    | R     |
|          | text         | q    | Q     |
|          | end_repeat   |      |       |
| entities | list_name | label |
|          | e         | ${q}  |
)");
  CHECK(form.count("//data/r/meta/entity") == 2);  // the template and the first instance
}

TEST_CASE("with several entities, save_to names the list that is meant") {
  const std::string sheets = R"(
| entities | list_name | label |
|          | trees     | 'a'   |
|          | people    | 'b'   |
| survey   | type        | name | label | save_to     |
|          | begin_group | g    | G     |             |
|          | text        | p    | P     | people#name_given |
|          | end_group   |      |       |             |
|          | text        | q    | Q     | )";
  const auto silent = only_error(sheets + "height |\n");
  CHECK(silent.code == "xlsform.save_to");
  CHECK(silent.row == 5);
  CHECK(silent.hint == "write trees#height");
  CHECK(only_error(sheets + "tree#height |\n").hint == "did you mean 'trees'");
  CHECK(only_error(sheets + "trees#label |\n").message == "the property name 'label' is reserved");
}

TEST_CASE("what lies in one group or repeat is saved to one entity") {
  const auto mixed = only_error(R"(
| survey   | type | name | label | save_to  |
|          | text | a    | A     | trees#x  |
|          | text | b    | B     | people#x |
| entities | list_name | label |
|          | trees     | ${a}  |
|          | people    | ${b}  |
)");
  CHECK(mixed.code == "xlsform.save_to");
  CHECK(mixed.row == 3);
  const auto scattered = only_error(R"(
| survey   | type         | name | label | save_to |
|          | text         | a    | A     | x       |
|          | begin_repeat | r    | R     |         |
|          | text         | b    | B     | y       |
|          | end_repeat   |      |       |         |
| entities | list_name | label |
|          | trees     | ${a}  |
)");
  CHECK(scattered.row == 4);
}

TEST_CASE("an entity's expressions read what has one answer for each entity") {
  const auto many = only_error(R"(
| survey   | type         | name | label | save_to |
|          | text         | a    | A     | x       |
|          | begin_repeat | r    | R     |         |
|          | text         | b    | B     |         |
|          | end_repeat   |      |       |         |
| entities | list_name | label |
|          | trees     | ${b}  |
)");
  CHECK(many.code == "xlsform.entities");
  CHECK(many.column == "label");
}

TEST_CASE("a list stands once on the entities sheet, and a column that it does not know is refused") {
  const std::string survey = "| survey | type | name | label |\n| | text | q | Q |\n";
  const auto twice = only_error(survey + "| entities | list_name | label |\n| | e | 'a' |\n| | e | 'b' |\n");
  CHECK(twice.row == 3);
  CHECK(twice.column == "list_name");
  const auto unknown = only_error(survey + "| entities | dataset | label | create_id |\n| | e | 'a' | 1 |\n");
  CHECK(unknown.code == "xlsform.unknown_column");
  CHECK(unknown.hint == "did you mean 'create_if'");
}

}  // namespace
