#include "minyi/xpath/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

#include <doctest/doctest.h>

#include "survey-defs/xpath/plain.hpp"

namespace {

using namespace minyi;
using namespace minyi::xpath;
using test::Hall;
using test::nodes_of;
using test::text_of;
using test::tree;

std::string alone(std::string_view text) {
  const Hall hall;
  const Document document = tree("<data/>");
  return text_of(text, hall, document.root());
}

const Node& at(const Hall& hall, const Document& document, std::string_view path) {
  const auto value = test::value_of(path, hall, document.root());
  REQUIRE(value);
  REQUIRE_FALSE(std::get<NodeSet>(*value).empty());
  return *std::get<NodeSet>(*value).front();
}

constexpr std::string_view kLetters =
    "<r><a id='1'>A<b>B<c>C</c></b></a><d>D<e>E</e><f x='X' y='Y'>F<g>G</g></f><h>H</h></d><i>I<j>J</j></i></r>";

}  // namespace

TEST_CASE("each axis finds its nodes in document order") {
  const Hall hall;
  const Document document = tree(kLetters);
  const Node& f = at(hall, document, "/r/d/f");
  const auto names = [&](std::string_view axis) {
    const auto value = test::value_of(std::string(axis) + "::*", hall, f);
    std::string all;
    for (const Node* node : std::get<NodeSet>(*value)) all += node->name().local;
    return all;
  };
  CHECK(names("self") == "f");
  CHECK(names("child") == "g");
  CHECK(names("parent") == "d");
  CHECK(names("ancestor") == "rd");
  CHECK(names("ancestor-or-self") == "rdf");
  CHECK(names("descendant") == "g");
  CHECK(names("descendant-or-self") == "fg");
  CHECK(names("following-sibling") == "h");
  CHECK(names("preceding-sibling") == "e");
  CHECK(names("following") == "hij");
  CHECK(names("preceding") == "abce");
  CHECK(names("attribute") == "xy");
  CHECK(names("namespace").empty());
  CHECK(text_of("count(@x/following::*)", hall, f) == "4");
  CHECK(text_of("count(@x/following-sibling::node())", hall, f) == "0");
}

TEST_CASE("positions count backwards on backward axes, and per parent in a step") {
  const Hall hall;
  const Document document = tree(kLetters);
  const Node& h = at(hall, document, "//h");
  CHECK(text_of("name(preceding-sibling::*[1])", hall, h) == "f");
  CHECK(text_of("name((preceding-sibling::*)[1])", hall, h) == "e");
  CHECK(text_of("name(ancestor::*[last()])", hall, h) == "r");
  CHECK(text_of("count(//*[1])", hall, h) == "7");
  CHECK(text_of("count((//*)[1])", hall, h) == "1");
  CHECK(text_of("name(/r/*[position() = 2])", hall, h) == "d");
  CHECK(text_of("name(/r/*[2][1])", hall, h) == "d");
  CHECK(text_of("count(/r/*[2.5])", hall, h) == "0");
}

TEST_CASE("unions and steps from many nodes come in document order, each node once") {
  const Hall hall;
  const Document document = tree(kLetters);
  const auto names = [&](std::string_view text) {
    std::string all;
    const auto value = test::value_of(text, hall, document.root());
    for (const Node* node : std::get<NodeSet>(*value)) all += node->name().local;
    return all;
  };
  CHECK(names("//i | //a | //d | //a") == "adi");
  CHECK(names("//*/..") == "rabdfi");
  CHECK(names("(//g | //c)/ancestor::*") == "rabdf");
  CHECK(names("//f/@y | //f/@x | //f") == "fxy");
  CHECK(names("//node()[self::e or self::h]") == "eh");
  CHECK(names("/r//*[g]") == "f");
  CHECK(nodes_of("//f/text()", hall, document.root()) == "F");
  CHECK(names("//comment() | //processing-instruction('x')").empty());
}

