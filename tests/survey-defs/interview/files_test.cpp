// Choices and values out of files beside the survey, in every way that admins know to write them.
#include "survey-defs/interview/scenario.hpp"

namespace minyi::testing {
namespace {

class Places final : public form::FileSource {
 public:
  Result<std::string> read(std::string_view name) const override {
    if (name == "places.csv")
      return "name,town,label,label_en,label_zh,people\n"
             "c1,t1,Unity,Unity,团结,120\nc2,t1,Sunny,Sunny,向阳,80\nc3,t2,River,River,河畔,60\n";
    return fail(ErrorCode::file_missing, "there is no such file", std::string(name));
  }
};

std::string survey(const std::string& question, const std::string& more = {}) {
  return R"(
| survey | type            | name   | label::English (en) | label::中文 (zh) | appearance | choice_filter | calculation |
|        | select_one town | town   | Town?               | 镇？             |            |               |             |
|        )" +
         question + R"(
|        | calculate       | people |                     |                  |            |               | pulldata('places', 'people', 'name', ${place}) |

| choices | list_name | name     | label::English (en) | label::中文 (zh) |
|         | town      | t1       | One                 | 一               |
|         | town      | t2       | Two                 | 二               |
|         | columns   | name     | label_en            | label_zh         |
)" + more;
}

std::string labels(const Scenario& s) {
  std::string text;
  for (const auto& choice : s.question().choices) text += (text.empty() ? "" : " ") + choice.label;
  return text;
}

void walk(Scenario& s, const std::string& english, const std::string& chinese) {
  s.choose("t1");
  s.next();
  s.expect_question("place");
  CHECK(s.choices() == "c1 c2");
  CHECK(labels(s) == english);
  s.speak("zh");
  CHECK(labels(s) == chinese);
  s.choose("c2");
  s.back();
  s.choose("t2");  // the chosen place is not of this town
  s.next();
  CHECK(s.choices() == "c3");
  CHECK(s.question().value.empty());
  s.choose("c3");
  s.next_finishes();
  CHECK(s.answer_of("place") == "c3");
}

}  // namespace

TEST_CASE("a cascade out of a CSV file: select_one_from_file") {
  Scenario s(
      Scenario::compile(survey("| select_one_from_file places.csv | place | Place? | 哪里？ | | town = ${town} | |"),
                        Places{}),
      "en");
  walk(s, "Unity Sunny", "Unity Sunny");
  CHECK(s.answer_of("people") == "60");
}

TEST_CASE("a cascade out of a CSV file: search(), each language with its own column") {
  Scenario s(
      Scenario::compile(
          survey("| select_one columns | place | Place? | 哪里？ | search('places', 'matches', 'town', ${town}) | | |"),
          Places{}),
      "en");
  walk(s, "Unity Sunny", "团结 向阳");
  CHECK(s.answer_of("people") == "60");
}

TEST_CASE("a cascade out of the external_choices sheet: select_one_external") {
  Scenario s(
      Scenario::compile(survey("| select_one_external place | place | Place? | 哪里？ | | town = ${town} | |", R"(
| external_choices | list_name | name | label::English (en) | label::中文 (zh) | town |
|                  | place     | c1   | Unity               | 团结             | t1   |
|                  | place     | c2   | Sunny, "new"        | 向阳             | t1   |
|                  | place     | c3   | River               | 河畔             | t2   |
|                  | other     | c4   | Elsewhere           | 别处             | t1   |
)"),
                        Places{}),
      "en");
  walk(s, "Unity Sunny, \"new\"", "团结 向阳");
  CHECK(s.answer_of("people") == "60");
}

}  // namespace minyi::testing
