#include "minyi/text/text.hpp"

#include <string>

#include <doctest/doctest.h>

#include "minyi/text/markup.hpp"

using namespace minyi::kiosk::text;

TEST_CASE("the subset becomes markup and everything else is shown as written") {
  CHECK(to_markup("**bold** and *italic*") == "<b>bold</b> and <i>italic</i>");
  CHECK(to_markup("<b>a</b><br>b") == "<b>a</b>\nb");
  CHECK(to_markup("<span style=\"color:#f00\">red</span>") == "<span foreground=\"#f00\">red</span>");
  CHECK(to_markup("# Title\ntext") == "<b>Title</b>\ntext");
  CHECK(to_markup("2 * 3 * 4 < 5 & snake_case_name") == "2 * 3 * 4 &lt; 5 &amp; snake_case_name");
  CHECK(to_markup("\\*not\\*") == "*not*");
}

TEST_CASE("what a form's author typed cannot break out of the markup") {
  CHECK(to_markup("<span style=\"color:red' size='999999\">x</span>").find("<span") == std::string::npos);
  CHECK(to_markup("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;");
  CHECK(to_markup("<b>never closed").find("<b>") == std::string::npos);
  CHECK(to_markup("**<i>**</i>") == "<b>&lt;i&gt;</b>&lt;/i&gt;");
}

TEST_CASE("Mongolian runs in columns and Chinese in lines") {
  auto setter = Typesetter::open();
  REQUIRE(setter);
  Style style;
  style.extent = 300;
  style.line_height = 40;
  const std::string mongolian = "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ";
  style.orientation = Orientation::vertical;
  style.language = "mn-Mong";
  const auto columns = (*setter)->measure(mongolian, style);
  CHECK(columns.lines > 1);
  CHECK(columns.width == doctest::Approx(static_cast<float>(columns.lines) * 40));
  CHECK(columns.height <= 300);
  style.orientation = Orientation::horizontal;
  style.language = "zh";
  const auto lines = (*setter)->measure("您是否知道我旗正在创建全国县级文明城市?", style);
  CHECK(lines.height == doctest::Approx(static_cast<float>(lines.lines) * 40));
  CHECK_FALSE(lines.truncated);
}

TEST_CASE("a text that does not fit ends in an ellipsis and says so, and a torn word is noticed") {
  auto setter = Typesetter::open();
  REQUIRE(setter);
  Style style;
  style.language = "en";
  style.extent = 200;
  style.max_lines = 1;
  CHECK((*setter)->measure("How satisfied are you with these in your community?", style).truncated);
  style.max_lines = 0;
  style.extent = 60;
  CHECK((*setter)->measure("Dissatisfied", style).split);
  style.extent = 400;
  CHECK_FALSE((*setter)->measure("Very dissatisfied", style).split);
}

TEST_CASE("characters that no font can draw are named") {
  auto setter = Typesetter::open();
  REQUIRE(setter);
  CHECK((*setter)->missing_glyphs("中文 ᠮᠣᠩᠭᠣᠯ English 12").empty());
  CHECK((*setter)->missing_glyphs("a\xF4\x8F\xBF\xBD") == std::u32string(1, U'\U0010FFFD'));
}