TEST_CASE("a name without prefix means the default namespace too, one with a prefix its namespace") {
  Hall hall;
  const Document document = tree(
      "<data xmlns='http://form' xmlns:orx='http://or'><orx:meta><orx:id>1</orx:id></orx:meta><meta>2</meta></data>");
  CHECK(text_of("/data/meta", hall, document.root()) == "2");
  CHECK(text_of("/data/orx:meta/orx:id", hall, document.root()) == "1");
  CHECK(text_of("count(/data/orx:*)", hall, document.root()) == "1");
  hall.prefixes["o"] = "http://or";
  CHECK(text_of("/data/o:meta/o:id", hall, document.root()) == "1");
  CHECK(text_of("count(/data/other:meta)", hall, document.root()) == "0");
  CHECK(text_of("name(/data/*[1])", hall, document.root()) == "orx:meta");
  CHECK(text_of("namespace-uri(/data/*[1])", hall, document.root()) == "http://or");
}

TEST_CASE("a secondary instance is searched with the form's own paths and current()") {
  Hall hall;
  hall.instances.emplace("towns", tree("<root><item><county>c1</county><name>t1</name></item>"
                                       "<item><county>c2</county><name>t2</name></item>"
                                       "<item><county>c2</county><name>t3</name></item></root>"));
  const Document document = tree("<data><county>c2</county><town>t3</town></data>");
  const Node& town = at(hall, document, "/data/town");
  CHECK(nodes_of("instance('towns')/root/item[county = /data/county]/name", hall, town) == "t2 t3");
  CHECK(nodes_of("instance('towns')/root/item[county = current()/../county]/name", hall, town) == "t2 t3");
  CHECK(text_of("instance('towns')/root/item[name = current()]/county", hall, town) == "c2");
  CHECK(text_of("pulldata('towns', 'county', 'name', .)", hall, town) == "c2");
  CHECK(text_of("pulldata('towns', 'county', 'name', 'nowhere')", hall, town).empty());
  CHECK(text_of("instance('villages')/root", hall, town).find("there is no instance 'villages'") != std::string::npos);
  CHECK(test::value_of("pulldata('x', 'a', 'b', 'c')", hall, town).error().code == ErrorCode::xpath_reference);
}

TEST_CASE("a filter that compares a child with one value keeps the rows that the comparison is true of") {
  Hall hall;
  hall.prefixes.emplace("p", "http://p");
  hall.instances.emplace("list", tree("<root xmlns:p='http://p'>"
                                      "<item><n>1</n><k>a</k><k>b</k><d>1970-01-02T00:00:00.000Z</d></item>"
                                      "<item><n>02</n><k>a</k><p:k>c</p:k></item>"
                                      "<item><n>3</n></item>"
                                      "<item><n>4</n><k/></item>"
                                      "<item><n>5</n><k>a<x>b</x></k></item>"
                                      "<item><n>6</n><k><![CDATA[a]]></k><k>z</k></item></root>"));
  const Document document =
      tree("<data><a>a</a><none/><some>b</some><some>c</some><two>2</two><g><q>1</q><r>ab</r></g></data>");
  const Node& question = at(hall, document, "/data/g/q");
  const auto rows = [&](const std::string& predicates) {
    return nodes_of("instance('list')/root/item" + predicates + "/n", hall, question);
  };
  CHECK(rows("[k = 'a']") == "1 02 6");
  CHECK(rows("['z' = k]") == "6");
  CHECK(rows("[k = '']") == "4");
  CHECK(rows("[k = /data/a]") == "1 02 6");
  CHECK(rows("[k = /data/some]") == "1");  // of many nodes any; p:k is another name
  CHECK(rows("[p:k = /data/some]") == "02");
  CHECK(rows("[k = /data/none]") == "4");
  CHECK(rows("[k = /data/missing]").empty());
  CHECK(rows("[k = current()/../r]") == "5");
  CHECK(rows("[n = 2]") == "02");          // as numbers
  CHECK(rows("[n = /data/two]").empty());  // as texts
  CHECK(rows("[1 = d]") == "1");           // a date is a number of days
  CHECK(rows("[k = 'a' and n = 6]") == "6");
  CHECK(rows("[k = 'a'][2]") == "02");
  CHECK(rows("[2][k = 'a']") == "02");
  CHECK(rows("[k = 'a' and position() = 3]").empty());
  // The same said so that it is evaluated row by row.
  for (const std::string value : {"'a'", "''", "'1'", "1", "2", "0 div 0", "/data/a", "/data/some", "/data/none",
                                  "/data/missing", "current()", "current()/../r", "//some", "/data/*"})
    for (const std::string name : {"k", "n", "d", "p:k", "missing"}) {
      CAPTURE(name);
      CAPTURE(value);
      const std::string same = name + " = " + value;
      CHECK(rows("[" + same + "]") == rows("[" + same + " and true()]"));
      CHECK(rows("[" + value + " = " + name + "]") == rows("[" + same + " and true()]"));
    }
}

