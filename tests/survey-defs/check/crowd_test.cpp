#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "minyi/check/chance.hpp"
#include "minyi/check/estimate.hpp"
#include "minyi/check/pattern.hpp"
#include "minyi/check/tally.hpp"

#include "survey-defs/check/surveys.hpp"

using namespace minyi;
using namespace minyi::check;
using testing::survey;
using testing::with_yes_no;

namespace {

struct Town {
  explicit Town(std::shared_ptr<const form::Form> form_, std::uint64_t seed)
      : form(std::move(form_)), outline(*Outline::make(form)), crowd(*outline, form, clock, zone, seed) {}
  Tally send(std::size_t number, const Crowd::Habits& habits = {}) {
    Tally tally;
    for (std::size_t each = 0; each < number; ++each) {
      auto walk = crowd.walk(each, habits);
      REQUIRE(walk);
      tally.add(std::move(*walk));
    }
    return tally;
  }

  testing::FakeClock clock;
  FixedTimeZone zone{std::chrono::minutes{480}};
  std::shared_ptr<const form::Form> form;
  std::unique_ptr<const Outline> outline;
  Crowd crowd;
};

const std::string household = with_yes_no(
    "| survey | type | name | label::中文 (zh) | label::English (en) | relevant | required | calculation |\n"
    "| | select_one yn | a | 甲 | A | | yes | |\n"
    "| | begin_repeat | people | 人 | People | | | |\n"
    "| | integer | age | 年龄 | Age | | yes | |\n"
    "| | text | who | 谁 | Who | ${age} > 17 | | |\n"
    "| | end_repeat | | | | | | |\n"
    "| | rank yn | order | 排序 | Order | ${a} = 'y' | yes | |\n"
    "| | date | day | 日期 | Day | | yes | |\n"
    "| | time | hour | 时间 | Hour | | yes | |\n"
    "| | dateTime | moment | 时刻 | Moment | | yes | |\n"
    "| | decimal | share | 份额 | Share | | yes | |\n"
    "| | range | mark | 分 | Mark | | yes | |\n"
    "| | acknowledge | read | 已读 | Read | | yes | |\n");

}  // namespace

TEST_CASE("random residents finish a survey with every kind of question, and see all of it") {
  Town town(survey(household), 7);
  const auto tally = town.send(300);
  CHECK(tally.finished == 300);
  CHECK(tally.dead_ends.empty());
  for (const auto& question : town.outline->questions())
    CHECK_MESSAGE(tally.asked.contains(question.control->path), question.control->path);
  CHECK(tally.offered.at("/data/a") == std::set<std::string>{"n", "y"});
  const auto pages = distribution(tally.pages);
  CHECK(pages.least >= 8);
  CHECK(pages.most > pages.least);  // repeats differ
}

TEST_CASE("the same seed gives the same residents, another one others") {
  const auto seconds = [](std::uint64_t seed) { return Town(survey(household), seed).send(20).seconds; };
  CHECK(seconds(1) == seconds(1));
  CHECK(seconds(1) != seconds(2));
  // On any machine: the first numbers of SplitMix64 from the seed 0, as its authors' code gives them.
  Chance chance(0);
  CHECK(chance.uniform() == static_cast<double>(0xE220A8397B1DCDAFU >> 11U) * 0x1.0p-53);
  CHECK(chance.uniform() == static_cast<double>(0x6E789E6AA1B965F4U >> 11U) * 0x1.0p-53);
}

TEST_CASE("residents who leave are counted where they leave") {
  Town town(survey(household), 3);
  const auto tally = town.send(200, {.leaves = 0.2});
  CHECK(tally.left > 0);
  CHECK(tally.left + tally.finished == 200);
  std::size_t left = 0;
  for (const auto& [path, count] : tally.left_at) left += count;
  CHECK(left == tally.left);
  CHECK(town.send(50).left == 0);
}

TEST_CASE("a resident who cannot go on ends there, with the answers that led there") {
  Town town(survey("| survey | type | name | label | constraint | required |\n"
                   "| | integer | a | A | | yes |\n"
                   "| | integer | b | B | . > 3 and . < 3 | yes |\n"),
            1);
  const auto tally = town.send(5);
  CHECK(tally.finished == 0);
  REQUIRE(tally.dead_ends.contains("/data/b"));
  const auto& end = tally.dead_ends.at("/data/b");
  CHECK(end.count == 5);
  CHECK(end.first.problem == interview::ProblemKind::constraint);
  CHECK(std::ranges::any_of(end.first.answers, [](const auto& node) { return node.path == "/data/a"; }));
}

