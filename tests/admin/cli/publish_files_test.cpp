// What travels with a survey when it is published.
#include <filesystem>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "minyi/exchange/chain.hpp"
#include "minyi/exchange/rollout.hpp"

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;
namespace fs = std::filesystem;

namespace {

std::string survey(const std::string& version) {
  return "| survey | type | name | label | calculation | media::image |\n"
         "| | select_one_from_file 村镇.csv | town | Town | | |\n"
         "| | select_one yn | knows | Know? | | flag.png |\n"
         "| | calculate | people | | pulldata('people', 'n', 'name', ${town}) | |\n"
         "| choices | list_name | name | label | media::image |\n"
         "| | yn | y | Yes | yes.png |\n"
         "| settings | form_id | version | form_title |\n"
         "| | know | " +
         version + " | Knowing |\n";
}

constexpr const char* towns = "name,label\nt1,阳光镇\n";

struct Beside {
  Desk desk;
  std::string file = desk.write("know.md", survey("1"));
  void all() const {
    desk.write("村镇.csv", towns);
    desk.write("people.csv", "name,n\nt1,120\n");
    desk.write("flag.png", std::string("\x89PNG\0flag", 9));
    desk.write("yes.png", std::string("\x89PNG\0yes", 8));
  }
  // Says why, and leaves no warehouse behind.
  std::string refusal() {
    const Outcome refused = desk.office({"publish", file});
    CHECK(refused.exit == 1);
    CHECK_FALSE(fs::exists(desk.data()));
    return refused.err;
  }
};

}  // namespace

TEST_CASE("the files beside a survey are published with it, by digest") {
  Beside beside;
  beside.all();
  beside.desk.write("unrelated.csv", "a\n");
  const Outcome done = beside.desk.office({"publish", beside.file});
  REQUIRE_MESSAGE(done.exit == 0, done.err);
  CHECK(has(done.out, "with 村镇.csv, 24 bytes"));
  const auto warehouse = warehouse::open_sqlite(beside.desk.database()).value();
  const auto rollout = exchange::decode_rollout(warehouse->rollout().value().value().json).value();
  REQUIRE(rollout.forms.size() == 1);
  std::string names;
  for (const auto& file : rollout.forms[0].files) names += file.name + " ";
  CHECK(names == "flag.png people.csv yes.png 村镇.csv ");
  for (const auto& file : rollout.forms[0].files) {
    const auto content = warehouse->file(file.digest).value();
    REQUIRE(content);
    CHECK(*content == Desk::read(beside.desk.path(file.name)));
    CHECK(exchange::verify(file, *content));
  }
  CHECK(warehouse->form(rollout.forms[0].digest).value().value().files == rollout.forms[0].files);
}

TEST_CASE("all files that are missing are said at once, each with the cell that names it") {
  Beside beside;
  const std::string err = beside.refusal();
  CHECK(has(err, "survey row 2, column type: the file 村镇.csv"));
  CHECK(has(err, "survey row 3, column media::image: the file flag.png"));
  CHECK(has(err, "survey row 4, column calculation: the file people.csv"));
  CHECK(has(err, "choices row 2, column media::image: the file yes.png"));
  CHECK(has(err, "nothing was published"));
}

TEST_CASE("a file that kiosks could not use is not published") {
  Beside beside;
  beside.all();
  SUBCASE("a list in another encoding") {
    beside.desk.write("村镇.csv", "name,label\nt1,\xd1\xf4\xb9\xe2\n");
    CHECK(has(beside.refusal(), "村镇.csv is not UTF-8"));
  }
  SUBCASE("larger than a kiosk takes") {
    fs::resize_file(beside.desk.path("flag.png"), (64u << 20) + 1);
    CHECK(has(beside.refusal(), "the file flag.png: larger than 64 MiB"));
  }
  SUBCASE("a link that leads elsewhere") {
    fs::remove(beside.desk.path("flag.png"));
    fs::create_symlink("/etc/passwd", beside.desk.path("flag.png"));
    CHECK(has(beside.refusal(), "not a file of the form's own directory"));
  }
  SUBCASE("a pipe") {
    fs::remove(beside.desk.path("flag.png"));
    REQUIRE(mkfifo(beside.desk.path("flag.png").c_str(), 0600) == 0);
    CHECK(has(beside.refusal(), "not a file of the form's own directory"));
  }
  SUBCASE("a name that leads elsewhere") {
    beside.desk.write("secret.png", "x");
    std::string text = survey("1");
    text.replace(text.find("yes.png"), 7, "../secret.png");
    beside.desk.write("know.md", text);
    CHECK(has(beside.refusal(), "choices row 2, column media::image: the file ../secret.png: not the plain name"));
  }
}