TEST_CASE("seeded randomize gives the order other engines give") {
  const Hall hall;
  const Document document = tree("<d><i>A</i><i>B</i><i>C</i><i>D</i><i>E</i><i>F</i><s>1</s><s>2</s><e/></d>");
  const auto order = [&](const std::string& seed) {
    return nodes_of("randomize(/d/i, " + seed + ")", hall, document.root());
  };
  CHECK(order("42") == "A F C B D E");
  CHECK(order("'42'") == "A F C B D E");
  CHECK(order("-42") == "E D A F B C");
  CHECK(order("1") == "B F E A C D");
  CHECK(order("1.1") == "B F E A C D");
  CHECK(order("11111111") == "A C D B F E");
  CHECK(order("0") == "C B E A F D");
  CHECK(order("0 div 0") == "C B E A F D");
  CHECK(order("1 div 0") == order("1"));  // the largest 64-bit number leaves 1
  CHECK(order("/d/e") == "C B E A F D");
  CHECK(order("/d/s") == "B F E A C D");
  CHECK(order("'this'") != order("'that'"));
  const auto shuffled = test::value_of("randomize(/d/i)", hall, document.root());
  CHECK(std::get<NodeSet>(*shuffled).size() == 6);
  CHECK(text_of("randomize(1)", hall, document.root()).find("must be nodes") != std::string::npos);
}

TEST_CASE("indexed-repeat picks nested repeats, named in any order") {
  const Hall hall;
  const Document document = tree(
      "<d><h><n>1</n><p><a>11</a></p><p><a>12</a></p></h>"
      "<h><n>2</n><p><a>21</a></p><p><a>22</a></p></h></d>");
  CHECK(text_of("indexed-repeat(/d/h/n, /d/h, 2)", hall, document.root()) == "2");
  CHECK(text_of("indexed-repeat(/d/h/p/a, /d/h, 2, /d/h/p, 1)", hall, document.root()) == "21");
  CHECK(text_of("indexed-repeat(/d/h/p/a, /d/h/p, 2, /d/h, 1)", hall, document.root()) == "12");
  CHECK(text_of("indexed-repeat(/d/h/n, /d/h, 3)", hall, document.root()).empty());
  CHECK(text_of("position(/d/h[2])", hall, document.root()) == "2");
  CHECK(text_of("position(/d/h[2]/n)", hall, document.root()) == "1");
}

