// A form with every kind of question, as somebody wrote it for ODK, all the way: published, answered on a real kiosk,
// and counted only where each answer is stored as ODK spells it.
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <png.h>

#include "e2e/stage.hpp"

namespace minyi::e2e {
namespace {

constexpr auto survey = R"(
| survey | type                    | name     | label::English (en)             | hint::English (en) | required | constraint | appearance | calculation | bind::minyi:indicator | media::image::English (en) | parameters |
|        | note                    | welcome  | **Welcome** to <span style="color:#008000">our town</span> | | | | | | | map.png | |
|        | select_one places       | place    | Which place do you use?         |                    | yes      |            |            |             |                       | | |
|        | select_multiple matters | used     | What do you use?                |                    |          |            |            |             |                       |  | |
|        | range                   | rating   | How well is it kept?            |                    | yes      |            |            |             |                       |  | start=1 end=5 step=1 |
|        | rank matters            | order    | What should come first?         |                    | yes      |            |            |             |                       | | |
|        | date                    | since    | Since when have you lived here? |                    |          | . <= today() |          |             |                       | | |
|        | date                    | moved    | When did you move?              |                    |          |            | month-year |             |                       | | |
|        | time                    | opens    | When should the hall open?      |                    |          |            |            |             |                       | | |
|        | dateTime                | meeting  | When should we meet?            |                    |          |            |            |             |                       | | |
|        | decimal                 | degrees  | How cold is your home?          |                    |          |            |            |             |                       | | |
|        | text                    | card     | Number of your card             |                    |          |            | numbers    |             |                       | | |
|        | barcode                 | code     | Number beneath the bars         |                    |          |            |            |             |                       | | |
|        | geopoint                | point    | Where are you?                  |                    | yes      |            |            |             |                       | | |
|        | select_one villages     | village  | Which village?                  |                    |          |            | minimal    |             |                       | | |
|        | begin_repeat            | child    | Child                           |                    |          |            |            |             |                       | | |
|        | integer                 | age      | How old is the child?           |                    | yes      | . >= 0     |            |             |                       | | |
|        | end_repeat              |          |                                 |                    |          |            |            |             |                       | | |
|        | text                    | wish     | What do you wish for?           |                    |          |            |            |             |                       | | |
|        | note                    | echo     | You wish for ${wish}            |                    |          |            |            |             |                       | | |
|        | acknowledge             | agreed   | That is all                     |                    | yes      |            |            |             |                       | | |
|        | calculate               | exact    |                                 |                    |          |            |            | RULE        | awareness             | | |
| choices | list_name | name | label::English (en) | media::image::English (en) |
|         | places    | park | The park            | map.png            |
|         | places    | hall | The hall            | broken.png         |
|         | matters   | a    | Lamps               |                    |
|         | matters   | b    | Roads               |                    |
|         | matters   | c    | Trees               |                    |
VILLAGES
| settings | form_id | version | form_title | default_language |
|          | kinds   | 1       | All kinds  |                  |
)";

// True of these answers in these spellings, and of nothing else.
constexpr auto rule =
    "if(${place} = 'park' and ${used} = 'c a' and ${rating} = 4 and ${order} = 'c a b' and ${since} = '1950-06-12' and "
    "${moved} = '2001-07-01' and "
    "starts-with(${opens}, '09:05:00.000') and starts-with(${meeting}, '2026-02-28T18:30:00.000') and "
    "${degrees} = '-2.5' and ${card} = '0047' and ${code} = '69012' and string(${point}) = '' and "
    "${village} = 'v150' and count(${child}) = 1 and sum(${age}) = 7 and ${agreed} = 'OK', 1, 0)";

std::string compose() {
  std::string text = survey, villages;
  for (int i = 1; i <= 200; ++i) {
    const auto n = std::to_string(i);
    villages += "|         | villages  | v" + n + " | Village " + n + " | |\n";
  }
  villages.pop_back();
  text.replace(text.find("RULE"), 4, rule);
  return text.replace(text.find("VILLAGES"), 8, villages);
}

std::string picture() {
  constexpr unsigned width = 320, height = 200;
  std::vector<unsigned char> rgb;
  for (unsigned y = 0; y < height; ++y)
    for (unsigned x = 0; x < width; ++x)
      rgb.insert(rgb.end(), {static_cast<unsigned char>(x / 2), static_cast<unsigned char>(y), 120});
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  REQUIRE(png_image_write_to_memory(&image, nullptr, &size, 0, rgb.data(), 0, nullptr) != 0);
  std::string file(size, '\0');
  REQUIRE(png_image_write_to_memory(&image, file.data(), &size, 0, rgb.data(), 0, nullptr) != 0);
  file.resize(size);
  return file;
}

constexpr auto journey = R"(
start en; expect-question welcome; shot 01-note-with-picture; next
choose place hall; choose place park; shot 02-pictures; next
choose used c a; next
rate rating 4; next
choose order c b; next; expect-problem order; shot 03-rank-unfinished
unchoose order b; choose order a b; shot 04-rank; next
date since 1950-06-12; shot 05-date; next
date moved 2001-07; shot 06-month; next
now opens; date opens 09:05; shot 07-time; next
date meeting 2026-02-28T18:30; shot 08-date-time; next
number degrees -2.5; shot 09-decimal; next
number card 0047; next
type code 69012; next
expect-question point; shot 10-cannot-be-asked; next
shot 11-way-into-a-list; choose village v150; shot 12-list; next
number age 7; next
choose another yes; next
shot 13-another; remove
choose another no; next
type wish more trees!; next
shot 14-echo; next
choose agreed OK; next; expect-screen thanks; expect-uploaded
)";

}  // namespace

TEST_CASE("a form with every kind of question runs, and each answer is stored as ODK spells it") {
  const testing::TempDir directory;
  const testing::XServer server;
  Office office(directory / "office");
  office.open();
  office.must({"sites", "import", source("survey-defs/civic-city/sites.csv")});
  write_file(directory / "form" / "kinds.md", compose());
  write_file(directory / "form" / "map.png", picture());
  write_file(directory / "form" / "broken.png", picture().substr(0, 60));
  office.must({"publish", directory / "form" / "kinds.md"});
  Kiosk kiosk(server, directory / "kiosk");
  kiosk.enrol(office, {.arguments = {"--heartbeat", "200"}, .environment = {}, .largest_file = {}});
  bool told = false;
  const auto judge = [&](const testing::Sight& sight) {
    const auto* echo = sight.find("question:/data/echo");
    told |= echo != nullptr && echo->label.find("more trees!") != std::string::npos;
    for (const auto& element : sight.elements) CHECK_FALSE(element.is("truncated"));
  };
  kiosk.resident(screens("kinds"), judge).follow(journey);
  CHECK(told);
  constexpr int enough = 5;  // for a rate not to be withheld
  for (int i = 1; i < enough; ++i) kiosk.follow(journey);
  const auto rates = nlohmann::json::parse(office.must({"rates", "--form", "kinds", "--by", "site", "--json"}));
  REQUIRE(rates.at("rows").size() == 1);
  const auto& exact = rates.at("rows")[0].at("rates").at("awareness");
  CHECK(exact.at("denominator") == enough);
  CHECK(exact.at("numerator") == enough);
}

}  // namespace minyi::e2e
