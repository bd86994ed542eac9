#include "survey-defs/check/surveys.hpp"

using namespace minyi;
using namespace minyi::check;
using testing::survey;

namespace {

// What can be proved of a condition over these questions; `q` carries it.
Certainty certainty(const std::string& relevant) {
  const auto form = survey(
      "| survey | type | name | label | relevant | calculation | default | parameters |\n"
      "| | select_one yn | one | One | | | | |\n"
      "| | select_multiple abc | many | Many | | | | |\n"
      "| | integer | age | Age | | | | |\n"
      "| | decimal | share | Share | | | | |\n"
      "| | date | born | Born | | | | |\n"
      "| | text | wish | Wish | | | | |\n"
      "| | range | mark | Mark | | | | start=1 end=5 step=1 |\n"
      "| | integer | given | Given | | | seven | |\n"
      "| | calculate | sum | | | ${age} + 1 | | |\n"
      "| | begin_repeat | people | People | | | | |\n"
      "| | integer | height | Height | | | | |\n"
      "| | end_repeat | | | | | | |\n"
      "| | text | q | Q | " +
      relevant +
      " | | | |\n"
      "| choices | list_name | name | label |\n"
      "| | yn | y | Yes |\n"
      "| | yn | n | No |\n"
      "| | abc | a | A |\n"
      "| | abc | b | B |\n"
      "| | abc | c | C |\n");
  const auto outline = Outline::make(form);
  REQUIRE(outline);
  const testing::FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  const Prover prover(**outline, clock, zone);
  const auto* rule = (*outline)->rule((*outline)->plan().find("/data/q"), "relevant");
  REQUIRE(rule != nullptr);
  return prover.outcome(*rule).certainty;
}

}  // namespace

TEST_CASE("a condition that no answer makes true is proved false") {
  for (const std::string condition : {
           "false()",
           "1 = 2",
           "${one} = 'maybe'",
           "${one} = 'y' and ${one} = 'n'",
           "${age} > 10 and ${age} < 11",
           "${age} > 65 and ${age} < 18",
           "${age} = 1.5",
           "${share} > 0.5 and ${share} < 0.5",
           "${mark} > 5",
           "${mark} = 2.5",
           "selected(${one}, 'y') and selected(${one}, 'n')",
           "selected(${many}, 'a') and count-selected(${many}) = 0",
           "count-selected(${many}) > 3",
           "selected(${many}, 'd')",
           "string-length(${wish}) > 5 and string-length(${wish}) < 3",
           "${wish} = '' and string-length(${wish}) > 0",
           "${wish} = 'a' and ${wish} = 'b'",
           "${wish} = '5' and ${wish} > 6",
           "${sum} > 5 and not(${sum} > 4)",
           "${born} > date('2020-01-01') and ${born} < date('2019-01-01')",
           "not(${one} = 'y' or ${one} != 'y')",
           "instance('yn')/root/item[name = ${one}]/label = 'Maybe'",
       })
    CHECK_MESSAGE(certainty(condition) == Certainty::never, condition);
}

TEST_CASE("a condition that every answer makes true is proved true") {
  for (const std::string condition : {
           "true()",
           "${one} != 'y' or ${one} != 'n'",
           "${age} < 10 or not(${age} < 10)",
           "count-selected(${many}) <= 3",
           "string-length(${wish}) >= 0",
       })
    CHECK_MESSAGE(certainty(condition) == Certainty::always, condition);
}

TEST_CASE("a condition that depends on the answers is neither") {
  for (const std::string condition : {
           "${one} = 'y'",
           "${one} = ''",
           "${age} >= 18",
           "${age} > 10 and ${age} < 12",
           "${age} = 007",
           "${age} = '05'",
           "${share} > 10 and ${share} < 11",
           "selected(${many}, 'a') and count-selected(${many}) = 3",
           "${many} = 'a'",
           "${wish} != ''",
           "${wish} = '5' and ${wish} > 4",
           "string-length(${wish}) > 3 and string-length(${wish}) < 5",
           "${born} > date('2020-01-01') and ${born} < date('2020-01-03')",
           "${born} = '2020-01-01'",
           "${given} = 1.5",  // its default is no whole number: neither need its value be
           "if(${one} = 'y', ${age} > 3, false())",
           "instance('yn')/root/item[name = ${one}]/label = 'Yes'",
       })
    CHECK_MESSAGE(certainty(condition) == Certainty::either, condition);
}

TEST_CASE("nothing is proved of what depends on more than a few answers") {
  for (const std::string condition : {
           "today() > date('2000-01-01')",
           "random() < 2",
           "${age} > ${share}",
           "regex(${wish}, '^a$') and regex(${wish}, '^b$')",
           "contains(${wish}, 'a')",
           "${age} + 1 > 5",
           "count(${people}) > 3",
           "sum(${height}) < 0",
           "${many} = 'a b'",
           "selected(${sum}, 'a')",
           "string-length(${wish}) > 3 and ${wish} = 'a'",
       })
    CHECK_MESSAGE(certainty(condition) == Certainty::unknown, condition);
}

TEST_CASE("the way to a question passes through the conditions on the way") {
  // Five choices out of ten, each to be hit: nobody comes there by chance, but the conditions say how.
  std::string tables = "| survey | type | name | label | relevant |\n";
  for (const std::string name : {"a", "b", "c", "d", "e"}) tables += "| | select_one ten | " + name + " | Q | |\n";
  tables +=
      "| | begin_group | g | G | ${a} = 't3' and ${b} = 't1' and ${c} = 't4' and ${d} = 't1' and ${e} = 't5' |\n"
      "| | integer | f | F | ${a} != 't9' |\n"
      "| | text | h | H | ${f} > 98765 and ${f} < 98767 |\n"
      "| | end_group | | | |\n"
      "| choices | list_name | name | label |\n";
  for (int choice = 0; choice < 10; ++choice)
    tables += "| | ten | t" + std::to_string(choice) + " | T" + std::to_string(choice) + " |\n";
  CHECK(testing::places(testing::preflight(tables), Code::not_reached).empty());
}
