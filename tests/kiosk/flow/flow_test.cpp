#include "kiosk/flow/hall.hpp"

using namespace minyi;
using minyi::testing::compile;
using namespace minyi::kiosk::flow;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view survey = R"(
| survey |             |          |                |               |             |                  |                              |           |            |
|        | type        | name     | label::中文 (zh) | label::English (en) | required | relevant       | constraint_message::English (en) | constraint | appearance |
|        | select_one yn | aware  | 知道吗?         | Do you know?  | yes         |                  |                              |           |            |
|        | select_multiple src | heard | 从哪里?     | Where from?   |             | ${aware} = 'yes' |                              |           |            |
|        | integer     | times    | 几次?           | How often?    |             |                  | Between 1 and 9, please.     | . >= 1 and . <= 9 |    |
| choices |          |      |      |      |
|         | list_name | name | label::中文 (zh) | label::English (en) |
|         | yn        | yes  | 是   | Yes  |
|         | yn        | no   | 否   | No   |
|         | src       | tv   | 电视 | TV   |
|         | src       | net  | 网络 | Web  |
| settings |            |         |         |                  |
|          | form_title | form_id | version | default_language |
|          | 测试        | test    | 1       | 中文 (zh)         |
)";

class Hall : public testing::Hall {
 public:
  Hall() : testing::Hall(survey) {}
};

template <class T>
std::vector<T> all(const std::vector<Effect>& effects) {
  std::vector<T> found;
  for (const auto& effect : effects)
    if (const auto* one = std::get_if<T>(&effect)) found.push_back(*one);
  return found;
}

std::string answer(const exchange::Record& record, std::string_view end) {
  for (const auto& one : record.answers)
    if (one.path.ends_with(end)) return one.value;
  return "(none)";
}

}  // namespace

TEST_CASE("the attract screen offers each language in its own words") {
  Hall hall;
  const auto screen = hall.screen();
  CHECK(screen.name == "attract");
  const auto& body = std::get<AttractScreen>(screen.body);
  REQUIRE(body.starts.size() == 2);
  CHECK(body.starts[0].button == "开始答题");
  CHECK(body.starts[1].button == "Start");
  CHECK(body.starts[1].facts.find("3 questions") != std::string::npos);
  CHECK_FALSE(hall.deadline());
}

TEST_CASE("what a start button will show can be seen before it is pressed, and nothing comes of looking") {
  Hall hall;
  const auto chinese = hall.prospect(0);
  const auto english = hall.prospect(1);
  REQUIRE(chinese);
  REQUIRE(english);
  CHECK(std::get<QuestionScreen>(chinese->body).questions.at(0).label == "知道吗?");
  CHECK_FALSE(hall.prospect(2));
  CHECK(hall.screen().name == "attract");
  CHECK(hall.takes_effects().empty());
  hall.starts();
  CHECK(std::get<QuestionScreen>(english->body).questions.at(0).label == hall.question().label);
  CHECK_FALSE(hall.prospect(0));
}

TEST_CASE("a resident answers, and is thanked only after the save") {
  Hall hall;
  hall.starts();
  CHECK(hall.question().label == "Do you know?");
  hall.chooses("yes");
  hall.next();
  hall.chooses("tv");
  hall.chooses("net");
  hall.chooses("tv");
  hall.next();
  hall.types("3");
  hall.next();
  CHECK(hall.screen().name == "question");
  const auto effects = hall.takes_effects();
  const auto saves = all<Save>(effects);
  REQUIRE(saves.size() == 1);
  CHECK(saves[0].record.outcome == exchange::Outcome::complete);
  CHECK(answer(saves[0].record, "/aware") == "yes");
  CHECK(answer(saves[0].record, "/heard") == "net");
  CHECK(answer(saves[0].record, "/times") == "3");
  CHECK(saves[0].record.language == "en");
  CHECK(saves[0].record.offset == 480min);
  hall.next();  // an impatient second press saves nothing twice
  CHECK(all<Save>(hall.takes_effects()).empty());
  hall.does(Saved{});
  CHECK(hall.screen().name == "thanks");
  CHECK(all<Wipe>(hall.takes_effects()).size() == 1);
  CHECK(std::get<ThanksScreen>(hall.screen().body).seconds_left == 8);
  CHECK(*hall.deadline() == hall.now() + 1s);
  hall.waits(8s);
  CHECK(hall.screen().name == "attract");
}

TEST_CASE("next without a needed answer says so beside the question, and goes on once it is given") {
  Hall hall;
  hall.starts("zh");
  hall.next();
  CHECK(hall.question().problem == "请先回答这道题，再继续。");
  hall.chooses("no");
  CHECK(hall.question().problem.empty());
  hall.next();
  CHECK(hall.question().label == "几次?");
}

TEST_CASE("a constraint's own message is shown in the resident's language") {
  Hall hall;
  hall.starts();
  hall.chooses("no");
  hall.next();
  hall.types("12");
  hall.next();
  CHECK(hall.question().problem == "Between 1 and 9, please.");
  CHECK(hall.question().value == "12");
}

TEST_CASE("a typed text that is no number stays in its field and stops the page") {
  Hall hall;
  hall.starts();
  hall.chooses("no");
  hall.next();
  hall.types("-");
  CHECK(hall.question().value == "-");
  CHECK(hall.question().problem.empty());
  hall.next();
  CHECK(hall.question().problem == "Please enter a number.");
  hall.types("");
  hall.next();
  CHECK(all<Save>(hall.takes_effects()).size() == 1);
}

