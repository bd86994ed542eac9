// Groups, repeats, cascades, defaults, tables and languages beyond what the shipped survey uses.
#include <algorithm>

#include "survey-defs/interview/scenario.hpp"

namespace minyi::testing {
namespace {

using interview::ProblemKind;
using interview::QuestionKind;

TEST_CASE("a group that is not relevant takes all below it along, and brings it back") {
  Scenario s(R"(
| survey | type         | name   | label | relevant       | calculation          |
|        | text         | gate   | Gate  |                |                      |
|        | begin group  | outer  | Outer | ${gate} = 'in' |                      |
|        | text         | first  | First |                |                      |
|        | begin group  | inner  | Inner | ${first} != '' |                      |
|        | text         | second | Second |               |                      |
|        | end group    |        |       |                |                      |
|        | end group    |        |       |                |                      |
|        | calculate    | seen   |       |                | concat(${first}, '-', ${second}) |
|        | text         | last   | Last  |                |                      |
)");
  s.type("in");
  s.next();
  s.type("a");
  s.next();
  s.expect_question("second");
  s.type("b");
  CHECK(s.answer_of("seen") == "a-b");
  s.back();
  s.back();
  s.type("out");
  CHECK(s.answer_of("seen") == "-");
  CHECK(s.interview().progress().total == 2);
  s.next();
  s.expect_question("last");
  s.back();
  s.expect_question("gate");
  s.type("in");
  CHECK(s.answer_of("seen") == "a-b");
}

TEST_CASE("a cascade never keeps a stale choice") {
  Scenario s(R"(
| survey | type              | name  | label | choice_filter      |
|        | select_one banner | b     | B     |                    |
|        | select_one street | s     | S     | banner = ${b}      |
|        | select_multiple site | v  | V     | street = ${s}      |
|        | text              | end   | End   |                    |

| choices | list_name | name | label | banner | street |
|         | banner    | b1   | B1    |        |        |
|         | banner    | b2   | B2    |        |        |
|         | street    | s1   | S1    | b1     |        |
|         | street    | s2   | S2    | b2     |        |
|         | street    | s3   | S3    | b2     |        |
|         | site      | v1   | V1    |        | s1     |
|         | site      | v2   | V2    |        | s3     |
|         | site      | v3   | V3    |        | s3     |
)");
  s.choose("b2");
  s.next();
  CHECK(s.choices() == "s2 s3");
  s.refuse("s1");
  s.choose("s3");
  s.next();
  CHECK(s.choices() == "v2 v3");
  s.choose("v3 v2");
  s.refuse("v2 v1");
  CHECK(s.question().choices[0].label == "V2");
  s.back();
  s.back();
  s.choose("b1");
  CHECK_FALSE(s.answered("s"));
  CHECK_FALSE(s.answered("v"));
  s.next();
  CHECK(s.choices() == "s1");
  CHECK_FALSE(s.question().choices[0].chosen);
}

TEST_CASE("a repeat has as many instances as its count says, and each has answers of its own") {
  Scenario s(R"(
| survey | type         | name   | label             | repeat_count | calculation      | relevant    |
|        | integer      | n      | How many?         |              |                  |             |
|        | begin repeat | person | Person            | ${n}         |                  |             |
|        | text         | name   | Name              |              |                  |             |
|        | integer      | age    | Age of ${name}    |              |                  |             |
|        | text         | school | School of ${name} |              |                  | ${age} < 18 |
|        | end repeat   |        |                   |              |                  |             |
|        | calculate    | total  |                   |              | sum(${age})      |             |
|        | text         | last   | Last              |              |                  |             |
)");
  s.type("2");
  CHECK(s.interview().progress().total == 6);
  s.next();
  s.expect_question("person[1]/name");
  s.type("A");
  s.next();
  CHECK(s.question().label == "Age of A");
  s.type("40");
  s.next();
  s.expect_question("person[2]/name");
  s.type("B");
  s.next();
  CHECK(s.question().label == "Age of B");
  s.type("9");
  CHECK(s.answer_of("total") == "49");
  s.next();
  s.expect_question("person[2]/school");
  s.next();
  s.expect_question("last");
  while (!s.interview().at_first()) s.back();
  s.type("1");
  CHECK(s.answer_of("total") == "40");
  CHECK_FALSE(s.answered("person[2]/age"));
  CHECK(s.interview().progress().total == 4);
  s.type("100000");
  CHECK(s.interview().progress().total <= 3010);
}

TEST_CASE("a resident adds and removes instances of an open repeat") {
  Scenario s(R"(
| survey | type         | name   | label  | calculation        |
|        | begin repeat | person | Person |                    |
|        | text         | name   | Name   |                    |
|        | calculate    | place  |        | position(..)       |
|        | end repeat   |        |        |                    |
|        | calculate    | people |        | count(${person})   |
|        | text         | last   | Last   |                    |
)");
  s.type("A");
  CHECK(s.answer_of("people") == "1");
  s.next();
  CHECK(s.interview().page().questions.empty());
  CHECK(s.interview().page().may_add == s.interview().place());
  s.add();
  s.expect_question("person[2]/name");
  s.type("B");
  s.next();
  s.add();
  s.type("C");
  CHECK(s.answer_of("people") == "3");
  CHECK(s.answer_of("person[3]/place") == "3");
  s.back();
  s.expect_question("person[2]/name");
  s.remove();
  CHECK(s.answer_of("people") == "2");
  CHECK(s.answer_of("person[2]/name") == "C");
  CHECK(s.answer_of("person[2]/place") == "2");
  while (!s.interview().at_last()) s.next();
  s.expect_question("last");
  const auto nothing = s.interview().add_repeat("/test/last");
  CHECK_FALSE(nothing);
}

TEST_CASE("dynamic defaults, triggers and once are set when their event comes, not later") {
  Scenario s(R"(
| survey | type         | name   | label  | default              | calculation        | trigger | relevant     |
|        | date         | day    | Day    | today()              |                    |         |              |
|        | text         | word   | Word   | plain                |                    |         |              |
|        | text         | copy   | Copy   |                      | concat(${word}, '!') | ${word} |            |
|        | calculate    | dice   |        |                      | once(random())     |         |              |
|        | calculate    | follow |        |                      | concat(${dice}, ${word}) |   |              |
)");
  CHECK(s.question().value == "2026-11-23");
  CHECK(s.question().kind == QuestionKind::date);
  const std::string rolled = s.answer_of("dice");
  CHECK_FALSE(rolled.empty());
  s.clock().advance(std::chrono::hours{30});
  s.next();
  CHECK(s.question().value == "plain");
  CHECK_FALSE(s.answered("copy"));
  s.type("new");
  CHECK(s.answer_of("copy") == "new!");
  CHECK(s.answer_of("follow") == rolled + "new");
  CHECK(s.answer_of("dice") == rolled);
  CHECK(s.answer_of("day") == "2026-11-23");
  // What came from the clock and from chance stays as it was when the collector restores it.
  const auto response = s.interview().finish();
  auto restored = interview::Interview::restore(s.form(), s.surroundings(), response);
  REQUIRE(restored);
  for (const auto& each : restored->answers())
    if (each.path.ends_with("dice")) CHECK(each.value == rolled);
}

TEST_CASE("choices shuffled without a seed stay where they are within one interview") {
  std::string tables = R"(
| survey | type             | name | label | parameters     |
|        | select_one fruit | f    | F     | randomize=true |
|        | text             | t    | T     |                |

| choices | list_name | name | label |
)";
  for (int index = 0; index < 30; ++index) tables += "|         | fruit     | f" + std::to_string(index) + " | F |\n";
  Scenario s(tables);
  const std::string order = s.choices();
  std::string sorted;
  for (int index = 0; index < 30; ++index) sorted += (index == 0 ? "f" : " f") + std::to_string(index);
  CHECK(order != sorted);
  s.choose("f3");
  CHECK(s.choices() == order);
  s.next();
  s.back();
  CHECK(s.choices() == order);
}

TEST_CASE("changing the language changes every text and takes nothing away") {
  Scenario s(R"(
| survey | type             | name  | label::English (en) | label::中文 (zh) | calculation                        | guidance_hint::English (en) |
|        | select_one fruit | f     | Fruit               | 水果             |                                    | Say it slowly               |
|        | note             | shown | You like ${said}    | 您喜欢${said}    |                                    |                             |
|        | calculate        | said  |                     |                  | jr:choice-name(${f}, '${f}')       |                             |

| choices | list_name | name  | label::English (en) | label::中文 (zh) |
|         | fruit     | apple | Apple               | 苹果             |
)",
             "en");
  CHECK(s.question().guidance == "Say it slowly");
  s.choose("apple");
  CHECK(s.answer_of("said") == "Apple");
  s.next();
  CHECK(s.question().label == "You like Apple");
  s.speak("zh");
  CHECK(s.question().label == "您喜欢苹果");
  s.back();
  CHECK(s.question().label == "水果");
  CHECK(s.question().choices[0].label == "苹果");
  CHECK(s.question().choices[0].chosen);
}

