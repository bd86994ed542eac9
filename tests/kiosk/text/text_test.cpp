#include "minyi/text/text.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace minyi::kiosk::text;

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
