// What the kinds of questions ask of an answer beyond its spelling.
#include "minyi/interview/bounds.hpp"

#include "survey-defs/interview/scenario.hpp"

namespace minyi::testing {
namespace {

using namespace interview;

constexpr std::string_view matters = R"(
| survey |            |       |       |          |
|        | type       | name  | label | required |
|        | rank parts | order | Order |          |
|        | note       | end   | End   |          |
| choices |           |      |       |
|         | list_name | name | label |
|         | parts     | a    | A     |
|         | parts     | b    | B     |
|         | parts     | c    | C     |
)";

TEST_CASE("a rank is answered when every choice has its place, or not at all") {
  Scenario s(matters);
  s.type("b a");
  s.next_stops();
  CHECK(s.question().problem_kind == ProblemKind::incomplete);
  CHECK(s.question().problem == "incomplete");
  s.type("b a c");
  s.next();
  CHECK(s.answer_of("order") == "b a c");
  s.back();
  s.type("");
  s.next();
  s.expect_question("end");
}

TEST_CASE("a bound that the constraint states in figures rules negative numbers out") {
  struct Row {
    const char* constraint;
    bool refuses;
  };
  for (const Row row : {Row{". >= 0", true}, Row{". > 0 and . < 10", true}, Row{"(0 <= .) and (. <= 120)", true},
                        Row{". < 10", false}, Row{". > -5", false}, Row{". > 0 or . = -1", false}, Row{". = 3", true},
                        Row{"../a >= 0", false}, Row{"not(. < 0)", false}}) {
    CAPTURE(row.constraint);
    const auto expression = xpath::Expression::parse(row.constraint);
    REQUIRE(expression);
    CHECK(refuses_negatives(*expression) == row.refuses);
  }
}

TEST_CASE("a number may be negative unless its constraint says otherwise, and a text is no number") {
  Scenario s(R"(
| survey |            |         |       |            |            |
|        | type       | name    | label | constraint | appearance |
|        | begin_group | all    | All   |            | field-list |
|        | decimal    | degrees | T     |            |            |
|        | integer    | people  | P     | . >= 1     |            |
|        | text       | wish    | W     |            |            |
|        | end_group  |         |       |            |            |
)");
  CHECK(s.question("degrees").may_be_negative);
  CHECK_FALSE(s.question("people").may_be_negative);
  CHECK_FALSE(s.question("wish").may_be_negative);
}

TEST_CASE("a label keeps its author's markup, and what an output brings in is read as itself") {
  Scenario s(R"(
| survey |            |       |                                  |               |                               |
|        | type       | name  | label                            | hint          | calculation                   |
|        | text       | name  | Name                             |               |                               |
|        | calculate  | tail  |                                  |               | concat(${name}, '!')          |
|        | note       | hello | **Hello**, ${name} & jr          | *${tail}*     |                               |
|        | select_one yn | known | Known                         |               |                               |
|        | note       | said  | You said ${shown}                |               |                               |
|        | calculate  | shown |                                  |               | jr:choice-name(${known}, '${known}') |
| choices |           |      |         |
|         | list_name | name | label   |
|         | yn        | y    | **Yes** |
)");
  s.type("*A* <b>_b_</b> [x](y)");
  s.next();
  CHECK(s.question().label == "**Hello**, \\*A\\* \\<b>\\_b\\_\\</b> \\[x](y) & jr");
  CHECK(s.question().hint == "*\\*A\\* \\<b>\\_b\\_\\</b> \\[x](y)!*");
  s.next();
  CHECK(s.question().choices.at(0).label == "**Yes**");
  s.choose("y");
  s.next();
  CHECK(s.question().label == "You said \\*\\*Yes\\*\\*");
  CHECK(s.answer_of("shown") == "**Yes**");  // a value is no label
  CHECK(s.answer_of("tail") == "*A* <b>_b_</b> [x](y)!");
}

}  // namespace
}  // namespace minyi::testing