TEST_CASE("a field-list is one page, and of likert questions a table") {
  Scenario s(R"(
| survey | type             | name  | label | appearance | relevant      | required |
|        | begin group      | mixed | Mixed | field-list |               |          |
|        | text             | a     | A     |            |               |          |
|        | text             | b     | B     |            | ${a} = 'x'    | yes      |
|        | end group        |       |       |            |               |          |
|        | begin group      | grid  | Grid  | field-list |               |          |
|        | select_one scale | g1    | G1    | likert     |               |          |
|        | select_one scale | g2    | G2    | likert     |               |          |
|        | end group        |       |       |            |               |          |

| choices | list_name | name | label |
|         | scale     | 1    | One   |
|         | scale     | 2    | Two   |
)");
  CHECK(s.interview().page().group_label == "Mixed");
  CHECK(s.interview().page().questions.size() == 1);
  CHECK_FALSE(s.interview().page().table);
  s.type("a", "x");
  CHECK(s.interview().page().questions.size() == 2);
  s.next_stops();
  CHECK(s.question("b").problem_kind == ProblemKind::required);
  CHECK(s.question("a").problem_kind == ProblemKind::none);
  s.type("b", "y");
  s.next();
  CHECK(s.interview().page().table);
  CHECK(s.interview().page().questions.size() == 2);
}

