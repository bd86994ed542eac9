// What the ODK XForms specification and ODK's documentation say of relevance, repeats, defaults and events, case by
// case.
#include "minyi/interview/plan.hpp"

#include "survey-defs/interview/scenario.hpp"

namespace minyi::testing {
namespace {

// An XForm as other tools write it: `instance` is the content of /data.
std::shared_ptr<const form::Form> xform(const std::string& instance, const std::string& model,
                                        const std::string& body) {
  auto read = form::read_xform(
      "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
      "xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>T</h:title><model><instance><data id=\"t\">" +
          instance + "</data></instance>" + model + "</model></h:head><h:body>" + body + "</h:body></h:html>",
      form::NoFiles{});
  if (!read) FAIL(to_string(read.error()));
  return *read;
}

TEST_CASE("a sum over a repeat leaves out the instances where the question is not asked") {
  Scenario s(R"(
| survey | type         | name   | label | repeat_count | calculation                | relevant     |
|        | begin repeat | person | P     | 2            |                            |              |
|        | integer      | age    | Age   |              |                            |              |
|        | integer      | income | Money |              |                            | ${age} >= 18 |
|        | end repeat   |        |       |              |                            |              |
|        | calculate    | total  |       |              | sum(${income})             |              |
|        | calculate    | most   |       |              | max(${income})             |              |
|        | calculate    | asked  |       |              | count(${income})           |              |
)");
  CHECK(s.answer_of("asked") == "0");
  s.type("40");
  CHECK(s.answer_of("asked") == "1");
  s.next();
  s.type("1000");
  s.next();
  s.type("9");
  CHECK(s.answer_of("total") == "1000");
  CHECK(s.answer_of("most") == "1000");
  CHECK(s.answer_of("asked") == "1");
}

TEST_CASE("a single question that is not asked reads as an unanswered one") {
  Scenario s(R"(
| survey | type      | name   | label | calculation                | relevant        |
|        | text      | smokes | S     |                            |                 |
|        | text      | brand  | B     |                            | ${smokes} = 'y' |
|        | calculate | seen   |       | if(${brand} != 'x', 1, 0)  |                 |
|        | calculate | length |       | string-length(${brand})    |                 |
)");
  CHECK(s.answer_of("seen") == "1");
  CHECK(s.answer_of("length") == "0");
}

TEST_CASE("a repeat that is not relevant counts no instances") {
  Scenario s(R"(
| survey | type         | name   | label | calculation      | relevant       |
|        | text         | has    | Has?  |                  |                |
|        | begin repeat | child  | C     |                  | ${has} = 'yes' |
|        | text         | name   | Name  | |                |
|        | end repeat   |        |       |                  |                |
|        | calculate    | n      |       | count(${child})  |                |
|        | text         | last   | Last  |                  |                |
)");
  CHECK(s.answer_of("n") == "0");
  s.type("yes");
  CHECK(s.answer_of("n") == "1");
  s.next();
  s.type("A");
  s.next();
  s.add();
  CHECK(s.answer_of("n") == "2");
  s.back();
  s.back();
  s.type("no");
  CHECK(s.answer_of("n") == "0");
  s.next();
  s.expect_question("last");
  s.back();
  s.type("yes");
  CHECK(s.answer_of("n") == "2");
}

TEST_CASE("a computed value is cast to its question's type") {
  Scenario s(R"(
| survey | type     | name  | label | default |
|        | date     | onset | When? | now()   |
|        | time     | hour  | Hour? | now()   |
|        | dateTime | both  | Both? | today() |
|        | date     | later | Later | '2026-11-23' + 7 |
|        | date     | whole | Whole | 20780   + 0     |
|        | text     | last  | Last  |         |
)");
  CHECK(s.answer_of("later") == "2026-11-30");
  CHECK(s.answer_of("whole") == "2026-11-23");
  CHECK(s.answer_of("onset") == "2026-11-23");
  CHECK(s.answer_of("hour") == "09:15:00.000+08:00");
  CHECK(s.answer_of("both") == "2026-11-23T00:00:00.000+08:00");
  while (!s.interview().at_last()) s.next();
  s.next_finishes();
}

TEST_CASE("an absolute path inside a repeat means the instance it stands in") {
  Scenario s(xform("<n/><person><name/><age/><adult/><shout/></person><all/>",
                   "<bind nodeset=\"/data/person/age\" type=\"int\" constraint=\"/data/person/name != ''\"/>"
                   "<bind nodeset=\"/data/person/adult\" relevant=\"/data/person/age >= 18\"/>"
                   "<bind nodeset=\"/data/person/shout\" calculate=\"concat(/data/person/name, count(/data/person), "
                   "indexed-repeat(/data/person/name, /data/person, 1), /data/person[1]/age)\"/>"
                   "<bind nodeset=\"/data/all\" calculate=\"sum(/data/person/age)\"/>",
                   "<group ref=\"/data/person\"><label>P</label><repeat nodeset=\"/data/person\">"
                   "<input ref=\"/data/person/name\"><label>N</label></input>"
                   "<input ref=\"/data/person/age\"><label>Age of <output value=\"/data/person/name\"/></label></input>"
                   "<input ref=\"/data/person/adult\"><label>A</label></input></repeat></group>"));
  s.type("Ann");
  s.next();
  s.type("40");
  s.next();
  s.expect_question("person[1]/adult");
  s.next();
  s.add();
  s.type("Bo");
  CHECK(s.answer_of("person[2]/shout") == "Bo2Ann40");
  s.next();
  CHECK(s.question().label == "Age of Bo");
  s.type("9");
  CHECK(s.answer_of("all") == "49");
  s.next();
  CHECK(s.interview().page().may_add == "/data/person");
  CHECK(s.answer_of("person[1]/shout") == "Ann2Ann40");
  s.back();
  s.type("19");
  s.next();
  s.expect_question("person[2]/adult");
}

TEST_CASE("an absolute path goes through all the instances around it, and an answer reaches only its own") {
  Scenario s(R"(
| survey | type         | name   | label | repeat_count | calculation                                            | relevant                     |
|        | begin repeat | home   | Home  | 2            |                                                        |                              |
|        | text         | street | S     |              |                                                        |                              |
|        | begin repeat | person | P     | 2            |                                                        |                              |
|        | text         | name   | N     |              |                                                        | /data/home/street != ''      |
|        | calculate    | line   |       |              | concat(/data/home/street, '/', /data/home/person/name) |                              |
|        | calculate    | same   |       |              | count(/data/home/person)                               |                              |
|        | calculate    | alike  |       |              | count(/data/home[street = /data/home/street])          |                              |
|        | end repeat   |        |       |              |                                                        |                              |
|        | end repeat   |        |       |              |                                                        |                              |

| settings | name |
|          | data |
)");
  s.type("A");
  s.next();
  s.type("x");
  CHECK(s.answer_of("home[1]/person[1]/line") == "A/x");
  CHECK(s.answer_of("home[1]/person[2]/line") == "A/");
  CHECK(s.answer_of("home[2]/person[1]/line") == "/");
  CHECK(s.answer_of("home[2]/person[1]/same") == "2");
  s.next();
  s.type("y");
  s.next();
  s.expect_question("home[2]/street");
  CHECK(s.answer_of("home[1]/person[1]/line") == "A/x");
  s.type("A");
  CHECK(s.answer_of("home[1]/person[1]/alike") == "2");
  s.next();
  s.expect_question("home[2]/person[1]/name");
  s.type("z");
  CHECK(s.answer_of("home[2]/person[1]/line") == "A/z");
  CHECK(s.answer_of("home[1]/person[2]/line") == "A/y");
}

// ODK XForms, "Creation, Removal of Repeats" (A) and "Default Values in Repeats".
TEST_CASE("a form begins with the instances that its primary instance holds") {
  Scenario s(
      xform("<person jr:template=\"\"><name/><kin>spouse</kin></person>"
            "<person><name>John</name><kin>father</kin></person>"
            "<person><name>Kofi</name><kin>brother</kin></person>",
            "<bind nodeset=\"/data/person/name\"/>",
            "<group ref=\"/data/person\"><label>P</label><repeat nodeset=\"/data/person\">"
            "<input ref=\"/data/person/name\"><label>N</label></input></repeat></group>"));
  CHECK(s.question().value == "John");
  CHECK(s.answer_of("person[1]/kin") == "father");
  s.next();
  CHECK(s.question().value == "Kofi");
  CHECK(s.answer_of("person[2]/kin") == "brother");
  s.next();
  s.add();
  s.expect_question("person[3]/name");
  CHECK(s.question().value.empty());
  CHECK(s.answer_of("person[3]/kin") == "spouse");
}

TEST_CASE("a template may stand behind its instances, and a repeat inside it may have none in them") {
  const std::string body =
      "<group ref=\"/data/home\"><label>H</label><repeat nodeset=\"/data/home\">"
      "<input ref=\"/data/home/street\"><label>S</label></input>"
      "<group ref=\"/data/home/person\"><label>P</label><repeat nodeset=\"/data/home/person\">"
      "<input ref=\"/data/home/person/name\"><label>N</label></input></repeat></group></repeat></group>";
  Scenario s(
      xform("<home><street>Elm</street></home><home jr:template=\"\"><street>?</street>"
            "<person jr:template=\"\"><name>x</name></person></home>",
            "", body));
  CHECK(s.question().value == "Elm");
  s.next();
  CHECK(s.interview().page().may_add == "/data/home[1]/person");
  s.add();
  CHECK(s.question().value == "x");
  s.next();
  s.next();
  CHECK(s.interview().page().may_add == "/data/home");
  s.add();
  CHECK(s.question().value == "?");
  CHECK(s.answer_of("home[2]/person[1]/name") == "x");
}

TEST_CASE("instances of a repeat that do not hold the same nodes are refused by the repeat's name") {
  const auto form = xform("<person jr:template=\"\"><name/></person><person><name/><kin/></person>", "",
                          "<group ref=\"/data/person\"><label>P</label><repeat nodeset=\"/data/person\">"
                          "<input ref=\"/data/person/name\"><label>N</label></input></repeat></group>");
  const auto plan = interview::Plan::make(form);
  REQUIRE_FALSE(plan);
  CHECK(plan.error().code == ErrorCode::form_invalid);
  CHECK(plan.error().where == "/data/person");
}

// ODK XForms, "Default Values in Repeats": the template is not part of the record.
TEST_CASE("a template is no instance: a form without one begins by asking whether there is any") {
  Scenario s(xform("<a/><person jr:template=\"\"><name>x</name></person>", "<bind nodeset=\"/data/person/name\"/>",
                   "<input ref=\"/data/a\"><label>A</label></input>"
                   "<group ref=\"/data/person\"><label>P</label><repeat nodeset=\"/data/person\">"
                   "<input ref=\"/data/person/name\"><label>N</label></input></repeat></group>"));
  s.next();
  CHECK(s.interview().page().may_add == "/data/person");
  CHECK_FALSE(s.answered("person[1]/name"));
  s.next_finishes();
  s.add();
  CHECK(s.question().value == "x");
}

// ODK XForms, "Bind Attributes": as in XForms 1.0, whose section 6.1.2 lets readonly be inherited.
TEST_CASE("a read-only group makes what is in it read-only, and needs no answer there") {
  Scenario s(R"(
| survey | type        | name  | label | read_only        | required | default |
|        | text        | lock  | Lock  |                  |          |         |
|        | begin group | g     | G     | ${lock} = 'shut' |          |         |
|        | begin group | inner | I     |                  |          |         |
|        | text        | a     | A     |                  | yes      |         |
|        | end group   |       |       |                  |          |         |
|        | end group   |       |       |                  |          |         |
)");
  s.type("open");
  s.next();
  CHECK_FALSE(s.question().read_only);
  s.next_stops();
  s.back();
  s.type("shut");
  s.next();
  CHECK(s.question().read_only);
  s.refuse("x");
  s.next_finishes();
}

// ODK XForms, "Bind Attributes": relevant says whether the group is presented, here the repeat without an instance.
TEST_CASE("a repeat that is not relevant does not offer to add its first instance") {
  Scenario s(R"(
| survey | type         | name   | label | relevant            |
|        | text         | has    | Has   |                     |
|        | begin repeat | person | P     | ${has} = 'y'        |
|        | text         | name   | N     |                     |
|        | begin repeat | pet    | Pet   | ../name != 'nobody' |
|        | text         | kind   | K     |                     |
|        | end repeat   |        |       |                     |
|        | end repeat   |        |       |                     |
|        | text         | last   | Last  |                     |
)");
  s.type("y");
  s.next();
  s.next();
  s.expect_question("person[1]/pet[1]/kind");
  s.remove();
  CHECK(s.interview().page().may_add == "/data/person[1]/pet");
  s.back();
  s.type("nobody");
  s.next();
  CHECK(s.interview().page().may_add == "/data/person");
  s.back();
  s.type("Bo");
  s.next();
  CHECK(s.interview().page().may_add == "/data/person[1]/pet");
  s.back();
  s.remove();
  CHECK(s.interview().page().may_add == "/data/person");
  s.back();
  s.type("n");
  s.next();
  s.expect_question("last");
  s.back();
  s.type("y");
  s.next();
  CHECK(s.interview().page().may_add == "/data/person");
  s.add();
  s.expect_question("person[1]/name");
}

TEST_CASE("nested repeats grow, shrink and are counted without leaving anything behind") {
  Scenario s(R"(
| survey | type         | name   | label | repeat_count | calculation                         |
|        | integer      | homes  | H     |              |                                     |
|        | begin repeat | home   | Home  | ${homes}     |                                     |
|        | integer      | people | P     |              |                                     |
|        | begin repeat | person | Pers  | ${people}    |                                     |
|        | text         | name   | N     |              |                                     |
|        | calculate    | where  |       |              | concat(position(../..), '.', position(..)) |
|        | end repeat   |        |       |              |                                     |
|        | calculate    | here   |       |              | count(${person})                    |
|        | calculate    | joined |       |              | join(',', ${name})                  |
|        | end repeat   |        |       |              |                                     |
|        | calculate    | heads  |       |              | sum(${people})                      |
|        | calculate    | names  |       |              | join(',', ${name})                  |
|        | calculate    | second |       |              | indexed-repeat(${name}, ${home}, 2, ${person}, 1) |
)");
  s.type("2");
  s.next();
  s.type("2");
  s.next();
  s.type("a");
  s.next();
  s.type("b");
  s.next();
  s.expect_question("home[2]/people");
  s.type("1");
  s.next();
  s.type("c");
  CHECK(s.answer_of("home[2]/person[1]/where") == "2.1");
  CHECK(s.answer_of("home[1]/person[2]/where") == "1.2");
  CHECK(s.answer_of("heads") == "3");
  CHECK(s.answer_of("names") == "a,b,c");
  CHECK(s.answer_of("home[1]/joined") == "a,b");
  CHECK(s.answer_of("home[1]/here") == "2");
  CHECK(s.answer_of("second") == "c");
}

}  // namespace
}  // namespace minyi::testing
