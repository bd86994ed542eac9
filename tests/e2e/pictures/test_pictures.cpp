// Every kind of screen in every language, as a picture for people to look at, and judged by what a program can see:
// nothing outside the glass, nothing over something else, nothing blank, nothing in another language's script.
#include <algorithm>
#include <array>
#include <string_view>

#include <doctest/doctest.h>

#include "e2e/residents.hpp"
#include "e2e/stage.hpp"
#include "support/screenshot.hpp"

namespace minyi::e2e {
namespace {

using testing::Element;
using testing::Sight;

constexpr float glass_width = 1920;
constexpr float glass_height = 1080;

// Things a finger aims at.
bool touchable(const Element& element) {
  static constexpr std::array roles{"button", "radio", "checkbox", "key"};
  return std::ranges::find(roles, element.role) != roles.end();
}

bool inside(const Element& e) {
  return e.w > 0 && e.h > 0 && e.x >= 0 && e.y >= 0 && e.x + e.w <= glass_width && e.y + e.h <= glass_height;
}

bool overlap(const Element& a, const Element& b) {
  constexpr float rounding = 1;
  return a.x + a.w > b.x + rounding && b.x + b.w > a.x + rounding && a.y + a.h > b.y + rounding &&
         b.y + b.h > a.y + rounding;
}

struct Scripts {
  bool latin = false, chinese = false, mongolian = false;
};

// Which scripts a text has letters of (UTF-8).
Scripts scripts_of(std::string_view text) {
  Scripts scripts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if ((lead >= 'A' && lead <= 'Z') || (lead >= 'a' && lead <= 'z')) scripts.latin = true;
    if (i + 2 >= text.size() || (lead & 0xF0U) != 0xE0U) continue;
    const unsigned code = (lead & 0x0FU) << 12U | (static_cast<unsigned char>(text[i + 1]) & 0x3FU) << 6U |
                          (static_cast<unsigned char>(text[i + 2]) & 0x3FU);
    if (code >= 0x4E00 && code <= 0x9FFF) scripts.chinese = true;
    if (code >= 0x1800 && code <= 0x18AF) scripts.mongolian = true;
  }
  return scripts;
}

// Texts of the survey and of the frame, of which each language has its own. Names of languages, digits and keys do not
// count.
void check_language(const Sight& sight, const Element& element) {
  if (sight.screen == "attract" || element.role == "key" || element.id.starts_with("language")) return;
  const Scripts scripts = scripts_of(element.label);
  CAPTURE(element.id);
  CAPTURE(element.label);
  if (sight.language == "zh") CHECK_FALSE((scripts.latin || scripts.mongolian));
  if (sight.language == "en") CHECK_FALSE((scripts.chinese || scripts.mongolian));
  if (sight.language == "mn-Mong") CHECK_FALSE((scripts.chinese || scripts.latin));
}

void judge(const std::string& display, const Sight& sight) {
  CAPTURE(sight.summary());
  const testing::Screenshot shot = testing::Screenshot::take(display);
  for (const Element& element : sight.elements) {
    CAPTURE(element.id);
    CHECK(inside(element));
    CHECK_FALSE(element.is("truncated"));
    // One colour is a blank: an edge or a letter makes it two.
    CHECK(shot.colours(static_cast<int>(element.x), static_cast<int>(element.y), static_cast<int>(element.w),
                       static_cast<int>(element.h)) > 1);
    if (touchable(element)) CHECK_FALSE((element.label.empty() && element.value.empty()));
    check_language(sight, element);
  }
  for (const Element& one : sight.elements)
    for (const Element& other : sight.elements) {
      if (&one >= &other || !touchable(one) || !touchable(other)) continue;
      const bool apart = !overlap(one, other);
      CHECK_MESSAGE((apart || sight.idle), one.id << " and " << other.id << " overlap");
    }
}

std::string tour(const std::string& language) {
  std::string script = R"(
expect-screen attract; shot 00-attract
start LANGUAGE; expect-question welcome; shot 01-note; next
next; expect-problem grid; shot 02-problem
choose grid demo-t1-c1-g2; shot 03-choose-one; next
choose age a60_74; next
choose sex female; next
choose aware know; shot 04-choose-one-long; next
choose heard_from tv people; shot 05-choose-many; next
choose asks unsure litter; next; expect-problem asks; shot 06-problem-constraint
unchoose asks litter; next
choose support s4; shot 07-scale; next
choose took_part yes; next
choose activities cleaning other; next
number times 400; next; expect-problem times; shot 08-problem-number
clear times; number times 40; shot 09-number; next
expect-question order; shot 10-grid-empty
choose order v5; choose sanitation v4; choose traffic v3; choose stairwells v2; choose services v1; shot 11-grid; next
rate overall 8; shot 12-range; next
expect-question wish; shot 13-text-empty; type wish lamps; shot 14-text
await-idle; shot 15-idle; more-time; next
expect-question thanks; shot 16-last; next
expect-screen thanks; shot 17-thanks
)";
  script.replace(script.find("LANGUAGE"), std::string_view("LANGUAGE").size(), language);
  return script;
}

}  // namespace

TEST_CASE("every screen fits the glass, in every language") {
  std::string language;
  SUBCASE("Chinese") { language = "zh"; }
  SUBCASE("traditional Mongolian") { language = "mn-Mong"; }
  SUBCASE("English") { language = "en"; }
  CAPTURE(language);

  const testing::TempDir directory;
  const testing::XServer server;
  Office office(directory / "office");
  office.open();
  office.prepare();
  Kiosk kiosk(server, directory / "kiosk");
  // The warning may come on a page where the resident is slow (a loaded machine); he then waits for it, on the last but
  // one.
  kiosk.enrol(office,
              {.arguments = {"--idle-warning", "15", "--idle-reset", "60"}, .environment = {}, .largest_file = {}});
  kiosk.resident(screens(language), [&](const Sight& sight) { judge(server.display(), sight); }).follow(tour(language));
}

}  // namespace minyi::e2e
