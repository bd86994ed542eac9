// Expressions of a survey that means no good: whatever they ask for ends in an error within bounded time and memory.
#include "survey-defs/xpath/plain.hpp"

namespace {

using namespace minyi;
using namespace minyi::xpath;
using test::Hall;

// Ten thousand elements, and one with a long text.
Document crowd() {
  Document document;
  Node& root = document.root().append_element({"r"});
  root.append_element({"long"}).append_text(std::string(60'000, 'a'));
  for (int index = 0; index < 10'000; ++index) root.append_element({"a"}).append_text(std::to_string(index));
  return document;
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int index = 0; index < times; ++index) all += (index == 0 ? "" : ", ") + std::string(text);
  return all;
}

}  // namespace

TEST_CASE("an expression that looks at everything for each of everything is refused") {
  const Hall hall;
  const Document document = crowd();
  for (const std::string text : {
           "count(//*[//*])",
           "//a[count(//a) > 0]",
           "count(//a/following::a)",
           "count(//a/preceding-sibling::a)",
           "//a[. = //a]",
           "//a[string(/) = '']",
           "//a[/ < 1]",
           "//a[sum(//a) = 0]",
           "//a[position(.) = 0]",
           "//a[join('', //a) = '']",
           "//a[string-length(concat(//a, //a)) = 0]",
           "//a[count-non-empty(//a) = 0]",
           "//a[randomize(//a)]",
           "//a[id(string(.))]",
           "//a[substring(/r/long, 2) = '']",
           "translate(/r/long, /r/long, /r/long)",
           "//a[regex(., 'a') or regex(., 'b') or regex(., 'c') or regex(., 'd') or regex(., 'e')]",
       }) {
    CAPTURE(text);
    const auto value = test::value_of(text, hall, document.root());
    REQUIRE_FALSE(value);
    CHECK(value.error().code == ErrorCode::form_limit);
    CHECK(value.error().message.find("too much work") != std::string::npos);
  }
}

TEST_CASE("a text that doubles and doubles again is refused before it fills the memory") {
  const Hall hall;
  const Document document = crowd();
  std::string text = "/r/long";
  for (int level = 0; level < 4; ++level) text = "concat(" + repeated(text, 12) + ")";  // 1.2 GB
  const auto value = test::value_of("string-length(" + text + ")", hall, document.root());
  REQUIRE_FALSE(value);
  CHECK(value.error().code == ErrorCode::form_limit);
}

TEST_CASE("a pattern that goes back and forth is refused, and its text is not at fault") {
  const Hall hall;
  const Document document = crowd();
  const auto value = test::value_of("regex(/r/long, '(a+)+[^a]')", hall, document.root());
  REQUIRE_FALSE(value);
  CHECK(value.error().message.find("pattern") != std::string::npos);
  CHECK(test::text_of("regex('aaab', '(a+)+b')", hall, document.root()) == "true");
}

TEST_CASE("what large surveys ask for is within the bounds") {
  const Hall hall;
  const Document document = crowd();
  CHECK(test::text_of("count(//a[. > 9000])", hall, document.root()) == "999");
  CHECK(test::text_of("count(/r/a[. = concat(3 + 4, '')])", hall, document.root()) == "1");
  CHECK(test::text_of("count(/r/a[regex(., '^[0-9]{4}$')])", hall, document.root()) == "9000");
  CHECK(test::text_of("string-length(join(',', //a))", hall, document.root()) == "48889");
  CHECK(test::text_of("count(/r/a[last()])", hall, document.root()) == "1");
}