TEST_CASE("dates are read and written in the kiosk's zone") {
  CHECK(alone("today()") == "2026-11-23");
  CHECK(alone("now()") == "2026-11-23T12:00:00.000+08:00");
  CHECK(alone("today() + 1 = date('2026-11-24')") == "true");
  CHECK(alone("date(today() + 1)") == "2026-11-24");
  CHECK(alone("date('2026-1-2')") == "2026-01-02");
  CHECK(alone("date('2026-02-30')") == "Invalid Date");
  CHECK(alone("date('')").empty());
  CHECK(alone("date(1 div 0)") == "Invalid Date");
  CHECK(alone("date(-999999999)") == "Invalid Date");
  CHECK(alone("'2026-11-23' >= today() and today() >= '2026-11-23'") == "true");
  CHECK(alone("decimal-date-time('1970-01-01T08:00:00+08:00')") == "0");
  CHECK(alone("number('1970-01-01T12:00:00Z')") == "0.5");
  CHECK(alone("string(number('1970-01-01T12:00:00Z'))") == "0");
  CHECK(alone("decimal-time('06:00:00.000+08:00')") == "0.25");
  CHECK(alone("decimal-time('06:00:00Z')") == number_to_string(14.0 / 24));
  CHECK(alone("decimal-time('25:00')") == "NaN");
  CHECK(alone("format-date('2026-11-03', '%e/%n %d.%m.%y %a %b %A %B %% %Q')") ==
        "3/11 03.11.26 Tue Nov Tuesday November % %Q");
  CHECK(alone("format-date-time('2026-11-03T09:05:07.080+08:00', '%H:%M:%S.%3 %h')") == "09:05:07.080 9");
  CHECK(alone("format-date('soon', '%Y')").empty());
  CHECK(alone("format-date-time(now(), '%H')") == "12");
}

TEST_CASE("answers of choices are taken apart and named") {
  Hall hall;
  hall.texts["greet"] = "欢迎";
  const Document document = tree("<d><q>a b  c</q><e/></d>");
  CHECK(text_of("selected(/d/q, 'b')", hall, document.root()) == "true");
  CHECK(text_of("selected(/d/e, '')", hall, document.root()) == "true");
  CHECK(text_of("selected(/d/q, '')", hall, document.root()) == "false");
  CHECK(text_of("selected-at(/d/q, 2)", hall, document.root()) == "c");
  CHECK(text_of("selected-at(/d/q, 1 div 0)", hall, document.root()).empty());
  CHECK(text_of("count-selected(/d/q)", hall, document.root()) == "3");
  CHECK(text_of("count-selected(/d/e)", hall, document.root()) == "0");
  CHECK(text_of("jr:choice-name('b', '/d/q')", hall, document.root()) == "label of b of q");
  CHECK(text_of("jr:choice-name('b', /d/q)", hall, document.root()) == "label of b of q");
  CHECK(text_of("jr:itext('greet')", hall, document.root()) == "欢迎");
  CHECK(text_of("jr:itext('none')", hall, document.root()).empty());
}

TEST_CASE("texts count in characters, not in bytes") {
  CHECK(alone("string-length('民意调查')") == "4");
  CHECK(alone("substr('民意调查', 1, 3)") == "意调");
  CHECK(alone("substr('民意调查', -1)") == "查");
  CHECK(alone("substring('民意调查', 2, 2)") == "意调");
  CHECK(alone("translate('民意', '意', '众')") == "民众");
  CHECK(alone("regex('民意', '^.{2}$')") == "true");
  CHECK(alone("regex('a1', '[0-9]')") == "true");
  CHECK(alone("regex('a1', '(')").find("the pattern is wrong") != std::string::npos);
  CHECK(alone("regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '^(a|a)*$')").find("too much work") !=
        std::string::npos);
  CHECK(alone("base64-decode('5rCR5oSP')") == "民意");
  CHECK(alone("base64-decode('not base64!')").empty());
  CHECK(alone("digest('民意', 'SHA-256')").size() == 44);
  CHECK(alone("digest('a', 'CRC')").find("no algorithm 'CRC'") != std::string::npos);
  CHECK(alone("string-length(uuid())") == "36");
  CHECK(alone("string-length(uuid(8))") == "8");
  CHECK(alone("uuid(-1)").find("length") != std::string::npos);
}

