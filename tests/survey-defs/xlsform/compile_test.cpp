#include "minyi/xlsform/compile.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "survey-defs/xlsform/compiled.hpp"

namespace {

using namespace minyi;
using xlsform::Compiled;

using xlsform::compile_text;
using xlsform::only_error;

TEST_CASE("the survey that ships compiles without a finding") {
  std::ifstream file(MINYI_SOURCE_DIR "/survey-defs/civic-city/form.md");
  REQUIRE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  const auto compiled = compile_text(text.str());
  for (const auto& finding : compiled.errors) MESSAGE(to_string(finding));
  for (const auto& finding : compiled.warnings) MESSAGE(to_string(finding));
  CHECK(compiled.errors.empty());
  CHECK(compiled.warnings.empty());
  REQUIRE(compiled.form != nullptr);
  const auto& form = *compiled.form;
  REQUIRE(form.languages.size() == 3);
  CHECK(form.languages[0].code == "zh");
  CHECK(form.languages[0].label == "中文");
  CHECK(form.languages[1].code == "mn-Mong");
  CHECK(form.default_language == "zh");
  REQUIRE(form.bind("/data/awareness_indicator") != nullptr);
  CHECK(form.bind("/data/awareness_indicator")->indicator == "awareness");
  CHECK(form.bind("/data/grid")->other.at("minyi:site") == "residence");
  CHECK(form.bind("/data/site")->preload == "property");
}

TEST_CASE("all errors of a workbook come in one run, each with its row and column") {
  const auto compiled = compile_text(
      "| survey | type | name | label | relevant |\n"
      "| | txet | a | A | |\n"
      "| | text | 1b | B | |\n"
      "| | text | c | C | ${aeg} > 1 |\n"
      "| | integer | age | Age | |\n"
      "| | select_one yn | d | D | ${age} >> 1 |\n");
  REQUIRE(compiled.errors.size() == 5);
  const auto has = [&](int row, const std::string& column, const std::string& code) {
    return std::any_of(compiled.errors.begin(), compiled.errors.end(), [&](const xlsform::Finding& finding) {
      return finding.sheet == "survey" && finding.row == row && finding.column == column && finding.code == code;
    });
  };
  CHECK(has(2, "type", "xlsform.unknown_type"));
  CHECK(has(3, "name", "xlsform.name"));
  CHECK(has(4, "relevant", "xlsform.unknown_reference"));
  CHECK(has(6, "type", "xlsform.unknown_list"));
  CHECK(has(6, "relevant", "xlsform.expression"));
}

TEST_CASE("a slip of the hand is answered with the name that was meant and a caret") {
  const auto type = only_error("| survey | type | name | label |\n| | integr | a | A |\n");
  CHECK(type.hint == "did you mean 'integer'");
  const auto reference = only_error(
      "| survey | type | name | label | relevant |\n| | integer | age | A | |\n| | text | b | B | ${ag} > 1 |\n");
  CHECK(reference.hint == "did you mean 'age'");
  CHECK(reference.excerpt == "${ag} > 1\n^");
}

TEST_CASE("a circle of calculations is refused, and the rows that make it are named") {
  const auto circle = only_error(
      "| survey | type | name | label | calculation |\n| | calculate | a | | ${b} + 1 |\n| | calculate | b | | ${a} + "
      "1 |\n");
  CHECK(circle.code == "xlsform.form.cycle");
  CHECK(circle.message.find("/data/a reads /data/b reads /data/a") != std::string::npos);
}

TEST_CASE("faults of expressions are warnings where only the rules of XLSForm are judged, and there is no form") {
  const auto book = xlsform::read_markdown(
      "| survey | type | name | label | calculation |\n| | calculate | a | | ../nowhere |\n", "form.md");
  const auto strict = xlsform::compile(*book, {}, form::NoFiles{});
  CHECK_FALSE(strict.valid());
  const auto lenient = xlsform::compile(*book, {.expressions = xlsform::Expressions::as_written}, form::NoFiles{});
  CHECK(lenient.valid());
  CHECK_FALSE(lenient.xform.empty());
  CHECK(lenient.form == nullptr);
  CHECK_FALSE(lenient.warnings.empty());
}

TEST_CASE("an indicator needs no declaration of its prefix, another prefix does") {
  const auto compiled = compile_text(
      "| survey | type | name | label | calculation | bind::minyi:indicator |\n| | calculate | a | | 1 | support |\n"
      "| | note | n | N | | |\n");
  REQUIRE(compiled.form != nullptr);
  CHECK(compiled.form->bind("/data/a")->indicator == "support");
  const auto undeclared = only_error("| survey | type | name | label | bind::esri:x |\n| | text | a | A | 1 |\n");
  CHECK(undeclared.code == "xlsform.namespace");
}

TEST_CASE("a reference inside a repeat is relative, so that each instance reads its own answers") {
  const auto compiled = compile_text(
      "| survey | type | name | label | relevant |\n| | begin_repeat | person | P | |\n| | integer | age | A | |\n"
      "| | begin_group | more | M | |\n| | text | job | J | ${age} > 17 |\n| | end_group | | | |\n| | end_repeat | | | "
      "|\n");
  REQUIRE(compiled.form != nullptr);
  CHECK(compiled.form->bind("/data/person/more/job")->relevant->text() == "../../age  > 17");
  CHECK(compiled.form->repeats == std::vector<std::string>{"/data/person"});
}

TEST_CASE("loops in loops that would fill the memory are refused") {
  std::string markdown = "| survey | type | name | label |\n";
  for (int i = 0; i < 6; ++i) markdown += "| | begin_loop over l | l" + std::to_string(i) + " | L |\n";
  markdown += "| | text | q | Q |\n";
  for (int i = 0; i < 6; ++i) markdown += "| | end_loop | | |\n";
  markdown += "| choices | list_name | name | label |\n";
  for (int i = 0; i < 50; ++i) markdown += "| | l | c" + std::to_string(i) + " | C |\n";
  const auto compiled = compile_text(markdown);
  CHECK_FALSE(compiled.valid());
  CHECK(compiled.errors.front().code == "xlsform.limit");
}

TEST_CASE("a text keeps its references, instance expressions and brackets apart") {
  const auto compiled = compile_text(
      "| survey | type | name | label |\n| | text | a | A |\n| | select_one l | b | [${a}] of "
      "instance('l')/root/item[name = "
      "${a}]/label now |\n| choices | list_name | name | label |\n| | l | x | X |\n");
  REQUIRE(compiled.form != nullptr);
  const auto& pieces = compiled.form->control("/data/b")->label.pieces;
  REQUIRE(pieces.size() == 5);
  CHECK(pieces[0].literal == "[");
  CHECK(pieces[1].output->text() == "/data/a");
  CHECK(pieces[2].literal == "] of ");
  CHECK(pieces[3].output->text() == "instance('l')/root/item[name =  /data/a ]/label");
  CHECK(pieces[4].literal == " now");
}

TEST_CASE("external choices come out as the file that belongs beside the form, and the form is read with it") {
  const Compiled compiled = compile_text(R"(
| survey | type                      | name | label | choice_filter |
|        | select_one_external towns | t    | Town  | state = 'a'   |
|        | select_one_from_file x.csv | x   | X     |               |
| external_choices | list name | name | label      | state |
|                  | towns     | t1   | One, "1"   | a     |
|                  |           | t2   |            |       |
)");
  CHECK(compiled.valid());
  CHECK(compiled.itemsets == "list_name,name,label,state\ntowns,t1,\"One, \"\"1\"\"\",a\n,t2,,\n");
  REQUIRE(compiled.form);  // though x.csv is not at hand
  REQUIRE(compiled.form->instances.contains("towns"));
  CHECK(compiled.form->instances.find("towns")->second.document != nullptr);
  CHECK(compile_text("| survey | type | name | label |\n| | text | a | A |\n").itemsets.empty());
}

}  // namespace
