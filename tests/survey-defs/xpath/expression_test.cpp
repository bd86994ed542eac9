#include "minyi/xpath/expression.hpp"

#include <doctest/doctest.h>

#include "survey-defs/xpath/plain.hpp"
#include "survey-defs/xpath/random_expression.hpp"

namespace {

using namespace minyi;
using namespace minyi::xpath;
using test::parsed;

std::string complaint(std::string_view text) {
  const auto expression = Expression::parse(text);
  return expression ? "accepted" : minyi::to_string(expression.error());
}

std::string shown(const PathReference& reference) {
  std::string text;
  if (reference.base) text += "{" + shown(*reference.base) + "}";
  if (reference.from_current) text += "current";
  if (!reference.instance.empty()) text += "instance:" + reference.instance;
  if (reference.absolute) text += "root";
  for (const auto& step : reference.steps) {
    text += '/';
    if (step.axis == Axis::parent)
      text += "..";
    else if (step.axis == Axis::child)
      text += step.name;
    else
      text += "axis" + std::to_string(static_cast<int>(step.axis)) + ":" + step.name;
  }
  return text;
}

std::string references(std::string_view text) {
  std::string all;
  const Expression expression = parsed(text);
  for (const auto& each : expression.references()) all += (all.empty() ? "" : " ") + shown(each);
  return all;
}

}  // namespace

TEST_CASE("the canonical spelling parses to itself, whatever the expression") {
  test::RandomExpression random(20261123);
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random.expression(5);
    const auto first = Expression::parse(text);
    REQUIRE_MESSAGE(first.has_value(), text);
    const std::string printed = first->print();
    const auto second = Expression::parse(printed);
    REQUIRE_MESSAGE(second.has_value(), text, " prints as ", printed);
    CHECK(second->print() == printed);
    CHECK(second->functions() == first->functions());
    REQUIRE(second->references().size() == first->references().size());
    for (std::size_t index = 0; index < first->references().size(); ++index)
      CHECK(shown(first->references()[index]) == shown(second->references()[index]));
  }
}

TEST_CASE("the canonical spelling abbreviates and keeps what changes the meaning") {
  CHECK(parsed("child::a / descendant-or-self::node() / child::b").print() == "a//b");
  CHECK(parsed("( 1+2 )*3").print() == "(1 + 2) * 3");
  CHECK(parsed("(1*2)+3").print() == "1 * 2 + 3");
  CHECK(parsed("1-(2-3)").print() == "1 - (2 - 3)");
  CHECK(parsed("(//a)[1]").print() == "(//a)[1]");
  CHECK(parsed("--x").print() == "--x");
  CHECK(parsed("-(a|b)").print() == "-a | b");                 // a union binds tighter
  CHECK(parsed("(1 div /)or 1").print() == "1 div (/) or 1");  // "/ or" is a path to an element
  CHECK(parsed("/").print() == "/");
  CHECK(parsed("-(a+b)").print() == "-(a + b)");
  CHECK(parsed("parent::node()/attribute::id").print() == "../@id");
  CHECK(parsed("selected( /a/b ,'x' )").print() == "selected(/a/b, 'x')");
  CHECK(parsed("descendant-or-self::node()/x").print() == "descendant-or-self::node()/x");
}

TEST_CASE("an error names the column, counted in characters, and what was expected") {
  CHECK(complaint("1 +") == "column 4: a value, a path or a function is expected instead of the end");
  CHECK(complaint("") == "column 1: a value, a path or a function is expected instead of the end");
  CHECK(complaint("selected(/a, 'x'") == "column 17: \",\" or \")\" is expected instead of the end");
  CHECK(complaint("/民意/答 案") == "column 7: an operator is expected before \"案\" (for example and, or, =, +)");
  CHECK(complaint("a[1").starts_with("column 4: \"]\" is expected"));
  CHECK(complaint("'open").starts_with("column 1: the text that starts here has no closing '"));
  CHECK(complaint("a = “x”").starts_with("column 5: “ does not quote a text"));
  CHECK(complaint("${age} > 3").starts_with("column 1: \"${…}\" is not resolved"));
  CHECK(complaint("a && b").starts_with("column 3: \"&\" is not an operator"));
  CHECK(complaint("sideways::a").starts_with("column 1: \"sideways\" is not an axis"));
  CHECK(complaint("1 2").starts_with("column 3: an operator or the end of the expression is expected"));
  CHECK(complaint("a/count(b)").starts_with("column 3: a function, count(), cannot be a step"));
  CHECK(complaint("a\xFF") == "column 2: this is not UTF-8 text");
}

