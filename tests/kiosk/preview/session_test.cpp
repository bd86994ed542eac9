#include "minyi/preview/session.hpp"

#include "surveys.hpp"

namespace {

using namespace minyi;
using namespace minyi::kiosk;
using namespace minyi::kiosk::preview;

// The author at work: what he saves, what he does, what he sees.
class Author {
 public:
  void saves(std::string_view survey) { session_.adopt(testing::form_of(survey)); }
  void saves_trouble(const std::string& message) {
    session_.adopt(fail(ErrorCode::sheet_invalid, message, "form.md", "mend it"));
  }
  void starts(const std::string& language = "en") { session_.handle(flow::StartPressed{language}); }
  void chooses(const std::string& value) { session_.handle(flow::ChoicePressed{question().id, value}); }
  void types(const std::string& value) { session_.handle(flow::ValueEdited{question().id, value}); }
  void next() { session_.handle(flow::NextPressed{}); }
  void press(std::string_view key) { session_.key(key); }
  [[nodiscard]] flow::Screen screen() const { return session_.screen(); }
  [[nodiscard]] flow::Question question() const {
    const auto now = screen();
    REQUIRE(questions_of(now) != nullptr);
    return questions_of(now)->questions.at(0);
  }
  [[nodiscard]] std::string at() const { return questions_of(screen()) == nullptr ? screen().name : question().id; }

 private:
  Session session_{""};
};

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a new version shows its words at the question the author was at, with his answers") {
  Author author;
  author.saves(testing::branching);
  CHECK(author.at() == "attract");
  author.starts();
  author.chooses("no");
  author.next();
  author.types("busy");
  author.next();
  author.press("F3");
  author.press("F4");
  REQUIRE(author.at() == "/data/years");
  author.saves(with(std::string(testing::branching), "How old?", "What age?"));
  CHECK(author.at() == "/data/years");
  CHECK(author.question().label == "What age?");
  CHECK(author.screen().language == "en");
  CHECK(author.screen().comforts.size == flow::TextSize::large);
  CHECK(author.screen().comforts.theme == flow::Theme::dark);
  author.press("PageUp");
  CHECK(author.question().value == "busy");
  author.press("PageUp");
  CHECK(author.question().value == "no");
}

TEST_CASE(
    "where his question is gone the author finds what stands in its place, and an answer that is gone is dropped") {
  Author author;
  author.saves(testing::branching);
  author.starts();
  author.chooses("no");
  author.next();
  REQUIRE(author.at() == "/data/why");
  author.saves(with(std::string(testing::branching),
                    "|  | text | why | 为什么? | Why not? | A word will do | | | ${aware} = 'no' | | |\n", ""));
  CHECK(author.at() == "/data/years");
  author.press("PageUp");
  CHECK(author.question().value == "no");
  author.saves(with(with(std::string(testing::branching), "|  | yn | no | 否 | No |", "|  | yn | nay | 否 | Nay |"),
                    "${aware} = 'no'", "${aware} = 'nay'"));
  CHECK(author.at() == "/data/aware");
  CHECK(author.question().value.empty());
}

TEST_CASE("a question that now stands in the way is answered for the author") {
  Author author;
  author.saves(testing::branching);
  author.starts();
  author.chooses("yes");
  author.next();
  REQUIRE(author.at() == "/data/years");
  author.saves(with(std::string(testing::branching), "|  | integer | years |",
                    "|  | integer | fresh | 新 | New | | yes | | | | |\n|  | integer | years |"));
  CHECK(author.at() == "/data/years");
}

TEST_CASE("an error stands on the screen until there is a version again, and the place is kept meanwhile") {
  Author author;
  author.saves_trouble("row 2 has no type");
  const auto broken = author.screen();
  CHECK(broken.name == "out-of-service");
  const auto& body = std::get<flow::OutOfServiceScreen>(broken.body);
  CHECK(body.detail == "form.md: row 2 has no type");
  CHECK(body.hint == "mend it");
  CHECK(body.code == "sheet.invalid");
  author.press("PageDown");
  author.next();
  CHECK(author.at() == "out-of-service");
  author.saves(testing::branching);
  CHECK(author.at() == "attract");
  author.starts();
  author.chooses("no");
  author.next();
  author.saves_trouble("again");
  CHECK(author.at() == "out-of-service");
  author.saves(testing::branching);
  CHECK(author.at() == "/data/why");
}

TEST_CASE(
    "PageDown leads through the survey to its end whatever it asks for, F2 changes the language, F5 begins again") {
  Author author;
  author.saves(testing::branching);
  std::vector<std::string> seen{author.at()};
  for (int pages = 0; pages < 20 && seen.back() != "thanks"; ++pages) {
    author.press("PageDown");
    seen.push_back(author.at());
  }
  CHECK(seen == std::vector<std::string>{"attract", "/data/aware", "/data/years", "thanks"});
  author.press("F5");
  CHECK(author.at() == "attract");
  author.press("PageDown");
  CHECK(author.screen().language == "zh");
  author.chooses("no");
  author.press("F2");
  CHECK(author.question().label == "Do you know?");
  author.press("F2");
  CHECK(author.question().label == "知道吗?");
  author.press("F5");
  author.press("PageDown");
  CHECK(author.question().value.empty());
}

TEST_CASE("an author among the instances of a repeat stays there") {
  const std::string survey = R"(
| survey | type | name | label |
|  | begin_repeat | person | Person |
|  | text | called | Name |
|  | end_repeat | | |
| settings | form_title | form_id | version |
|  | T | t | 1 |
)";
  Author author;
  author.saves(survey);
  author.starts("");
  author.types("one");
  author.next();
  REQUIRE(author.at() == "another");
  author.chooses("yes");
  author.next();
  author.types("two");
  REQUIRE(author.at() == "/data/person[2]/called");
  author.saves(with(survey, "| Name |", "| Called |"));
  CHECK(author.at() == "/data/person[2]/called");
  CHECK(author.question().label == "Called");
  CHECK(author.question().value == "two");
}
