#include "minyi/text/markup.hpp"

#include <array>
#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <pango/pango.h>

#include "minyi/text/colour.hpp"

using namespace minyi::kiosk::text;

namespace {

// What is shown of it; fails where it does not parse.
std::string shown(const std::string& label) {
  const auto markup = to_markup(label);
  char* plain = nullptr;
  const bool parses = pango_parse_markup(markup.c_str(), static_cast<int>(markup.size()), 0, nullptr, &plain, nullptr,
                                         nullptr) != FALSE;
  CAPTURE(markup);
  REQUIRE(parses);
  const std::unique_ptr<char, decltype(&g_free)> owned(plain, g_free);
  return plain;
}

}  // namespace

TEST_CASE("the subset becomes markup and everything else is shown as written") {
  CHECK(to_markup("**bold** and *italic*") == "<b>bold</b> and <i>italic</i>");
  CHECK(to_markup("__bold__ and _italic_") == "<b>bold</b> and <i>italic</i>");
  CHECK(to_markup("***both***") == "<b><i>both</i></b>");
  CHECK(to_markup("请**务必**回答") == "请<b>务必</b>回答");
  CHECK(to_markup("<b>a</b><br>b") == "<b>a</b>\nb");
  CHECK(to_markup("# Title\ntext") == "<b>Title</b>\ntext");
  CHECK(to_markup("####### no title") == "####### no title");
  CHECK(to_markup("2 * 3 * 4 < 5 & snake_case_name") == "2 * 3 * 4 &lt; 5 &amp; snake_case_name");
  CHECK(to_markup("\\*not\\* \\# \\\\ \\<b> 1\\2") == "*not* # \\ &lt;b&gt; 1\\2");
  CHECK(to_markup("[the rules](https://example.org/a_b_c) and [this]") == "the rules and [this]");
  CHECK(to_markup("- one\n- two *and*\n+ three") == "\u2022 one\n\u2022 two <i>and</i>\n\u2022 three");
  CHECK(to_markup("a &lt; b &amp;&amp; c&#33; &#x4E2D; &unknown;") == "a &lt; b &amp;&amp; c! 中 &amp;unknown;");
}

TEST_CASE("elements of HTML are known in any spelling, and lines of their own stay single") {
  CHECK(to_markup("<STRONG>a</Strong> <em>b</em> <u>c</u> H<sub>2</sub>O") ==
        "<b>a</b> <i>b</i> <u>c</u> H<sub>2</sub>O");
  CHECK(to_markup("<p style=\"text-align:center\">Centred</p><p>Next</p>") == "Centred\nNext");
  CHECK(to_markup("<h2>Title</h2>text<ul><li>one</li><li>two</li></ul>") ==
        "<b>Title</b>\ntext\n\u2022 one\n\u2022 two");
  CHECK(to_markup("<a href='https://example.org'>words</a><img src=x.png>") == "words");
  CHECK(to_markup("line<br/>line<br />line") == "line\nline\nline");
}

TEST_CASE("a span's colours and fonts are kept as far as they are understood") {
  CHECK(to_markup("<span style=\"color:#800000\">a</span>") == "<span foreground=\"#800000\">a</span>");
  CHECK(to_markup("<font color='navy' face=\"serif\">a</font>") ==
        "<span foreground=\"#000080\" face=\"serif\">a</span>");
  CHECK(to_markup("# <span style=\"font-family:cursive;color:purple\">a</span>") ==
        "<b><span face=\"cursive\" foreground=\"" + write_colour(readable(0x800080, 0x1D2024)) + "\">a</span></b>");
  CHECK(to_markup("<span style=\"font-size:99px;background:url(x)\">a</span>") == "a");
  CHECK(to_markup("<span style=\"font-weight:bold; font-style:italic\">a</span>") ==
        "<span weight=\"bold\" style=\"italic\">a</span>");
}

TEST_CASE("every colour can be read on the ground of its ink") {
  for (const std::uint32_t ink : {0x1D2024u, 0xF4F4F2u, 0xFFFFFFu, 0x9B1C1Fu})
    for (const auto* name : {"red", "yellow", "navy", "white", "black", "green", "#7f7f7f"}) {
      CAPTURE(name);
      const auto colour = readable(read_colour(name).value(), ink);
      const bool dark_ink = contrast(ink, 0xFFFFFF) > contrast(ink, 0x000000);
      CHECK(contrast(colour, dark_ink ? 0xF6F3EC : 0x121417) >= 6.99);
    }
  CHECK(readable(0x800000, 0x1D2024) == 0x800000);  // as the author chose where that will do
  CHECK_FALSE(read_colour("no such colour"));
}

TEST_CASE("what a form's author typed cannot break out of the markup") {
  CHECK(to_markup("<span style=\"color:red' size='999999\">x</span>").find("size") == std::string::npos);
  CHECK(to_markup("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;");
  CHECK(to_markup("<b>never closed").find("<b>") == std::string::npos);
  CHECK(to_markup("**<i>**</i>") == "<b>&lt;i&gt;</b>&lt;/i&gt;");
  CHECK(shown("<span size='999999' foreground='red'>x</span>") == "x");
  CHECK(shown("</b></span>a</i>") == "</b></span>a</i>");
  CHECK(shown("<b><i>a</b>b</i>") == "<i>ab</i>");
  CHECK(shown("<span style=\"font-family:x&quot;><big>\">a</span>") == "a");
  CHECK(shown("a\x01\x02<b>\x03</b>") == "a");
  CHECK(shown("&#0;&#xD800;&#x110000;&#1;") == "");
  CHECK(shown("<b") == "<b");
  CHECK(shown("<span style=\"") == "<span style=\"");
}

TEST_CASE("hostile texts parse, and cost no more than their length") {
  const std::array parts{"<b>", "</b>", "**", "*",   "_", "__ ", "[", "](", "&", "<span style='color:red'>",
                         "# ",  "- ",   "\n", "<p>", "\\"};
  std::uint32_t state = 7;
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      state = state * 1664525 + 1013904223;
      text += parts.at((state >> 16) % parts.size());
      if ((state >> 12 & 3) == 0) text += "x";
    }
    CAPTURE(text);
    (void)shown(text);
  }
  for (const std::string part : {"<b>", "**a ", "*a", "[", "<span style=\"color:red\">", "<b ", "&"}) {
    std::string text;
    while (text.size() < 200'000) text += part;
    (void)shown(text);  // quadratic reading would take minutes
  }
}