TEST_CASE("unknown functions and wrong numbers of arguments are refused with a suggestion") {
  CHECK(complaint("1 + slected(a, 'b')") == "column 5: there is no function slected() (did you mean selected()?)");
  CHECK(complaint("jr:choicename(a, b)").find("did you mean jr:choice-name()?") != std::string::npos);
  CHECK(complaint("completely-else()") == "column 1: there is no function completely-else()");
  CHECK(complaint("selected(a)") == "column 1: selected() takes 2 arguments, not 1");
  CHECK(complaint("round()") == "column 1: round() takes 1 to 2 arguments, not 0");
  CHECK(complaint("weighted-checklist(1, 2, a)")
            .starts_with("column 1: weighted-checklist() takes 2 arguments and then pairs"));
  CHECK(complaint("indexed-repeat(a, b)").find("takes 3 arguments") != std::string::npos);
  CHECK(Expression::parse("nothing-such()").error().code == ErrorCode::xpath_function);
  CHECK(complaint("jr:choice-name(a, '/b[')").starts_with("column 20:"));
}

TEST_CASE("calls may be checked when they are reached instead") {
  const test::Hall hall;
  const Document document = test::tree("<a/>");
  const auto spared = Expression::parse("false() and explode(1)", CallCheck::reaching);
  REQUIRE(spared);
  CHECK(std::get<bool>(*evaluate(*spared, {&hall, &document.root()})) == false);
  const auto reached = Expression::parse("true() and explode(1)", CallCheck::reaching);
  const auto value = evaluate(*reached, {&hall, &document.root()});
  REQUIRE_FALSE(value);
  CHECK(value.error().code == ErrorCode::xpath_function);
  CHECK(value.error().where == "column 12");
}

TEST_CASE("nesting and length are bounded, chains are not") {
  CHECK(complaint(std::string(100'000, '(')).find("nested deeper") != std::string::npos);
  std::string brackets = "a";
  for (int depth = 0; depth < 5000; ++depth) brackets += "[a";
  CHECK(complaint(brackets).find("nested deeper") != std::string::npos);
  CHECK(complaint(std::string(2'000'000, ' ')).find("bytes") != std::string::npos);
  std::string sum = "1";
  for (int count = 1; count < 50'000; ++count) sum += "+1";
  const test::Hall hall;
  const Document document = test::tree("<a/>");
  CHECK(test::text_of(sum, hall, document.root()) == "50000");
  CHECK(test::text_of(std::string(50'001, '-') + "1", hall, document.root()) == "-1");
}

TEST_CASE("references list every path, those in predicates with the path they stand in") {
  CHECK(references("/data/age > 17 and ../name = ''") == "root/data/age /../name");
  CHECK(references("/data/person[age > /data/limit]/name") ==
        "{root/data/person}/age root/data/limit root/data/person/name");
  CHECK(references("instance('towns')/root/item[county = current()/../county]/label") ==
        "{instance:towns/root/item}/county {instance:towns/root/item}current/../county instance:towns/root/item/label");
  CHECK(references("count(//a)") == "root/axis3:/a");
  CHECK(references("(a | b)/c") == "/a/c /b/c");
  CHECK(references("randomize(/data/x, /data/seed)/y") == "root/data/seed root/data/x/y");
  CHECK(references("jr:choice-name(/data/q, '/data/q')") == "root/data/q root/data/q");
  CHECK(references("pulldata('grid', 'name', 'code', /data/code)") == "root/data/code instance:grid");
  CHECK(references("a/following::b") == "root/axis7:b");
  CHECK(references("'a' = 1") == "");
  CHECK(references(". > 3") == shown(PathReference{}));
  CHECK(parsed(". > 3").references().size() == 1);
}

TEST_CASE("the functions an expression calls are listed once, in order") {
  CHECK(parsed("if(today() > a, concat(b, c[now() > d]), concat(e))").functions() ==
        std::vector<std::string>{"concat", "if", "now", "today"});
}
