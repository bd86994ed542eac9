// Large forms cost what their dependents cost; hostile responses cost little; nothing of a resident stays in memory.
#include "minyi/base/bytes.hpp"
#include "minyi/interview/answers.hpp"
#include "minyi/interview/evaluation.hpp"
#include "minyi/interview/plan.hpp"
#include "minyi/interview/recalculation.hpp"

#include "survey-defs/interview/scenario.hpp"
#include "survey-defs/interview/sketch.hpp"

namespace minyi::testing {
namespace {

using namespace interview;

std::string number(int index) { return "q" + std::to_string(index); }
// In groups of a hundred.
std::string path_of(int index) { return "/data/g" + std::to_string(index / 100) + "/" + number(index); }

TEST_CASE("an answer in a form of ten thousand questions evaluates its dependents and nothing else") {
  Sketch sketch;
  constexpr int count = 10'000;
  for (int index = 0; index < count; ++index) {
    if (index % 100 == 0) sketch.begin_group("g" + std::to_string(index / 100));
    Draft draft;
    draft.type = form::DataType::integer;
    // Each depends on the one a hundred before it: a chain of a hundred links from each of the first hundred.
    if (index >= 100) draft.relevant = path_of(index - 100) + " != 0";
    sketch.question(number(index), draft);
    if (index % 100 == 99) sketch.end();
  }
  auto plan = Plan::make(sketch.form());
  REQUIRE(plan);
  FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  Dice dice(1);
  const Surroundings around{&clock, &zone, &dice, "k", {}};
  Answers answers(**plan, Answers::Defaults::filled);
  Evaluation evaluation(**plan, around, answers);
  Recalculation recalculation(**plan, answers, evaluation, Recalculation::Origin::live);
  recalculation.everything();
  recalculation.run();
  CHECK(recalculation.work() == count - 100);
  const std::size_t before = recalculation.work();
  recalculation.set(answers.find(path_of(42)), "0");
  recalculation.run();
  // q142 is not asked any more: an empty q142 lets q242 be asked as before, so the change ends there.
  CHECK(recalculation.work() - before == 1);
  CHECK_FALSE(answers.slot(answers.find(path_of(142))).relevant);
  CHECK(answers.slot(answers.find(path_of(242))).relevant);
  recalculation.set(answers.find(path_of(9950)), "7");
  recalculation.run();
  CHECK(recalculation.work() - before == 1);
}

TEST_CASE("a choice out of ten thousand is judged when its filter changes, not each time the page is asked for") {
  Sketch sketch;
  std::vector<std::vector<std::pair<std::string, std::string>>> rows;
  for (int index = 0; index < 10'000; ++index)
    rows.push_back(
        {{"name", "g" + std::to_string(index)}, {"label", "Grid"}, {"street", index % 2 == 0 ? "even" : "odd"}});
  sketch.items("grids", rows);
  Draft street;
  street.choices = {"even", "odd"};
  sketch.question("street", street);
  Draft grid;
  grid.itemset = "instance('grids')/root/item[street = /data/street]";
  sketch.question("grid", grid);
  Draft text;
  sketch.question("other", text);
  Scenario s(sketch.form());
  s.choose("even");
  s.next();
  CHECK(s.question().choices.size() == 5000);
  const auto answered = s.interview().answer("/data/grid", "g4242");
  CHECK(answered);
  CHECK_FALSE(s.interview().answer("/data/grid", "g4243"));
  CHECK(s.answer_of("grid") == "g4242");
  CHECK(s.interview().answer("/data/street", "odd"));
  CHECK_FALSE(s.answered("grid"));
  CHECK(s.question().choices.size() == 5000);
  CHECK(s.question().choices.front().value == "g1");
}

TEST_CASE("two questions that filter each other come to rest") {
  Sketch sketch;
  sketch.items("x",
               {{{"name", "a"}, {"label", "A"}}, {{"name", "b"}, {"label", "B"}}, {{"name", "c"}, {"label", "C"}}});
  Draft first;
  first.itemset = "instance('x')/root/item[name != /data/second]";
  Draft second;
  second.itemset = "instance('x')/root/item[name != /data/first]";
  sketch.question("first", first);
  sketch.question("second", second);
  Scenario s(sketch.form());
  s.choose("a");
  s.next();
  CHECK(s.choices() == "b c");
  s.choose("b");
  s.back();
  CHECK(s.choices() == "a c");
  CHECK(s.answer_of("first") == "a");
  CHECK(s.answer_of("second") == "b");
}

TEST_CASE("a running total over a repeat reads the instance before") {
  Sketch sketch;
  sketch.begin_repeat("row", "4");
  Draft amount;
  amount.type = form::DataType::integer;
  sketch.question("amount", amount);
  Draft total;
  total.hidden = true;
  total.calculate = "sum(../../row[position() < position(current()/..)]/amount[. != '']) + coalesce(../amount, 0)";
  sketch.question("total", total);
  Draft chained;
  chained.hidden = true;
  chained.calculate =
      "coalesce(../../row[position() = position(current()/..) - 1]/chained, 0) + coalesce(../amount, 0)";
  sketch.question("chained", chained);
  sketch.end();
  Scenario s(sketch.form());
  for (int row = 1; row <= 4; ++row)
    CHECK(s.interview().answer("/data/row[" + std::to_string(row) + "]/amount", std::to_string(row)));
  CHECK(s.answer_of("row[4]/total") == "10");
  CHECK(s.answer_of("row[4]/chained") == "10");
  CHECK(s.interview().answer("/data/row[1]/amount", "11"));
  CHECK(s.answer_of("row[4]/total") == "20");
  CHECK(s.answer_of("row[4]/chained") == "20");
}

TEST_CASE("expressions in a circle, and one that cannot be evaluated, are named at the start") {
  FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  Dice dice(1);
  const Surroundings around{&clock, &zone, &dice, "k", {}};
  Sketch circle;
  Draft one;
  one.calculate = "/data/two";
  Draft two;
  two.calculate = "/data/one";
  circle.question("one", one);
  circle.question("two", two);
  const auto refused = Interview::start(circle.form(), around, "");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::form_cycle);
  CHECK(refused.error().message.find("/data/two") != std::string::npos);

  Sketch broken;
  Draft lost;
  lost.relevant = "count(instance('nowhere')/root/item) > 0";
  broken.question("lost", lost);
  const auto failed = Interview::start(broken.form(), around, "");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::interview_invalid);
  CHECK(failed.error().where == "/data/lost");