TEST_CASE("quantiles are values that occurred") {
  const auto spread = distribution({4, 1, 3, 2});
  CHECK(spread.least == 1);
  CHECK(spread.lower_quartile == 1);
  CHECK(spread.median == 2);
  CHECK(spread.upper_quartile == 3);
  CHECK(spread.percentile_95 == 4);
  CHECK(spread.most == 4);
  CHECK(distribution({}).median == 0);
}

TEST_CASE("reading takes as long as the script has characters, and once") {
  CHECK(reading_seconds(std::string(987, 'a')) == doctest::Approx(60));
  std::string chinese, mongolian;
  for (int each = 0; each < 255; ++each) chinese += "民";
  for (int each = 0; each < 987; ++each) mongolian += "ᠮ";
  CHECK(reading_seconds(chinese) == doctest::Approx(60));
  CHECK(reading_seconds(mongolian) == doctest::Approx(60));
  interview::Page page;
  page.questions.push_back({.path = "/data/a", .kind = interview::QuestionKind::note, .label = chinese});
  Pace pace;
  const double first = pace.seconds(page);
  CHECK(first > 60);
  CHECK(pace.seconds(page) == doctest::Approx(first - 60));
}

TEST_CASE("a sample of a pattern matches it, and what is not understood gives none") {
  Chance chance(5);
  const auto like = [&](const char* pattern) { return sample(pattern, chance).value_or("none"); };
  for (int each = 0; each < 50; ++each) {
    const auto phone = like("^1[3-9]\\d{9}$");
    REQUIRE(phone.size() == 11);
    CHECK(phone[0] == '1');
    CHECK(phone[1] >= '3');
    CHECK(phone.find_first_not_of("0123456789") == std::string::npos);
    const auto unit = like("(kg|lb)s?");
    CHECK(std::ranges::count(std::vector<std::string>{"kg", "lb", "kgs", "lbs"}, unit) == 1);
    CHECK(like("[^ -z]").find_first_of("abc ") == std::string::npos);
  }
  CHECK(like("a.c").size() == 3);
  CHECK(like("蒙古{2}") == "蒙古古");
  for (const std::string pattern : {"(?=a)b", "\\1", "a{3", "[abc", "(ab", "*", "\\p{L}", "a)"})
    CHECK_MESSAGE(!sample(pattern, chance), pattern);
  // Neither depth nor repetition runs away.
  CHECK(!sample(std::string(900, '(') + std::string(900, ')'), chance));
  CHECK(!sample("((((a{999}){999}){999}){999})", chance));
  CHECK(!sample("(((((){999}){999}){999}){999})", chance));
}

TEST_CASE("forms of the conformance cases are checked without a hang, whatever is in them") {
  std::ifstream file(MINYI_SOURCE_DIR "/tests/conformance/xlsform.jsonl");
  REQUIRE(file.good());
  const testing::FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  std::size_t checked = 0;
  for (std::string line; std::getline(file, line);) {
    const auto test_case = nlohmann::json::parse(line);
    const auto workbook = xlsform::read_markdown(test_case["md"].get<std::string>(), "case");
    if (!workbook) continue;
    const auto compiled = xlsform::compile(*workbook, {.default_form_id = "case"}, form::NoFiles());
    if (!compiled.form) continue;
    ++checked;
    for (const auto& finding : check::preflight(compiled.form, testing::Files(), clock, zone, {.respondents = 10}))
      CHECK_MESSAGE(!finding.message.empty(), test_case["id"].get<std::string>());
  }
  CHECK(checked > 150);
}

TEST_CASE("a form of a thousand questions and ten thousand choices is checked whole, within bounded work") {
  std::string tables =
      "| survey | type | name | label | relevant | choice_filter |\n"
      "| | select_one county | county | County | | |\n"
      "| | select_one town | town | Town | | county = ${county} |\n";
  for (int question = 0; question < 1000; ++question)
    tables += "| | integer | q" + std::to_string(question) + " | Question | " +
              (question % 3 == 2 ? "${q" + std::to_string(question - 1) + "} > 5" : "") + " | |\n";
  tables += "| choices | list_name | name | label | county |\n";
  for (int county = 0; county < 100; ++county) tables += "| | county | c" + std::to_string(county) + " | C | |\n";
  for (int town = 0; town < 10'000; ++town)
    tables += "| | town | t" + std::to_string(town) + " | Town " + std::to_string(town) + " | c" +
              std::to_string(town % 100) + " |\n";
  const auto form = survey(tables);
  const testing::FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  const auto findings = check::preflight(form, testing::Files(), clock, zone);
  CHECK(testing::places(findings, check::Code::not_reached).empty());
  CHECK(testing::places(findings, check::Code::choice_never_offered).empty());
}
