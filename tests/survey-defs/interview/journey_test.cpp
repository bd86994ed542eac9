// The resident's way through a survey like the shipped one.
#include "survey-defs/interview/scenario.hpp"

namespace minyi::testing {
namespace {

using interview::ProblemKind;
using interview::QuestionKind;

constexpr std::string_view city = R"(
| survey | type                    | name       | label::English (en)       | label::中文 (zh) | hint::English (en) | required | relevant           | constraint | constraint_message::English (en) | constraint_message::中文 (zh) | calculation | appearance | parameters | bind::minyi:indicator |
|        | start                   | start      |                           |                  |                    |          |                    |            |                                  |                               |             |            |            |                       |
|        | end                     | end        |                           |                  |                    |          |                    |            |                                  |                               |             |            |            |                       |
|        | note                    | welcome    | Welcome                   | 欢迎             |                    |          |                    |            |                                  |                               |             |            |            |                       |
|        | select_one yesno        | aware      | Do you know of it?        | 您知道吗？       | A hint             | yes      |                    |            |                                  |                               |             |            |            |                       |
|        | select_multiple sources | where      | Where did you hear of it? | 从哪里知道？     |                    |          | ${aware} = 'yes'   |            |                                  |                               |             |            |            |                       |
|        | integer                 | age        | Your age, ${aware}?       | 年龄             |                    |          |                    | . >= 18    | Adults only                      | 仅限成年人                    |             |            |            |                       |
|        | range                   | support    | How much do you support?  | 支持程度         |                    |          |                    |            |                                  |                               |             |            | start=1 end=5 step=1 |             |
|        | begin group             | grid       | How satisfied are you?    | 满意吗？         |                    |          |                    |            |                                  |                               |             | table-list |            |                       |
|        | select_one scale        | order      | Public order              | 治安             |                    | yes      |                    |            |                                  |                               |             |            |            |                       |
|        | select_one scale        | traffic    | Traffic                   | 交通             |                    | yes      |                    |            |                                  |                               |             |            |            |                       |
|        | end group               |            |                           |                  |                    |          |                    |            |                                  |                               |             |            |            |                       |
|        | text                    | opinion    | Anything else?            | 还有什么？       |                    |          |                    |            |                                  |                               |             |            |            |                       |
|        | calculate               | awareness  |                           |                  |                    |          |                    |            |                                  |                               | if(${aware} = 'refused', '', if(${aware} = 'yes', 1, 0)) | | | awareness |
|        | calculate               | support_01 |                           |                  |                    |          | ${support} != ''   |            |                                  |                               | if(${support} >= 4, 1, 0) |  |            | support               |

| choices | list_name | name    | label::English (en) | label::中文 (zh) |
|         | yesno     | yes     | Yes                 | 是               |
|         | yesno     | no      | No                  | 否               |
|         | yesno     | refused | No answer           | 不回答           |
|         | sources   | tv      | Television          | 电视             |
|         | sources   | street  | In the street       | 街上             |
|         | scale     | good    | Good                | 好               |
|         | scale     | bad     | Bad                 | 差               |

| settings | form_id | version | default_language |
|          | city    | 1       | English (en)     |
)";

TEST_CASE("a resident walks through the survey and the response holds what he said") {
  Scenario s(city, "en");
  CHECK(s.interview().at_first());
  CHECK(s.question().kind == QuestionKind::note);
  CHECK(s.question().label == "Welcome");
  CHECK(s.interview().progress().position == 1);
  CHECK(s.interview().progress().total == 6);
  s.next();
  s.expect_question("aware");
  CHECK(s.question().hint == "A hint");
  CHECK(s.question().required);
  s.choose("yes");
  CHECK(s.question().choices[0].chosen);
  CHECK(s.question().choices[0].label == "Yes");
  CHECK(s.interview().progress().total == 7);
  s.next();
  s.expect_question("where");
  s.choose("street tv");
  s.next();
  s.expect_question("age");
  CHECK(s.question().label == "Your age, yes?");
  s.type("42");
  s.next();
  s.expect_question("support");
  CHECK(s.question().kind == QuestionKind::range);
  CHECK(s.question().range_end == 5);
  s.choose("4");
  s.next();
  const auto page = s.interview().page();
  CHECK(page.table);
  CHECK(page.group_label == "How satisfied are you?");
  REQUIRE(page.questions.size() == 2);
  CHECK(page.questions[0].label == "Public order");
  CHECK(page.questions[0].choices[1].label == "Bad");
  s.choose("order", "good");
  s.choose("traffic", "bad");
  s.next();
  s.expect_question("opinion");
  CHECK(s.interview().at_last());
  s.next_finishes();
  s.clock().advance(std::chrono::minutes{2});
  const auto response = s.interview().finish();
  std::map<std::string, std::string> said;
  for (const auto& answer : response) said[answer.path.substr(answer.path.rfind('/') + 1)] = answer.value;
  CHECK(said["start"] == "2026-11-23T09:15:00.000+08:00");
  CHECK(said["end"] == "2026-11-23T09:17:00.000+08:00");
  CHECK(said["where"] == "street tv");
  CHECK(said["age"] == "42");
  CHECK(said["order"] == "good");
  CHECK(said["awareness"] == "1");
  CHECK(said["support_01"] == "1");
  CHECK_FALSE(said.contains("opinion"));
}

TEST_CASE("what is required or does not hold stops the resident at the question, in his language") {
  Scenario s(city, "zh");
  s.next();
  s.next_stops();
  CHECK(s.question().problem_kind == ProblemKind::required);
  CHECK(s.question().problem == "required");
  s.choose("no");
  CHECK(s.question().problem.empty());
  s.next();
  s.expect_question("age");
  s.type("7");
  s.next_stops();
  CHECK(s.question().problem_kind == ProblemKind::constraint);
  CHECK(s.question().problem == "仅限成年人");
  s.speak("en");
  CHECK(s.question().problem == "Adults only");
  s.refuse("seven");
  s.refuse("1.5");
  CHECK(s.question().value == "7");
  s.type("");
  s.next();
  s.expect_question("support");
  s.refuse("6");
  s.refuse("2.5");
}

TEST_CASE("an answer to a question that is no longer asked is left out and comes back with it") {
  Scenario s(city, "en");
  s.next();
  s.choose("yes");
  s.next();
  s.choose("tv");
  s.back();
  s.choose("no");
  CHECK_FALSE(s.answered("where"));
  s.next();
  s.expect_question("age");
  s.back();
  s.expect_question("aware");
  s.choose("yes");
  CHECK(s.answer_of("where") == "tv");
}

TEST_CASE("indicators are 1, 0 or out of the base") {
  Scenario s(city, "en");
  s.next();
  auto indicators = s.interview().indicators();
  REQUIRE(indicators);
  CHECK((*indicators)["awareness"] == false);
  CHECK((*indicators)["support"] == std::nullopt);
  s.choose("refused");
  indicators = s.interview().indicators();
  REQUIRE(indicators);
  CHECK((*indicators)["awareness"] == std::nullopt);
  s.choose("yes");
  indicators = s.interview().indicators();
  REQUIRE(indicators);
  CHECK((*indicators)["awareness"] == true);
}

TEST_CASE("a language that the form lacks, or lacks a text in, falls back to the form's default") {
  Scenario s(city, "xx");
  CHECK(s.interview().language() == "en");
  CHECK(s.question().label == "Welcome");
  s.next();
  s.speak("zh");
  CHECK(s.question().label == "您知道吗？");
  CHECK(s.question().hint == "A hint");
}

TEST_CASE("the collector restores a response in any order and finds the same indicators") {
  Scenario s(city, "en");
  s.next();
  s.choose("yes");
  s.next();
  s.choose("tv");
  s.next();
  s.next();
  s.choose("2");
  s.next();
  s.choose("order", "good");
  s.choose("traffic", "bad");
  s.next();
  s.next_finishes();
  auto response = s.interview().finish();
  s.clock().advance(std::chrono::hours{24 * 40});
  const auto pairs = [](const std::vector<interview::AnsweredNode>& answers) {
    std::map<std::string, std::string> found;
    for (const auto& each : answers) found[each.path] = each.value;
    return found;
  };
  for (int turn = 0; turn < 2; ++turn) {
    auto restored = interview::Interview::restore(s.form(), s.surroundings(), response);
    REQUIRE(restored);
    CHECK(pairs(restored->answers()) == pairs(response));
    CHECK(*restored->indicators() == *s.interview().indicators());
    std::reverse(response.begin(), response.end());
  }
}

}  // namespace
}  // namespace minyi::testing