TEST_CASE("a later answer that undoes an earlier page brings the resident back to it") {
  Scenario s(R"(
| survey | type    | name | label | constraint            | constraint_message |
|        | integer | low  | Low   | ${high} = '' or . <= ${high} | Too high    |
|        | integer | high | High  |                       |                    |
)");
  s.type("5");
  s.next();
  s.type("3");
  s.next_stops();
  s.expect_question("low");
  CHECK(s.question().problem == "Too high");
  s.type("2");
  s.next();
  s.next_finishes();
}

TEST_CASE("the kiosk's properties fill hidden fields, and a read-only question takes no answer") {
  Scenario s(R"(
| survey | type     | name     | label   | read_only | default | bind::jr:preload | bind::jr:preloadParams |
|        | deviceid | device   |         |           |         |                  |                        |
|        | hidden   | site     |         |           |         | property         | site                   |
|        | text     | fixed    | Fixed   | yes       | given   |                  |                        |
|        | text     | last     | Last    |           |         |                  |                        |
)",
             "", {{"site", "150921-03"}});
  CHECK(s.answer_of("device") == "k-test");
  CHECK(s.answer_of("site") == "150921-03");
  s.refuse("other");
  CHECK(s.answer_of("fixed") == "given");
}

}  // namespace
}  // namespace minyi::testing