TEST_CASE("numbers are written without exponents and read back the same") {
  for (const double number : {1e21, 1e-7, 0.1, 123456789.125, -5e-324, 1.7976931348623157e308, 2.0 / 3}) {
    const std::string text = number_to_string(number);
    CHECK(text.find('e') == std::string::npos);
    CHECK(string_to_number(text) == number);
  }
  CHECK(std::isnan(string_to_number("1e3")));
  CHECK(std::isnan(string_to_number("+1")));
  CHECK(std::isnan(string_to_number(" . ")));
  CHECK(std::isnan(string_to_number("- 1")));
  CHECK(std::isinf(string_to_number(std::string(400, '9'))));
  CHECK(alone("round('-1.475', 2)") == "-1.48");
  CHECK(alone("round(626.3, -3)") == "1000");
  CHECK(alone("int('1e3')") == "1000");
}

TEST_CASE("a value where nodes are needed is an error at its column") {
  const Hall hall;
  const Document document = tree("<d/>");
  const auto value = test::value_of("1 + count('x')", hall, document.root());
  REQUIRE_FALSE(value);
  CHECK(value.error().code == ErrorCode::xpath_type);
  CHECK(value.error().where == "column 5");
  CHECK(text_of("('x')/y", hall, document.root()).find("only nodes") != std::string::npos);
  CHECK(text_of("d | 1", hall, document.root()).find("joins nodes") != std::string::npos);
}

TEST_CASE("places are measured, and what is no place is not") {
  CHECK(alone("distance('0 0;0 90')") == "10018696.05");
  CHECK(alone("distance('0 0', '0 90')") == "10018696.05");
  CHECK(alone("distance('0 0')") == "0");
  CHECK(alone("distance('')") == "NaN");
  CHECK(alone("distance('91 0;0 0')") == "NaN");
  CHECK(alone("area('')") == "0");
  CHECK(alone("area('0 0;0 1;x y')") == "0");
  CHECK(alone("area('0 0;0 1;1 1;1 0') = area('0 0;0 1;1 1;1 0;0 0;')") == "true");
  CHECK(alone("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')") == "true");
  CHECK(alone("geofence('', '0 0;0 1;1 1;1 0;0 0')") == "false");
}

TEST_CASE("once keeps an answer that is there, and lang looks upwards") {
  const Hall hall;
  const Document document = tree("<d xml:lang='mn-Mong'><a>kept</a><b/></d>");
  CHECK(text_of("once('new')", hall, at(hall, document, "/d/a")) == "kept");
  CHECK(text_of("once('new')", hall, at(hall, document, "/d/b")) == "new");
  CHECK(text_of("lang('MN')", hall, at(hall, document, "/d/b")) == "true");
  CHECK(text_of("lang('m')", hall, at(hall, document, "/d/b")) == "false");
}

TEST_CASE("the work of a predicate grows with the items, not with their square") {
  const auto steps = [](std::size_t items) {
    std::string xml = "<root>";
    for (std::size_t index = 0; index < items; ++index)
      xml += "<item><name>n" + std::to_string(index) + "</name><code>" + std::to_string(index % 7) + "</code></item>";
    Hall hall;
    hall.instances.emplace("big", tree(xml + "</root>"));
    const Document document = tree("<data><code>3</code></data>");
    const std::clock_t begin = std::clock();  // processor time: other programs do not count
    for (const std::string_view text :
         {"count(instance('big')/root/item[code = /data/code]/name)", "count(instance('big')//name/..)",
          "count(instance('big')//name | instance('big')//code)", "instance('big')//name = instance('big')//code",
          "instance('big')//name[. = 'none']"}) {
      const auto expression = test::parsed(text);
      REQUIRE(evaluate(expression, {&hall, &document.root()}));
    }
    return static_cast<double>(std::clock() - begin);
  };
  steps(1'000);
  const double small = std::min({steps(2'000), steps(2'000), steps(2'000)});
  const double large = std::min({steps(40'000), steps(40'000), steps(40'000)});
  // Twenty times the items, many more than a cache holds; a square would be four hundred times the work.
  CHECK(large < small * 130);
}
