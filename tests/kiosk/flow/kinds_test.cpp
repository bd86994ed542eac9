// What becomes of each kind of question on the resident's screen, and of what he does there in the record.
#include "kiosk/flow/hall.hpp"

using namespace minyi;
using namespace minyi::kiosk::flow;
using minyi::testing::Hall;

namespace {

std::string answer(const std::vector<Effect>& effects, std::string_view end) {
  for (const auto& effect : effects)
    if (const auto* save = std::get_if<Save>(&effect))
      for (const auto& one : save->record.answers)
        if (one.path.ends_with(end)) return one.value;
  return "(none)";
}

std::string units(const Question& question) {
  std::string text;
  for (const auto& part : question.parts) text += part.name + " ";
  return text;
}

}  // namespace

TEST_CASE("dates and times are asked in the language's order and stored as ODK writes them") {
  Hall hall(R"(
| survey |          |       |       |            |            |
|        | type     | name  | label | appearance | constraint |
|        | date     | born  | Born  |            | . <= today() |
|        | date     | since | Since | month-year |            |
|        | date     | built | Built | no-calendar year |      |
|        | time     | opens | Opens |            |            |
|        | dateTime | meets | Meets |            |            |
)");
  hall.starts("zh");
  CHECK(hall.question().kind == Kind::moment);
  CHECK(units(hall.question()) == "Day Month Year ");  // a survey without languages speaks English
  const auto today = hall.question().now;
  CHECK(today.size() == 10);
  hall.types("1950-06-");
  CHECK(hall.question().value == "1950-06-");
  hall.next();
  CHECK(hall.question().id == "/data/born");
  CHECK(hall.question().problem == "Please fill in all of it, or clear it.");
  hall.types("2999-06-12");
  hall.next();
  CHECK(hall.question().problem == "This answer does not fit. Please change it.");
  hall.types("1950-06-12");
  hall.next();
  CHECK(units(hall.question()) == "Month Year ");
  CHECK(hall.question().now == today.substr(0, 8) + "01");
  hall.types("2001-07-01");
  hall.next();
  CHECK(units(hall.question()) == "Year ");
  CHECK(hall.question().now == today.substr(0, 5) + "01-01");
  hall.types("1998-01-01");
  hall.next();
  CHECK(units(hall.question()) == "Hour Minute ");
  hall.types("09:05");
  CHECK(hall.question().value == "09:05");
  hall.next();
  CHECK(units(hall.question()) == "Day Month Year Hour Minute ");
  hall.types("2026-11-25T18:30");
  CHECK(hall.question().value == "2026-11-25T18:30");
  hall.next();
  const auto effects = hall.takes_effects();
  CHECK(answer(effects, "/born") == "1950-06-12");
  CHECK(answer(effects, "/since") == "2001-07-01");
  CHECK(answer(effects, "/built") == "1998-01-01");
  CHECK(answer(effects, "/opens") == "09:05:00.000+08:00");
  CHECK(answer(effects, "/meets") == "2026-11-25T18:30:00.000+08:00");
}

TEST_CASE("Chinese puts the year first") {
  Hall hall(R"(
| survey |      |      |                |
|        | type | name | label::中文 (zh) |
|        | date | born | 生日            |
)");
  hall.starts("zh");
  CHECK(units(hall.question()) == "年 月 日 ");
  CHECK(hall.question().now_key == "今天");
}

TEST_CASE("cards of a rank are placed in the order they are touched, and the rest move up when one is taken out") {
  Hall hall(R"(
| survey |            |       |       |          |
|        | type       | name  | label | required |
|        | rank parts | order | Order | yes      |
| choices |           |      |       |
|         | list_name | name | label |
|         | parts     | a    | A     |
|         | parts     | b    | B     |
|         | parts     | c    | C     |
)");
  hall.starts();
  hall.next();
  CHECK(hall.question().problem == "Please answer this question before going on.");
  for (const auto* value : {"c", "a", "b"}) hall.chooses(value);
  hall.chooses("c");
  auto question = hall.question();
  CHECK(question.kind == Kind::rank);
  CHECK(question.choices[0].place == 1);
  CHECK(question.choices[1].place == 2);
  CHECK(question.choices[2].place == 0);
  CHECK(question.count == "2 of 3 placed");
  hall.next();
  CHECK(hall.question().problem == "Please give each of them its place.");
  hall.chooses("c");
  hall.next();
  CHECK(answer(hall.takes_effects(), "/order") == "a b c");
}

TEST_CASE("what a kiosk cannot ask says so and is passed by, even where an answer is required") {
  Hall hall(R"(
| survey |          |        |         |          |
|        | type     | name   | label   | required |
|        | image    | photo  | Photo   | yes      |
|        | geopoint | place  | Place   | yes      |
|        | barcode  | card   | Card    | yes      |
)");
  hall.starts();
  CHECK(hall.question().kind == Kind::unsupported);
  CHECK(hall.question().hint == "This question cannot be answered here. Please go on.");
  CHECK_FALSE(hall.question().required);
  hall.next();
  CHECK(hall.question().id == "/data/place");
  hall.next();
  CHECK(hall.question().kind == Kind::text);  // the number under the bars can be typed
  hall.types("6901234567892");
  hall.next();
  CHECK(answer(hall.takes_effects(), "/card") == "6901234567892");
}

