#include "minyi/preview/findings.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "surveys.hpp"

namespace {

using namespace minyi;
using namespace minyi::kiosk::preview;

std::vector<Finding> find(const std::string& survey, std::vector<Resolution> sizes = {}) {
  unsetenv("DISPLAY");  // none is needed
  Options options;
  options.sizes = std::move(sizes);
  const SystemClock clock;
  auto found = find_faults(testing::form_of(survey), options, clock);
  REQUIRE_MESSAGE(found, to_string(found.error()));
  return std::move(*found);
}

// One question with this label, this choice and this hint.
std::string asking(const std::string& label, const std::string& choice = "Yes", const std::string& hint = "",
                   const std::string& type = "select_one l") {
  return fmt::format(R"(
| survey | type | name | label::English (en) | hint::English (en) |
|  | {} | q | {} | {} |
| choices | list_name | name | label::English (en) |
|  | l | yes | {} |
|  | l | no | No |
| settings | form_title | form_id | version |
|  | Test | t | 1 |
)",
                     type, label, hint, choice);
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("a survey whose texts fit has no findings") { CHECK(find(asking("Do you know?")).empty()); }

TEST_CASE("a label too long for the screen is found once, with the smallest text at which it is cut off") {
  const auto found = find(asking(repeated("A long question goes on and on. ", 40)));
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "check.overflow");
  CHECK(found[0].path == "/data/q");
  CHECK(found[0].part == "label");
  CHECK(found[0].language == "en");
  CHECK(found[0].size == "standard");
  CHECK(found[0].message.find("cut off") != std::string::npos);
}

TEST_CASE("a text is judged at the sizes that are asked for") {
  const auto label = repeated("A long question goes on. ", 13);
  CHECK(find(asking(label), {{3840, 2160}}).empty());
  const auto found = find(asking(label), {{3840, 2160}, {800, 600}});
  REQUIRE_FALSE(found.empty());
  for (const auto& finding : found) CHECK(finding.resolution == "800x600");
}

TEST_CASE("a word longer than its line is found, of a label and of a choice") {
  const auto word = repeated("unbreakable", 12);
  const auto label = find(asking(word));
  REQUIRE(label.size() == 1);
  CHECK(label[0].message.find("a word") != std::string::npos);
  CHECK(label[0].part == "label");
  const auto choice = find(asking("Do you know?", word));
  REQUIRE_FALSE(choice.empty());
  CHECK(choice[0].part == "choice");
  CHECK(choice[0].choice == "yes");
}

TEST_CASE("a hint for which there is no room is found") {
  const auto found =
      find(asking("What would you like to see improved in this place?", "", repeated("Say it. ", 30), "text"),
           {{1280, 720}});
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].part == "hint");
  CHECK(found[0].code == "check.overflow");
}

TEST_CASE("a list of more screenfuls than anybody turns is found, as a whole page") {
  std::string survey = R"(
| survey | type | name | label |
|  | select_one l | q | Which? |
| settings | form_title | form_id | version |
|  | Test | t | 1 |
| choices | list_name | name | label |
)";
  for (int i = 0; i < 300; ++i) survey += fmt::format("|  | l | c{} | Choice {} |\n", i, i);
  const auto found = find(survey);
  REQUIRE(found.size() == 1);
  CHECK(found[0].part == "page");
  CHECK(found[0].message.find("screenfuls") != std::string::npos);
}

TEST_CASE("characters that no font has are found in every text, with their numbers") {
  const auto found = find(asking("Do you know \U000F0000?", "Yes \U0010FFFD", "A hint"));
  REQUIRE(found.size() == 2);
  CHECK(found[0].code == "check.glyph");
  CHECK(found[0].part == "label");
  CHECK(found[0].message.find("U+F0000") != std::string::npos);
  CHECK(found[0].size.empty());
  CHECK(found[1].choice == "yes");
  CHECK(found[1].message.find("U+10FFFD") != std::string::npos);
}

TEST_CASE("messages are tried too, and what they push aside is not held against the page") {
  const auto found = find(fmt::format(R"(
| survey | type | name | label::English (en) | hint::English (en) | required | required_message::English (en) |
|  | integer | q | How many? | A short hint | yes | {} |
| settings | form_title | form_id | version |
|  | Test | t | 1 |
)",
                                      repeated("Please give an answer before you go on. ", 40)));
  REQUIRE_FALSE(found.empty());
  for (const auto& finding : found) CHECK(finding.part == "message");
}

TEST_CASE("a finding is one line of JSON with every member, whatever its text holds") {
  const Finding finding{.code = "check.overflow", .path = "/data/q", .part = "label", .message = "a \"b\"\nc \xFF"};
  const auto line = to_json_line(finding);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.starts_with(R"({"code":"check.overflow","path":"/data/q","part":"label","choice":"")"));
}