TEST_CASE("changed files need a new version of their survey") {
  Beside beside;
  beside.all();
  REQUIRE(beside.desk.office({"publish", beside.file}).exit == 0);
  beside.desk.write("村镇.csv", "name,label\nt1,阳光镇\nt2,河畔镇\n");
  const Outcome same = beside.desk.office({"publish", beside.file});
  CHECK(same.exit == 1);
  CHECK(has(same.err, "files of know were changed, but its version is still `1`"));
  CHECK(has(same.err, "raise the version"));
  const auto warehouse = warehouse::open_sqlite(beside.desk.database()).value();
  CHECK(warehouse->rollout().value().value().version == 1);
  beside.desk.write("know.md", survey("2"));
  const Outcome raised = beside.desk.office({"publish", beside.file});
  CHECK_MESSAGE(raised.exit == 0, raised.err);
}

TEST_CASE("choices on the external_choices sheet travel as the file they stand for") {
  Desk desk;
  const std::string file = desk.write("t.md",
                                      "| survey | type | name | label |\n| | select_one_external towns | t | Town |\n"
                                      "| external_choices | list_name | name | label |\n| | towns | t1 | 阳光镇 |\n");
  const Outcome done = desk.office({"publish", file});
  REQUIRE_MESSAGE(done.exit == 0, done.err);
  const auto warehouse = warehouse::open_sqlite(desk.database()).value();
  const auto rollout = exchange::decode_rollout(warehouse->rollout().value().value().json).value();
  REQUIRE(rollout.forms.at(0).files.size() == 1);
  CHECK(rollout.forms[0].files[0].name == "itemsets.csv");
  CHECK(has(warehouse->file(rollout.forms[0].files[0].digest).value().value(), "towns,t1,阳光镇"));
}

TEST_CASE("a compiled form has its external choices beside it") {
  Desk desk;
  const std::string file = desk.write("t.md",
                                      "| survey | type | name | label |\n| | select_one_external towns | t | Town |\n"
                                      "| external_choices | list_name | name | label |\n| | towns | t1 | One |\n");
  fs::create_directory(desk.path("out"));
  const Outcome done = desk.run({"compile", file, "-o", desk.path("out/t.xml")});
  REQUIRE_MESSAGE(done.exit == 0, done.err);
  CHECK(Desk::read(desk.path("out/itemsets.csv")) == "list_name,name,label\ntowns,t1,One\n");
  CHECK(desk.office({"publish", desk.path("out/t.xml")}).exit == 0);
}

TEST_CASE("an XForm of another tool is published with its files, too") {
  Beside beside;
  beside.all();
  const std::string xform = beside.desk.path("know.xml");
  REQUIRE(beside.desk.run({"compile", beside.file, "-o", xform}).exit == 0);
  beside.file = xform;
  SUBCASE("whole") {
    const Outcome done = beside.desk.office({"publish", xform});
    REQUIRE_MESSAGE(done.exit == 0, done.err);
    CHECK(has(done.out, "with yes.png, 8 bytes"));
    CHECK(has(done.out, "with people.csv"));
  }
  SUBCASE("a list is missing") {
    fs::remove(beside.desk.path("people.csv"));
    CHECK(has(beside.refusal(), "people.csv"));
  }
  SUBCASE("a picture is missing") {
    fs::remove(beside.desk.path("yes.png"));
    const std::string err = beside.refusal();
    CHECK(has(err, "the file yes.png"));
    CHECK(has(err, "/value[@form='image']"));
  }
}