TEST_CASE("what is only to be read stands among the words and cannot be typed into") {
  Hall hall(R"(
| survey |               |       |       |           |         |              |            |
|        | type          | name  | label | read_only | default | calculation  | required   |
|        | integer       | sum   | Sum   | yes       | 12      |              | yes        |
|        | select_one yn | known | Known | yes       | y       |              |            |
|        | note          | end   | End   |           |         |              |            |
| choices |           |      |       |
|         | list_name | name | label |
|         | yn        | y    | Yes   |
|         | yn        | n    | No    |
)");
  hall.starts();
  CHECK(hall.question().kind == Kind::note);
  CHECK(hall.question().hint == "12");
  hall.types("13");
  CHECK(hall.question().hint == "12");
  hall.next();
  CHECK(hall.question().hint == "Yes");
  hall.chooses("n");
  hall.next();
  CHECK(hall.question().id == "/data/end");
}

TEST_CASE("numbers take a point, and a minus where nothing forbids it") {
  Hall hall(R"(
| survey |         |         |       |            |                       |
|        | type    | name    | label | constraint | appearance            |
|        | decimal | degrees | T     |            | thousands-sep         |
|        | integer | people  | P     | . >= 0     |                       |
|        | text    | card    | C     |            | numbers               |
)");
  hall.starts();
  CHECK(hall.question().may_be_negative);
  CHECK(hall.question().grouped);
  hall.types("-");
  hall.next();
  CHECK(hall.question().problem == "Please enter a number.");
  hall.types("-2.5");
  hall.next();
  CHECK_FALSE(hall.question().may_be_negative);
  hall.next();
  CHECK(hall.question().figures_only);
  hall.types("0047");
  hall.next();
  const auto effects = hall.takes_effects();
  CHECK(answer(effects, "/degrees") == "-2.5");
  CHECK(answer(effects, "/card") == "0047");
}

TEST_CASE("one of several can be taken out again, and its half typed answers go with it") {
  Hall hall(R"(
| survey |              |        |        |          |
|        | type         | name   | label  | required |
|        | begin_repeat | person | Person |          |
|        | integer      | age    | Age    | yes      |
|        | end_repeat   |        |        |          |
|        | note         | end    | End    |          |
)");
  const auto page = [&] { return std::get<QuestionScreen>(hall.screen().body); };
  hall.starts();
  CHECK(page().may_remove);
  hall.types("40");
  hall.next();
  CHECK(hall.question().id == "another");
  CHECK_FALSE(page().may_remove);
  hall.chooses("yes");
  hall.next();
  CHECK(hall.question().id == "/data/person[2]/age");
  hall.types("-");
  hall.next();
  CHECK_FALSE(hall.question().problem.empty());  // he cannot go on with what he did not mean to begin
  hall.does(UserEvent(RemovePressed{}));
  CHECK(hall.question().id == "another");
  hall.chooses("no");
  hall.next();
  CHECK(hall.question().id == "/data/end");
  hall.next();
  CHECK(answer(hall.takes_effects(), "/data/person[1]/age") == "40");
}

TEST_CASE("a list to look something up in is told from one to read through") {
  Hall hall(R"(
| survey |                |       |       |                   |
|        | type           | name  | label | appearance        |
|        | select_one yn  | read  | Read  | columns-3         |
|        | select_one yn  | look  | Look  | minimal columns-3 |
|        | select_one yn  | find  | Find  | autocomplete      |
| choices |           |      |       |
|         | list_name | name | label |
|         | yn        | y    | Yes   |
|         | yn        | n    | No    |
)");
  hall.starts();
  CHECK_FALSE(hall.question().looked_up);
  hall.next();
  CHECK(hall.question().looked_up);
  CHECK(hall.question().columns == 3);
  hall.next();
  CHECK(hall.question().looked_up);
}

TEST_CASE("pictures are named by the files beside the form") {
  Hall hall(R"(
| survey |               |       |         |              |                  |
|        | type          | name  | label   | media::image | media::big-image |
|        | select_one yn | known | Known   | map.png      | map-large.jpg    |
|        | note          | bad   | Bad     | ../../etc/x  |                  |
| choices |           |      |         |              |
|         | list_name | name | label   | media::image |
|         | yn        | y    | Yes     | yes.png      |
|         | yn        | n    | No      |              |
)");
  hall.starts();
  CHECK(hall.question().image == "map.png");
  CHECK(hall.question().big_image == "map-large.jpg");
  CHECK(hall.question().choices.at(0).image == "yes.png");
  CHECK(hall.question().choices.at(1).image.empty());
  hall.next();
  CHECK(hall.question().image.empty());
}
