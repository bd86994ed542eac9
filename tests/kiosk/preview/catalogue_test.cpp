#include "minyi/preview/catalogue.hpp"

#include <algorithm>
#include <array>

#include "minyi/preview/walk.hpp"

#include "surveys.hpp"

namespace {

using namespace minyi;
using namespace minyi::kiosk;
using namespace minyi::kiosk::preview;

Catalogue catalogue(std::string_view survey) {
  auto made = catalogue_of(testing::form_of(survey), "");
  REQUIRE_MESSAGE(made, to_string(made.error()));
  return std::move(*made);
}

std::vector<std::string> names(const std::vector<Page>& pages) {
  std::vector<std::string> names;
  for (const auto& page : pages) names.push_back((page.way == Page::Way::forced ? "forced " : "") + page.name);
  return names;
}

const flow::Question& question(const Page& page, const std::string& language) {
  return questions_of(page.screens.at(language))->questions.at(0);
}

}  // namespace

TEST_CASE("every page is found once in the form's order, by answers that lead there, and forced where none does") {
  const auto found = catalogue(testing::branching);
  CHECK(found.languages == std::vector<std::string>{"zh", "en"});
  CHECK(names(found.pages) == std::vector<std::string>{"aware", "why", "years", "vote", "forced never"});
  for (const auto& page : found.pages) CHECK(page.screens.size() == 2);
  CHECK(question(found.pages[1], "en").label == "Why not?");
  CHECK(question(found.pages[1], "zh").label == "为什么?");
  CHECK(found.attract.screens.at("en").name == "attract");
  CHECK(found.thanks.screens.at("zh").name == "thanks");
  CHECK(found.thanks.screens.at("en").language == "en");
}

TEST_CASE("messages stand beside their questions, filled in and in each language that has them") {
  const auto found = catalogue(testing::branching);
  CHECK(names(found.messages) == std::vector<std::string>{"message-aware", "message-years"});
  CHECK(question(found.messages[0], "en").problem == "Please choose one.");
  CHECK(question(found.messages[1], "en").problem == "Between 18 and 99, yes.");
  CHECK(question(found.messages[1], "en").label == "How old?");
  REQUIRE(found.refused);
  CHECK(found.refused->name == "message-aware");
  CHECK(question(*found.refused, "en").problem == "Please choose one.");
  CHECK_FALSE(question(*found.refused, "zh").problem.empty());  // the kiosk's own words where the form has none
}

TEST_CASE("answers are near what the rules ask for, so that few pages have to be forced") {
  const auto found = catalogue(R"(
| survey | type | name | label | required | constraint | relevant |
|  | text | permit | Permit | yes | regex(., '^[A-Z]{2}-[0-9]{4}$') | |
|  | integer | year | Year | yes | . >= 1871 and . <= 1899 | |
|  | note | exact | Exact | | | ${year} = 1888 |
| settings | form_title | form_id | version |
|  | T | t | 1 |
)");
  CHECK(names(found.pages) == std::vector<std::string>{"permit", "year", "exact"});
}

TEST_CASE("choices that no kiosk offers are on a page that is forced") {
  const auto found = catalogue(R"(
| survey | type | name | label | choice_filter |
|  | select_one l | q | Q | where = 'here' |
| choices | list_name | name | label | where |
|  | l | a | A | here |
|  | l | b | B | there |
| settings | form_title | form_id | version |
|  | T | t | 1 |
)");
  CHECK(names(found.pages) == std::vector<std::string>{"q", "forced q"});
  CHECK(question(found.pages[0], found.languages[0]).choices.size() == 1);
  CHECK(question(found.pages[1], found.languages[0]).choices.size() == 2);
}

TEST_CASE("repeats and questions that no answer satisfies do not keep the walk from its end") {
  const auto found = catalogue(R"(
| survey | type | name | label | required | constraint |
|  | begin_repeat | person | Person | | |
|  | text | called | Name | yes | . = 'x' and . = 'y' |
|  | end_repeat | | | | |
|  | integer | age | Age | | |
| settings | form_title | form_id | version |
|  | T | t | 1 |
)");
  CHECK(names(found.pages) == std::vector<std::string>{"called", "forced another", "forced age"});
  CHECK(found.thanks.screens.size() == 1);
}

TEST_CASE("two catalogues of one survey are the same, though its answers are shuffled") {
  constexpr std::string_view shuffled = R"(
| survey | type | name | label | parameters |
|  | select_one l | q | Q | randomize=true |
| choices | list_name | name | label |
|  | l | a | A |
|  | l | b | B |
|  | l | c | C |
|  | l | d | D |
|  | l | e | E |
| settings | form_title | form_id | version |
|  | T | t | 1 |
)";
  const auto order = [&] {
    const auto found = catalogue(shuffled);
    std::string all;
    for (const auto& choice : question(found.pages.at(0), found.languages.at(0)).choices) all += choice.value;
    return all;
  };
  CHECK(order() == order());
}