TEST_CASE("who walks away is warned, and then leaves a partial record and no trace on the screen") {
  Hall hall;
  hall.starts();
  hall.chooses("yes");
  hall.takes_effects();
  CHECK(*hall.deadline() == hall.now() + 45s);
  hall.waits(45s);
  REQUIRE(hall.screen().idle);
  CHECK(hall.screen().idle->seconds_left == 20);
  hall.waits(19s);
  CHECK(hall.screen().idle->seconds_left == 1);
  hall.waits(1s);
  const auto saves = all<Save>(hall.takes_effects());
  REQUIRE(saves.size() == 1);
  CHECK(saves[0].record.outcome == exchange::Outcome::partial);
  hall.does(Saved{});
  CHECK(hall.screen().name == "attract");
  const auto effects = hall.takes_effects();
  REQUIRE(all<Count>(effects).size() == 1);
  CHECK(all<Count>(effects)[0].step == Step::abandoned);
  CHECK(all<Count>(effects)[0].question.ends_with("/aware"));
  CHECK(all<Wipe>(effects).size() == 1);
}

TEST_CASE("a touch during the warning takes it away") {
  Hall hall;
  hall.starts();
  hall.waits(50s);
  REQUIRE(hall.screen().idle);
  hall.does(Touched{});
  CHECK_FALSE(hall.screen().idle);
}

TEST_CASE("who presses leave takes his answers along") {
  Hall hall;
  hall.starts();
  hall.chooses("yes");
  hall.does(UserEvent(StartOverPressed{}));
  const auto effects = hall.takes_effects();
  CHECK(all<Save>(effects).empty());
  CHECK(all<Wipe>(effects).size() == 1);
  CHECK(hall.screen().name == "attract");
}

TEST_CASE("an idle start without an answer leaves no record") {
  Hall hall;
  hall.starts();
  hall.waits(70s);
  CHECK(all<Save>(hall.takes_effects()).empty());
  CHECK(hall.screen().name == "attract");
}

TEST_CASE("a new survey waits for the resident in the middle of the old one") {
  Hall hall;
  hall.starts();
  hall.chooses("no");
  auto renewed = std::string(survey);
  renewed.replace(renewed.find("How often?"), 10, "How much? ");
  renewed.replace(renewed.find("| 1       |"), 11, "| 2       |");
  auto offer = hall.offer_;
  offer.form = compile(renewed);
  hall.does(Offered{offer});
  hall.next();
  CHECK(hall.question().label == "How often?");
  hall.next();
  const auto saves = all<Save>(hall.takes_effects());
  REQUIRE(saves.size() == 1);
  CHECK(saves[0].record.version == "1");
  hall.does(Saved{});
  hall.does(UserEvent(ThanksPressed{}));
  hall.starts();
  hall.chooses("no");
  hall.next();
  CHECK(hall.question().label == "How much?");
}

TEST_CASE("a resident is shown the pictures of the survey he began with") {
  Hall hall;
  const auto old_files = std::make_shared<const form::NoFiles>(), new_files = std::make_shared<const form::NoFiles>();
  Offer offer = hall.offer_;
  offer.files = old_files;
  hall.does(Offered{offer});
  CHECK(hall.files() == old_files);
  hall.starts();
  offer.files = new_files;
  hall.does(Offered{offer});
  CHECK(hall.files() == old_files);
  hall.does(UserEvent(StartOverPressed{}));
  CHECK(hall.files() == new_files);
}

TEST_CASE("a failed save thanks nobody and keeps the answers for another try") {
  Hall hall;
  hall.starts();
  hall.chooses("no");
  hall.next();
  hall.next();
  const auto first = all<Save>(hall.takes_effects());
  REQUIRE(first.size() == 1);
  hall.does(SaveFailed{Error{ErrorCode::store_full, "the disk is full"}});
  CHECK(hall.screen().name == "question");
  CHECK_FALSE(hall.question().problem.empty());
  hall.next();
  const auto second = all<Save>(hall.takes_effects());
  REQUIRE(second.size() == 1);
  CHECK(second[0].record.id == first[0].record.id);  // the same response, not another
  hall.does(Saved{});
  CHECK(hall.screen().name == "thanks");
}

TEST_CASE("trouble closes the kiosk and its end opens it again") {
  Hall hall;
  auto offer = hall.offer_;
  offer.trouble = Error{ErrorCode::store_full, "the disk is full", "/data", "free some space"};
  hall.does(Offered{offer});
  const auto closed = hall.screen();
  CHECK(closed.name == "out-of-service");
  CHECK(std::get<OutOfServiceScreen>(closed.body).code == "store.full");
  hall.starts();
  CHECK(hall.screen().name == "out-of-service");
  hall.does(Offered{hall.offer_});
  CHECK(hall.screen().name == "attract");
}

TEST_CASE("the language can change in the middle, and comforts end with the resident") {
  Hall hall;
  hall.starts("zh");
  hall.does(UserEvent(SizePressed{TextSize::largest}));
  hall.does(UserEvent(LanguagePressed{"en"}));
  CHECK(hall.question().label == "Do you know?");
  CHECK(hall.screen().comforts.size == TextSize::largest);
  hall.does(UserEvent(StartOverPressed{}));
  CHECK(hall.screen().comforts.size == TextSize::standard);
}

TEST_CASE("a tap on something that is not on the page changes nothing") {
  Hall hall;
  hall.starts();
  hall.does(UserEvent(ChoicePressed{"/data/times", "3"}));
  hall.does(UserEvent(ChoicePressed{hall.question().id, "never offered"}));
  CHECK(hall.question().value.empty());
  CHECK(all<Count>(hall.takes_effects()).size() == 1);  // shown, not started
}
