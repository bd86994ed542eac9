#include <fstream>
#include <iterator>

#include "survey-defs/check/surveys.hpp"

using namespace minyi;
using namespace minyi::check;
using testing::places;
using testing::Places;
using testing::preflight;
using testing::with_yes_no;

TEST_CASE("the survey that ships has nothing worse than remarks") {
  std::ifstream file(MINYI_SOURCE_DIR "/survey-defs/civic-city/form.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const auto& finding : preflight(text))
    CHECK_MESSAGE(spec(finding.code).severity == Severity::information,
                  spec(finding.code).name << " " << finding.path << ": " << finding.message);
}

TEST_CASE("a text that one language lacks is pointed out, whatever it belongs to") {
  const std::string tables =
      "| survey | type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) | hint::English (en) | "
      "guidance_hint::中文 (zh) | constraint | constraint_message::English (en) | media::image::中文 (zh) |\n"
      "| | integer | a | 甲 | A | | | | | | |\n"
      "| | integer | b | 乙 | | 提示 | Hint | 说明 | . > 1 | More | b.png |\n"
      "| | select_one l | c | 丙 | C | | | | | | |\n"
      "| choices | list_name | name | label::中文 (zh) | label::English (en) |\n"
      "| | l | x | 是 | Yes |\n"
      "| | l | y | 否 | |\n";
  const testing::Files files(testing::Files::Contents{{"b.png", "png"}});
  CHECK(places(preflight(tables, files), Code::untranslated) ==
        Places{"/data/b label English (en)", "/data/b image English (en)", "/data/b guidance_hint English (en)",
               "/data/b constraint_message 中文 (zh)", "l y label English (en)"});
}

TEST_CASE("a survey in one language lacks no translation") {
  CHECK(places("| survey | type | name | label | hint |\n| | text | a | A | |\n| | text | b | B | say |\n",
               Code::untranslated)
            .empty());
}

TEST_CASE("two choices that read the same are pointed out, in the language where they do") {
  const std::string head = "| survey | type | name | label::中文 (zh) | label::English (en) | choice_filter |\n";
  const std::string choices =
      "| choices | list_name | name | label::中文 (zh) | label::English (en) | town |\n"
      "| | towns | a | 甲 | A | |\n"
      "| | towns | b | 乙 | B | |\n"
      "| | grids | a1 | 甲一 | Grid 1 | a |\n"
      "| | grids | b1 | 乙一 | Grid 1 | b |\n";
  CHECK(places(head + "| | select_one grids | g | 网格 | Grid | |\n" + choices, Code::same_label) ==
        Places{"grids b1 label English (en)"});
  // Never offered together: no harm done.
  const std::string towns = "| | select_one towns | t | 镇 | Town | |\n";
  CHECK(places(head + towns + "| | select_one grids | g | 网格 | Grid | town = ${t} |\n" + choices, Code::same_label)
            .empty());
  CHECK(places(head + towns + "| | select_one grids | g | 网格 | Grid | town = ${t} or ${t} = 'a' |\n" + choices,
               Code::same_label) == Places{"/data/g English (en)"});
}

TEST_CASE("a question that takes long to read is pointed out") {
  std::string essay;
  for (int sentence = 0; sentence < 30; ++sentence) essay += "请您认真阅读这一段文字。";
  const auto asked = [](const std::string& label) {
    return "| survey | type | name | label |\n| | note | a | " + label + " |\n";
  };
  CHECK(places(asked(essay), Code::long_text) == Places{"/data/a label"});
  CHECK(places(asked("请您认真阅读这一段文字。"), Code::long_text).empty());
}

TEST_CASE("a select with one choice asks nothing") {
  const auto asked = [](const std::string& choices) {
    return "| survey | type | name | label |\n| | select_one l | a | A |\n| choices | list_name | name | label |\n" +
           choices;
  };
  CHECK(places(asked("| | l | x | X |\n"), Code::few_choices) == Places{"/data/a l type"});
  CHECK(places(asked("| | l | x | X |\n| | l | y | Y |\n"), Code::few_choices).empty());
}

TEST_CASE("conditions that are never or always true are errors and remarks") {
  const auto asked = [](const std::string& condition) {
    return with_yes_no(
        "| survey | type | name | label | relevant |\n| | select_one yn | a | A | |\n| | text | b | B | " + condition +
        " |\n");
  };
  CHECK(places(asked("${a} = 'y' and ${a} = 'n'"), Code::never_asked) == Places{"/data/b relevant"});
  CHECK(places(asked("${a} = 'y' and ${a} = 'n'"), Code::not_reached).empty());  // said once
  CHECK(places(asked("${a} != 'y' or ${a} != 'n'"), Code::always_true) == Places{"/data/b relevant"});
  for (const auto code : {Code::never_asked, Code::always_true, Code::not_reached})
    CHECK(places(asked("${a} = 'y'"), code).empty());
}

TEST_CASE("a question that the crowd does not reach is a warning with the size of the crowd") {
  const auto asked = [](const std::string& condition) {
    return "| survey | type | name | label | relevant |\n"
           "| | text | a | A | |\n"
           "| | text | b | B | " +
           condition + " |\n";
  };
  // No proof for what digest() gives, and nobody who hits it.
  const auto found = preflight(asked("digest(${a}, 'MD5') = 'x'"));
  CHECK(places(found, Code::not_reached) == Places{"/data/b relevant"});
  for (const auto& finding : found)
    if (finding.code == Code::not_reached) CHECK(finding.message.find("none of 4") != std::string::npos);
  CHECK(places(asked("contains(${a}, 'word')"), Code::not_reached).empty());
}

TEST_CASE("a rule that reads what is asked later is pointed out") {
  const auto asked = [](const std::string& group, const std::string& end) {
    return with_yes_no("| survey | type | name | label | relevant | appearance | calculation |\n" + group +
                       "| | text | a | A | ${b} = 'y' | | |\n"
                       "| | select_one yn | b | B | | | |\n" +
                       end + "| | calculate | c | | | | ${b} |\n");
  };
  CHECK(places(asked("", ""), Code::reads_later) == Places{"/data/a relevant"});
  const std::string page = "| | begin_group | g | G | | field-list | |\n", end = "| | end_group | | | | | |\n";
  CHECK(places(asked(page, end), Code::reads_later).empty());  // both on one page
}

TEST_CASE("comparing with what is no choice is pointed out, with the choices there are") {
  const auto asked = [](const std::string& condition) {
    return "| survey | type | name | label | relevant |\n"
           "| | select_one l | a | A | |\n"
           "| | select_multiple l | m | M | |\n"
           "| | text | b | B | " +
           condition +
           " |\n"
           "| choices | list_name | name | label |\n| | l | 1 | One |\n| | l | two | Two |\n";
  };
  const auto found = preflight(asked("${a} = 'tow' or selected(${m}, 'Two')"));
  CHECK(places(found, Code::unknown_choice) == Places{"/data/b relevant", "/data/b relevant"});
  for (const auto& finding : found)
    if (finding.code == Code::unknown_choice) CHECK(finding.hint == "they are: 1, two");
  for (const std::string right :
       {"${a} = 'two'", "${a} = 1", "${a} = '1'", "${a} = ''", "selected(${m}, 'two')", "${m} = '1 two'"})
    CHECK_MESSAGE(places(asked(right), Code::unknown_choice).empty(), right);
}

TEST_CASE("a filter that reads a column which is not there is an error") {
  const auto asked = [](const std::string& filter) {
    return "| survey | type | name | label | choice_filter |\n"
           "| | select_one l | a | A | |\n"
           "| | select_one k | b | B | " +
           filter +
           " |\n"
           "| choices | list_name | name | label | town |\n"
           "| | l | x | X | |\n| | l | y | Y | |\n| | k | x1 | X1 | x |\n| | k | y1 | Y1 | y |\n";
  };
  CHECK(places(asked("twon = ${a}"), Code::filter_column) == Places{"/data/b k choice_filter"});
  CHECK(places(asked("town = ${a}"), Code::filter_column).empty());
}

TEST_CASE("a constraint that nothing satisfies is an error by proof, a hard one a warning by trial") {
  const auto asked = [](const std::string& constraint) {
    return "| survey | type | name | label | constraint | required |\n"
           "| | integer | a | A | " +
           constraint + " | yes |\n| | text | b | B | | |\n";
  };
  CHECK(places(asked(". > 18 and . < 18"), Code::constraint_impossible) == Places{"/data/a constraint"});
  CHECK(places(asked(". > 18 and . < 18"), Code::constraint_unmet).empty());  // said once
  CHECK(places(asked("digest(., 'MD5') = 'x'"), Code::constraint_unmet) == Places{"/data/a constraint"});
  CHECK(places(asked(". >= 0"), Code::constraint_impossible).empty());
  CHECK(places(asked(". > 999 and . < 1001"), Code::constraint_unmet).empty());
  CHECK(places(asked(". > 18 or . < 60"), Code::always_true) == Places{"/data/a constraint"});
  // What lies behind a dead end is looked at all the same.
  CHECK(places(asked("digest(., 'MD5') = 'x'"), Code::not_reached).empty());
}

TEST_CASE("the crowd finds answers that patterns and other answers ask for") {
  for (const std::string constraint :
       {"regex(., '^1[3-9][0-9]{9}$')", "regex(., '[A-Z]{2}-\\d{4,6}')", "regex(., '^(kg\\|lb)s?$')",
        "string-length(.) = 18", "contains(., '@') and string-length(.) > 3", ". = ${a}", "not(regex(., '[^0-9]'))"})
    CHECK_MESSAGE(places(std::string("| survey | type | name | label | constraint | required |\n"
                                     "| | text | a | A | | yes |\n"
                                     "| | text | b | B | ") +
                             constraint + " | yes |\n",
                         Code::constraint_unmet)
                      .empty(),
                  constraint);
  CHECK(places("| survey | type | name | label | constraint | required |\n"
               "| | integer | a | A | . >= 0 | yes |\n"
               "| | integer | b | B | . >= ${a} and . < ${a} + 3 | yes |\n"
               "| | date | d | D | . <= today() | yes |\n"
               "| | date | e | E | . >= ${d} | yes |\n",
               Code::constraint_unmet)
            .empty());
}

TEST_CASE("a required question whose filter offers nothing is a dead end, with the answers that lead there") {
  const auto asked = [](const std::string& required, const std::string& last) {
    return "| survey | type | name | label | choice_filter | required |\n"
           "| | select_one l | a | A | | yes |\n"
           "| | select_one k | b | B | town = ${a} | " +
           required +
           " |\n"
           "| choices | list_name | name | label | town |\n"
           "| | l | x | X | |\n| | l | y | Y | |\n| | k | x1 | X1 | x |\n| | k | x2 | X2 | " +
           last + " |\n";
  };
  const auto found = preflight(asked("yes", "x"));
  CHECK(places(found, Code::dead_end) == Places{"/data/b choice_filter"});
  for (const auto& finding : found)
    if (finding.code == Code::dead_end) CHECK(finding.message.find("a=y") != std::string::npos);
  CHECK(places(asked("", "x"), Code::nothing_offered) == Places{"/data/b choice_filter"});
  CHECK(places(asked("yes", "y"), Code::dead_end).empty());
  CHECK(places(asked("", "y"), Code::nothing_offered).empty());
}

TEST_CASE("a choice that no filter can let through is pointed out, by proof or by trial") {
  const auto asked = [](const std::string& filter, const std::string& town) {
    return "| survey | type | name | label | choice_filter |\n"
           "| | select_one l | a | A | |\n"
           "| | select_one k | b | B | " +
           filter +
           " |\n"
           "| choices | list_name | name | label | town |\n"
           "| | l | x | X | |\n| | l | y | Y | |\n"
           "| | k | x1 | X1 | x |\n| | k | x2 | X2 | x |\n| | k | y1 | Y1 | y |\n| | k | y2 | Y2 | " +
           town + " |\n";
  };
  const auto proved = preflight(asked("town = ${a}", "z"));
  CHECK(places(proved, Code::choice_never_offered) == Places{"k y2"});
  for (const auto& finding : proved)
    if (finding.code == Code::choice_never_offered) CHECK(finding.message.find("can never") != std::string::npos);
  CHECK(places(asked("town = ${a} and name != 'y2'", "y"), Code::choice_never_offered) == Places{"k y2"});
  CHECK(places(asked("town = ${a}", "y"), Code::choice_never_offered).empty());
  CHECK(places(asked("town = ${a} or town = 'z'", "z"), Code::choice_never_offered).empty());
}

TEST_CASE("a choice for one place is offered to kiosks that stand there") {
  CHECK(places("| survey | type | name | label | choice_filter | bind::jr:preload | bind::jr:preloadParams |\n"
               "| | hidden | site | | | property | site |\n"
               "| | select_one k | b | B | town = ${site} | | |\n"
               "| choices | list_name | name | label | town |\n"
               "| | k | x1 | X1 | t-1 |\n| | k | x2 | X2 | t-1 |\n| | k | y1 | Y1 | t-2 |\n| | k | y2 | Y2 | t-2 |\n",
               Code::choice_never_offered)
            .empty());
}

TEST_CASE("lists that no question uses and names that come twice are remarks") {
  const std::string tables =
      "| survey | type | name | label | calculation |\n"
      "| | select_one l | a | A | |\n"
      "| | begin_group | g | G | |\n"
      "| | text | a | A | |\n"
      "| | end_group | | | |\n"
      "| | calculate | c | | instance('looked')/root/item[1]/label |\n"
      "| choices | list_name | name | label |\n"
      "| | l | x | X |\n| | l | y | Y |\n| | spare | x | X |\n| | looked | x | X |\n";
  const auto found = preflight(tables);
  CHECK(places(found, Code::unused_list) == Places{"spare"});
  CHECK(places(found, Code::same_name) == Places{"/data/g/a name"});
}

TEST_CASE("a required question without a way to decline is a remark") {
  const auto asked = [](const std::string& required, const std::string& choice) {
    return "| survey | type | name | label | required |\n| | select_one l | a | A | " + required +
           " |\n| choices | list_name | name | label |\n| | l | x | X |\n| | l | y | " + choice + " |\n";
  };
  CHECK(places(asked("yes", "Y"), Code::cannot_decline) == Places{"/data/a required"});
  for (const std::string decline : {"I'd rather not say", "不想回答", "ᠬᠠᠷᠢᠭᠤᠯᠬᠤ ᠦᠭᠡᠢ"})
    CHECK(places(asked("yes", decline), Code::cannot_decline).empty());
  CHECK(places(asked("", "Y"), Code::cannot_decline).empty());
}

TEST_CASE("what a kiosk cannot ask is pointed out, with what to do instead") {
  const auto asked = [](const std::string& type, const std::string& appearance, const std::string& required = "yes") {
    return "| survey | type | name | label | appearance | required |\n| | " + type + " | a | A | " + appearance +
           " | " + required + " |\n";
  };
  struct Row {
    const char* type;
    const char* appearance;
    const char* what;
    bool typed = false;
  };
  for (const auto& row : std::vector<Row>{{"image", "", "picture"},
                                          {"image", "signature", "signature"},
                                          {"image", "draw", "drawing"},
                                          {"audio", "", "sound"},
                                          {"video", "", "film"},
                                          {"file", "", "file"},
                                          {"geopoint", "", "satellite"},
                                          {"geotrace", "", "way"},
                                          {"geoshape", "", "outline"},
                                          {"barcode", "", "scan", true},
                                          {"decimal", "bearing", "bearing", true},
                                          {"text", "ex:org.app.scan()", "app", true}}) {
    const auto found = preflight(asked(row.type, row.appearance));
    CHECK_MESSAGE(places(found, Code::cannot_ask) == Places{"/data/a type"}, row.type << " " << row.appearance);
    CHECK_MESSAGE(places(found, Code::required_unasked) == (row.typed ? Places{} : Places{"/data/a required"}),
                  row.type);
    CHECK(places(asked(row.type, row.appearance, ""), Code::required_unasked).empty());
    for (const auto& finding : found)
      if (finding.code == Code::cannot_ask)
        CHECK_MESSAGE(finding.message.find(row.what) != std::string::npos, finding.message);
  }
  for (const std::string type : {"text", "integer", "decimal", "date", "note", "acknowledge"})
    CHECK_MESSAGE(places(asked(type, ""), Code::cannot_ask).empty(), type);
}

TEST_CASE("required and read-only without a value cannot be answered") {
  const auto asked = [](const std::string& fallback) {
    return "| survey | type | name | label | required | read_only | default |\n| | integer | a | A | yes | yes | " +
           fallback + " |\n| | text | b | B | | | |\n";
  };
  CHECK(places(asked(""), Code::unanswerable) == Places{"/data/a required"});
  CHECK(places(asked("3"), Code::unanswerable).empty());
}

TEST_CASE("personal data without a question of consent before are pointed out in each language of the county") {
  const auto asked = [](const std::string& consent, const std::string& name, const std::string& label) {
    return with_yes_no("| survey | type | name | label |\n" + consent + "| | text | " + name + " | " + label + " |\n");
  };
  for (const std::string label : {"您的姓名", "手机号码", "身份证号", "家庭住址", "ᠲᠠᠨ ᠤ ᠨᠡᠷ᠎ᠡ?", "Таны нэр",
                                  "Your full name", "What is your phone number?", "E-mail"})
    CHECK_MESSAGE(places(asked("", "q", label), Code::personal_data) == Places{"/data/q label"}, label);
  CHECK(places(asked("", "phone", "Where can we reach you?"), Code::personal_data) == Places{"/data/phone label"});
  for (const std::string label :
       {"您最希望改进的一件事是什么?", "What is the name of your village?", "How do you phrase it?"})
    CHECK_MESSAGE(places(asked("", "q", label), Code::personal_data).empty(), label);
  const std::string consent = "| | select_one yn | consent | Do you agree to be called? |\n";
  CHECK(places(asked(consent, "q", "Your phone"), Code::personal_data).empty());
  CHECK(places(asked("", "q", "Your phone") + "", Code::personal_data).size() == 1);
}

TEST_CASE("what reads the last saved response is refused") {
  const auto asked = [](const std::string& fallback) {
    return "| survey | type | name | label | default |\n| | text | a | A | " + fallback + " |\n";
  };
  CHECK(places(asked("${last-saved#a}"), Code::last_saved) == Places{"/data/a default"});
  CHECK(places(asked("b"), Code::last_saved).empty());
}

TEST_CASE("pictures that are missing or large are named with who needs them") {
  const std::string tables =
      "| survey | type | name | label | media::image |\n"
      "| | select_one l | a | A | q.png |\n"
      "| choices | list_name | name | label | media::image |\n"
      "| | l | x | X | x.png |\n| | l | y | Y | |\n";
  CHECK(places(preflight(tables), Code::media_missing) == Places{"/data/a image default", "l x image default"});
  const testing::Files files(testing::Files::Contents{{"q.png", std::string(3U << 20U, 'x')}, {"x.png", "small"}});
  CHECK(places(preflight(tables, files), Code::media_missing).empty());
  CHECK(places(preflight(tables, files), Code::media_large) == Places{"/data/a image default"});
}

TEST_CASE("sound and film beside a text are said not to be played, pictures are not") {
  const testing::Files files(testing::Files::Contents{{"q.mp3", "sound"}, {"q.mp4", "film"}, {"q.png", "picture"}});
  const auto asked = [&](const std::string& column, const std::string& file) {
    return places(
        preflight("| survey | type | name | label | " + column + " |\n| | text | a | A | " + file + " |\n", files),
        Code::not_played);
  };
  CHECK(asked("media::audio", "q.mp3") == Places{"/data/a audio default"});
  CHECK(asked("media::video", "q.mp4") == Places{"/data/a video default"});
  CHECK(asked("media::image", "q.png").empty());
}

TEST_CASE("indicators that are missing, wrong or constant are pointed out") {
  const auto asked = [](const std::string& calculation) {
    return with_yes_no(
        "| survey | type | name | label | required | calculation | bind::minyi:indicator |\n"
        "| | select_one yn | a | A | yes | | |\n" +
        (calculation.empty() ? "" : "| | calculate | i | | | " + calculation + " | awareness |\n") +
        "| settings | form_id | namespaces |\n| | t | minyi=\"https://minyi.example/xforms\" |\n");
  };
  CHECK(places(asked(""), Code::no_indicator).size() == 1);
  const std::string good = "if(${a} = 'y', 1, 0)";
  for (const auto code : {Code::no_indicator, Code::indicator_value, Code::indicator_constant})
    CHECK(places(asked(good), code).empty());
  CHECK(places(asked("if(${a} = 'y', 1, 2)"), Code::indicator_value) == Places{"/data/i calculation"});
  CHECK(places(asked("if(${a} = 'Y', 1, 0)"), Code::indicator_constant) == Places{"/data/i calculation"});
  CHECK(places(asked("if(${a} = 'Y', 1, '')"), Code::indicator_constant) == Places{"/data/i calculation"});
}

TEST_CASE("a survey that takes longer than it should is pointed out") {
  std::string tables = "| survey | type | name | label |\n";
  for (int question = 0; question < 30; ++question)
    tables +=
        "| | integer | q" + std::to_string(question) + " | 您家第 " + std::to_string(question) + " 口人的年龄是? |\n";
  CHECK(places(preflight(tables), Code::too_long).size() == 1);
  CHECK(places(preflight(tables, testing::Files(), {.minutes = 20}), Code::too_long).empty());
}

TEST_CASE("a survey that shows nothing cannot be begun") {
  CHECK(
      places("| survey | type | name | label | relevant |\n| | text | a | A | 1 = 2 |\n", Code::cannot_start).size() ==
      1);
  CHECK(places("| survey | type | name | label |\n| | text | a | A |\n", Code::cannot_start).empty());
}