  Sketch empty;
  Draft never;
  never.relevant = "false()";
  empty.question("never", never);
  CHECK(Interview::start(empty.form(), around, "").error().code == ErrorCode::interview_invalid);
}

TEST_CASE("a hostile response is refused before it costs anything") {
  FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  Dice dice(1);
  const Surroundings around{&clock, &zone, &dice, "k", {}};
  Sketch sketch;
  sketch.begin_repeat("outer");
  sketch.begin_repeat("inner");
  for (int index = 0; index < 50; ++index) sketch.question(number(index), {});
  sketch.end();
  sketch.end();
  sketch.question("plain", {});
  const auto form = sketch.form();
  const auto code = [&](std::vector<AnsweredNode> answers) {
    const auto restored = Interview::restore(form, around, answers);
    return restored ? ErrorCode::internal : restored.error().code;
  };
  for (const char* path :
       {"/data/nowhere", "/data", "/data/outer", "", "/", "plain", "/data/plain[1]", "/data/plain[2]",
        "/data/outer[0]/inner[1]/q0", "/data/outer[1001]/inner[1]/q0", "/data/outer[18446744073709551617]/inner[1]/q0",
        "/data/outer[-1]/inner/q0", "/data/outer[1/inner/q0", "/data/outer[1]]/inner/q0", "/data/outer[1][1]/inner/q0",
        "//plain", "/data/../data/plain"}) {
    CAPTURE(path);
    CHECK(code({{path, "x"}}) == ErrorCode::interview_invalid);
  }
  CHECK(code({{std::string(10'000, '['), "x"}}) == ErrorCode::interview_invalid);
  CHECK(code({{"/data/plain", std::string(max_value_bytes + 1, 'x')}}) == ErrorCode::interview_invalid);
  CHECK(code({{"/data/plain", "\xff\xfe"}}) == ErrorCode::interview_invalid);
  CHECK(code({{"/data/plain", std::string("a\0b", 3)}}) == ErrorCode::interview_invalid);
  // A thousand repeats in each of a thousand repeats.
  std::vector<AnsweredNode> flood;
  for (int outer = 1; outer <= 1000; ++outer)
    flood.push_back({"/data/outer[" + std::to_string(outer) + "]/inner[1000]/q0", "x"});
  CHECK(code(flood) == ErrorCode::interview_invalid);
  CHECK(code({{"/data/outer[3]/inner[2]/q7", "x"}, {"/data/outer[3]/inner[2]/q7", "y"}}) == ErrorCode::internal);
}

TEST_CASE("a form whose expression would never end is refused by the question's name") {
  FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  Dice dice(1);
  const Surroundings around{&clock, &zone, &dice, "k", {}};
  std::vector<std::vector<std::pair<std::string, std::string>>> rows;
  for (int index = 0; index < 5'000; ++index) rows.push_back({{"name", std::to_string(index)}});
  const std::string all = "instance('rows')/root/item";
  Sketch sketch;
  sketch.items("rows", rows);
  sketch.question("plain", {});
  for (int index = 0; index < 50; ++index) {  // the first is enough to know: the others are not tried
    Draft endless;
    endless.hidden = true;
    endless.calculate = "count(" + all + "[count(" + all + "[name = current()]) > 0])";
    sketch.question(number(index), endless);
  }
  const auto refused = Interview::start(sketch.form(), around, "");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::interview_invalid);
  CHECK(refused.error().where == "/data/q0");
  CHECK(refused.error().message.find("too much work") != std::string::npos);
}

TEST_CASE("repeats in repeats that count to a milliard stay within the bounds") {
  Sketch sketch;
  sketch.begin_repeat("a", "1000000000");
  sketch.begin_repeat("b", "1000000000 * 1000000000");
  sketch.begin_repeat("c", "1000000000 div 0");
  sketch.question("q", {});
  sketch.end();
  sketch.end();
  sketch.end();
  Scenario s(sketch.form());
  CHECK(s.interview().progress().total <= max_grown_slots);
  s.next();
}

TEST_CASE("a text that doubles from question to question stops growing at the bound of a value") {
  Sketch sketch;
  Draft first;
  first.hidden = true;
  first.calculate = "'0123456789abcdef'";
  std::string before = sketch.question("q0", first);
  for (int index = 1; index < 40; ++index) {
    Draft doubled;
    doubled.hidden = true;
    doubled.calculate = "concat(" + before + ", " + before + ")";
    before = sketch.question(number(index), doubled);
  }
  sketch.question("plain", {});
  Scenario s(sketch.form());
  for (const auto& answer : s.interview().answers()) CHECK(answer.value.size() <= max_value_bytes);
  CHECK(s.answer_of("q12").size() == 16U << 12U);
  CHECK(s.answer_of("q13").empty());
}

TEST_CASE("a stored choice that the form does not offer does not come back") {
  FakeClock clock;
  const FixedTimeZone zone{std::chrono::minutes{480}};
  Dice dice(1);
  Sketch sketch;
  sketch.items("x", {{{"name", "a"}, {"label", "A"}}});
  Draft choice;
  choice.itemset = "instance('x')/root/item";
  sketch.question("choice", choice);
  const auto restored = Interview::restore(sketch.form(), {&clock, &zone, &dice, "k", {}}, {{"/data/choice", "zzz"}});
  REQUIRE(restored);
  CHECK(restored->answers().empty());
}

}  // namespace
}  // namespace minyi::testing
