// What holds for every form and every way through it. Forms and ways are drawn at random; a failure names the seed.
#include <algorithm>

#include "survey-defs/interview/scenario.hpp"
#include "survey-defs/interview/sketch.hpp"

namespace minyi::testing {
namespace {

using interview::AnsweredNode;

const std::vector<std::string> letters{"a", "b", "c"};

// Reads an earlier question: a condition on it.
std::string condition(Dice& dice, const std::vector<std::string>& earlier) {
  const auto one = [&] { return earlier[dice.below(earlier.size())]; };
  switch (dice.below(5)) {
    case 0:
      return one() + " = '" + letters[dice.below(3)] + "'";
    case 1:
      return one() + " != '" + letters[dice.below(3)] + "'";
    case 2:
      return one() + " = '" + letters[dice.below(3)] + "' or " + one() + " = 'b'";
    case 3:
      return "string-length(" + one() + ") > 0";
    default:
      return "not(" + one() + " = " + one() + ")";
  }
}

// What of the list is offered, by an earlier answer.
std::string filter(Dice& dice, const std::string& answer) {
  switch (dice.below(4)) {
    case 0:
      return "[kind = " + answer + "]";
    case 1:
      return "[" + answer + " = kind and name = 'a']";
    case 2:
      return "[kind = " + answer + "][1]";
    default:
      return "[kind != " + answer + " or label = 'D']";
  }
}

// What looks at a repeat from outside.
std::string summary(Dice& dice, const std::string& repeat, const std::string& name) {
  switch (dice.below(5)) {
    case 0:
      return "count(../" + name + "/" + name + "_1[. = 'a'])";
    case 1:
      return "sum(../" + name + "/" + name + "_length)";
    case 2:
      return "join('+', " + repeat + "/" + name + "_2)";
    case 3:
      return "indexed-repeat(" + repeat + "/" + name + "_run, " + repeat + ", 2)";
    default:
      return "count(" + repeat + ") + string-length(" + repeat + "[2]/" + name + "_0)";
  }
}

std::shared_ptr<const form::Form> random_form(Dice& dice) {
  Sketch sketch;
  sketch.languages({"en", "zh"}, {"A", "B", "C", "D"});
  std::vector<std::string> earlier;
  sketch.items("items", {{{"name", "a"}, {"label", "A"}, {"kind", "a"}},
                         {{"name", "b"}, {"label", "B"}, {"kind", "a"}},
                         {{"name", "c"}, {"label", "C"}, {"kind", "b"}},
                         {{"name", "a"}, {"label", "D"}, {"kind", "b"}}});
  int open = 0;
  for (int index = 0; index < 40; ++index) {
    const std::string name = "n" + std::to_string(index);
    const auto maybe = [&]() -> std::string {
      return !earlier.empty() && dice.below(2) == 0 ? condition(dice, earlier) : std::string{};
    };
    Draft draft;
    const std::size_t kind = index == 0 ? 11 : dice.below(15);
    if (kind == 0 && open < 3) {
      sketch.begin_group(name, maybe());
      ++open;
    } else if (kind == 1 && open < 3) {
      const std::string count =
          dice.below(2) == 0 ? std::string{} : "string-length(" + earlier[dice.below(earlier.size())] + ") + 1";
      sketch.begin_repeat(name, count, maybe());
      // An instance that answers nothing would leave no trace in the response.
      Draft trace;
      trace.hidden = true;
      trace.calculate = "position(..)";
      const std::string trace_path = sketch.question(name + "_trace", trace);
      const std::string repeat = trace_path.substr(0, trace_path.rfind('/'));
      // Inside, siblings are read by relative paths; the group stays flat.
      std::vector<std::string> siblings;
      for (int inner = 0; inner < 4; ++inner) {
        Draft member;
        const auto& readable = siblings.empty() || dice.below(2) == 0 ? earlier : siblings;
        if (dice.below(2) == 0) member.relevant = condition(dice, readable);
        const std::string member_name = name + "_" + std::to_string(inner);
        if (dice.below(3) == 0) {
          member.hidden = true;
          member.calculate = "concat(" + readable[dice.below(readable.size())] + ", '')";
        } else if (!siblings.empty() && dice.below(3) == 0) {
          member.itemset =
              "instance('items')/root/item" + filter(dice, "current()/" + siblings[dice.below(siblings.size())]);
        } else {
          member.choices = letters;
        }
        sketch.question(member_name, member);
        siblings.push_back("../" + member_name);
      }
      Draft length;
      length.hidden = true;
      length.calculate = "string-length(../" + name + "_0) + 1";
      sketch.question(name + "_length", length);
      Draft run;  // reads the instance before
      run.hidden = true;
      run.calculate = "concat(../" + name + "_1, indexed-repeat(" + repeat + "/" + name + "_run, " + repeat +
                      ", position(..) - 1))";
      sketch.question(name + "_run", run);
      sketch.end();
      // And what sums the instances up, from outside.
      Draft total;
      total.hidden = true;
      total.calculate = summary(dice, repeat, name);
      earlier.push_back(sketch.question(name + "_total", total));
    } else if (kind < 3 && open > 0) {
      sketch.end();
      --open;
    } else if (kind < 6 && !earlier.empty()) {
      draft.hidden = true;
      draft.relevant = maybe();
      draft.calculate = "if(" + condition(dice, earlier) + ", " + earlier[dice.below(earlier.size())] + ", 'b')";
      earlier.push_back(sketch.question(name, draft));
    } else if (kind < 8 && !earlier.empty()) {
      draft.relevant = maybe();
      draft.itemset = "instance('items')/root/item" + filter(dice, earlier[dice.below(earlier.size())]);
      const std::string path = sketch.question(name, draft);
      earlier.push_back(path);
      Draft spoken;  // in the language of the moment
      spoken.hidden = true;
      spoken.calculate = "jr:choice-name(" + path + ", '" + path + "')";
      earlier.push_back(sketch.question(name + "_name", spoken));
    } else if (kind == 8 && !earlier.empty()) {
      draft.hidden = true;
      draft.relevant = maybe();
      draft.calculate = "once(" + earlier[dice.below(earlier.size())] + ")";
      earlier.push_back(sketch.question(name, draft));
    } else if (kind == 9 && !earlier.empty()) {
      form::Action action;
      action.events = {"xforms-value-changed"};
      action.trigger = earlier[dice.below(earlier.size())];
      action.value = Sketch::expression("concat(" + earlier[dice.below(earlier.size())] + ", 'b')");
      draft.hidden = true;
      action.path = sketch.question(name, draft);
      sketch.action(action);
      earlier.push_back(action.path);
    } else {
      draft.relevant = maybe();
      draft.choices = letters;
      if (dice.below(6) == 0) draft.value = letters[dice.below(3)];
      earlier.push_back(sketch.question(name, draft));
    }
  }
  return sketch.form();
}

std::map<std::string, std::string> by_path(const std::vector<AnsweredNode>& answers) {
  std::map<std::string, std::string> found;
  for (const auto& each : answers) found[each.path] = each.value;
  return found;
}

void resident_acts(interview::Interview& interview, Dice& dice) {
  const auto page = interview.page();
  switch (dice.below(7)) {
    case 0:
      interview.back();
      return;
    case 3:
      interview.set_language(dice.below(2) == 0 ? "zh" : "en");
      return;
    case 1:
      (void)interview.next();
      return;
    case 2:
      if (!page.may_remove.empty() && !page.may_remove.ends_with("[1]")) (void)interview.remove_repeat(page.may_remove);
      return;
    default:
      break;
  }
  if (page.questions.empty()) {
    if (!page.may_add.empty() && dice.below(3) == 0)
      (void)interview.add_repeat(page.may_add);
    else
      (void)interview.next();
    return;
  }
  const auto& question = page.questions[dice.below(page.questions.size())];
  if (!question.choices.empty() && dice.below(5) != 0)
    (void)interview.answer(question.path, question.choices[dice.below(question.choices.size())].value);
  else
    (void)interview.answer(question.path, "");
  if (dice.below(2) == 0) (void)interview.next();
}

TEST_CASE("what is recalculated step by step equals what is calculated from scratch") {
  std::size_t answers_seen = 0;
  std::size_t repeats_seen = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    CAPTURE(seed);
    Dice dice(seed * 7919);
    Scenario s(random_form(dice));
    auto& interview = s.interview();
    for (int step = 0; step < 40; ++step) {
      CAPTURE(step);
      resident_acts(interview, dice);
      const auto answers = interview.answers();
      auto scratch = interview::Interview::restore(s.form(), s.surroundings(), answers);
      REQUIRE(scratch);
      REQUIRE(by_path(scratch->answers()) == by_path(answers));
      REQUIRE(scratch->progress().total == interview.progress().total);
      answers_seen = std::max(answers_seen, answers.size());
      for (const auto& answer : answers) repeats_seen += answer.path.find("[2]") != std::string::npos ? 1 : 0;
      // Never a stale choice, and never a page with nothing on it.
      const auto page = interview.page();
      REQUIRE((!page.questions.empty() || !page.may_add.empty()));
      for (const auto& question : page.questions) {
        const auto chosen = std::ranges::count_if(question.choices, &interview::ChoiceView::chosen);
        REQUIRE((question.value.empty() || chosen >= 1));
      }
    }
  }
  CHECK(answers_seen > 15);  // the walks went somewhere
  CHECK(repeats_seen > 100);
}

TEST_CASE("going back over the whole way and forth again changes nothing") {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    Dice dice(seed * 104729);
    Scenario s(random_form(dice));
    auto& interview = s.interview();
    for (int step = 0; step < 80; ++step) resident_acts(interview, dice);
    const auto before = by_path(interview.answers());
    const std::string place = interview.place();
    const std::size_t position = interview.progress().position;
    while (!interview.at_first()) interview.back();
    for (std::size_t page = 1; page < position; ++page) (void)interview.next();
    CHECK(by_path(interview.answers()) == before);
    CHECK(interview.place() == place);
  }
}

}  // namespace
}  // namespace minyi::testing
