#include <filesystem>

#include <doctest/doctest.h>

#include "minyi/base/csv.hpp"
#include "minyi/cli/csv.hpp"
#include "minyi/cli/table.hpp"

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;

TEST_CASE("a site tree is imported and listed, each place under its parent") {
  Desk desk;
  const Outcome imported = desk.office({"sites", "import", desk.write("sites.csv", small_tree)});
  CHECK_MESSAGE(imported.exit == 0, imported.err);
  CHECK(imported.out == "4 sites imported\n");
  const Outcome listed = desk.office({"sites", "list"});
  CHECK(listed.out ==
        "site    level      name      eligible\n"
        "b       banner     示例旗\n"
        "  t     town       阳光镇\n"
        "    c1  community  团结社区        20\n"
        "    c2  community  =幸福\n");
}

TEST_CASE("a byte order mark, quotes, line ends of Windows and columns in another order are understood") {
  Desk desk;
  const std::string file =
      "\xEF\xBB\xBFname,code,parent,eligible,level\r\n\"One, \"\"the\"\" first\",a,,\"12\",banner\r\n\r\n  Two ,b, a "
      ",,grid\r\n";
  const Outcome imported = desk.office({"sites", "import", desk.write("sites.csv", file)});
  CHECK_MESSAGE(imported.exit == 0, imported.err);
  const Outcome listed = desk.office({"sites", "list", "--json"});
  CHECK(has(listed.out, R"("name": "One, \"the\" first")"));
  CHECK(has(listed.out, R"("eligible": 12)"));
  CHECK(has(listed.out, R"("parent": "a")"));
}

TEST_CASE("everything wrong with a site file is said in one run, each with its line, and nothing is imported") {
  Desk desk;
  const std::string file =
      "code,parent,level,name,eligible\n"
      "a,,banner,A,\n"
      "b,nowhere,town,B,\n"
      "a,,banner,Again,\n"
      ",a,town,C,\n"
      "d,a,planet,D,many\n"
      "e,f,town,E,\n"
      "f,e,town,F,\n"
      "g,a,town,\"G\nG\",\n"
      "h,a,grid,H,1,2\n";
  const Outcome refused = desk.office({"sites", "import", desk.write("sites.csv", file)});
  CHECK(refused.exit == 1);
  for (const std::string said :
       {"line 3: the parent `nowhere`", "line 4: the code `a` stands already in line 2", "line 5: no code",
        "line 6: the level `planet`", "line 6: eligible is a number", "line 7: `e` stands above itself",
        "line 8: `f` stands above itself", "line 9: a name is one line", "line 11: more fields than columns"})
    CHECK_MESSAGE(has(refused.err, said), said, "\n", refused.err);
  CHECK_FALSE(std::filesystem::exists(desk.data()));
}

TEST_CASE("a second import adds to the tree, may change it, and cannot break it") {
  Desk desk;
  REQUIRE(desk.office({"sites", "import", desk.write("sites.csv", small_tree)}).exit == 0);
  const std::string header = "code,parent,level,name,eligible\n";
  CHECK(desk.office({"sites", "import", desk.write("more.csv", header + "g,c1,grid,Grid,5\nc1,t,community,New,7\n")})
            .exit == 0);
  CHECK(has(desk.office({"sites", "list"}).out, "New"));
  const Outcome circle = desk.office({"sites", "import", desk.write("bad.csv", header + "b,g,banner,B,\n")});
  CHECK(circle.exit == 1);
  CHECK(has(circle.err, "line 2: `b` stands above itself"));
  CHECK(has(desk.office({"sites", "list"}).out, "示例旗"));
}

TEST_CASE("a site file that is no CSV of sites is refused with the reason") {
  Desk desk;
  const auto refusal = [&](const std::string& text) {
    const Outcome refused = desk.office({"sites", "import", desk.write("sites.csv", text)});
    CHECK(refused.exit == 1);
    return refused.err;
  };
  CHECK(has(refusal(""), "no header"));
  CHECK(has(refusal("code,parent,level,name\n"), "the column eligible is missing"));
  CHECK(has(refusal("code,parent,level,name,eligible,colour\n"), "not known: `colour`"));
  CHECK(has(refusal("code,parent,level,name,eligible\n"), "there is no place"));
  CHECK(has(refusal("code,parent,level,name,eligible\na,,banner,\"A,\n"), "line 2: a quote is not closed"));
  CHECK(has(refusal("code,parent,level,name,eligible\na,,banner,\"A\"x,\n"), "line 2: text after a closing quote"));
  CHECK(has(refusal("code,parent,level,name,eligible\na,,banner,\xCA\xBE\xC0\xFD,\n"), "not UTF-8"));  // GBK
  CHECK(has(desk.office({"sites", "import", desk.path("none.csv")}).err, "no such file"));
}

TEST_CASE("listing where there is no warehouse is an error and makes none") {
  Desk desk;
  const Outcome refused = desk.office({"sites", "list"});
  CHECK(refused.exit == 1);
  CHECK(has(refused.err, "there is no warehouse here"));
  CHECK_FALSE(std::filesystem::exists(desk.data()));
}

TEST_CASE("a database that is not ours is refused and left as it is") {
  Desk desk;
  REQUIRE(std::filesystem::create_directory(desk.data()));
  std::ofstream(desk.database()) << "this is no database, but somebody wants to keep it";
  const std::string before = Desk::read(desk.database());
  const Outcome refused = desk.office({"sites", "import", desk.write("sites.csv", small_tree)});
  CHECK(refused.exit == 1);
  CHECK(refused.err.size() > 10);
  CHECK(Desk::read(desk.database()) == before);
}

TEST_CASE("a terminal shows Chinese two cells wide, marks on letters in none") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("社区a") == 5);
  CHECK(display_width("ＡB") == 3);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("\xF0\x9F\x98\x80") == 2);
  CHECK(display_width("ᠮᠣᠩᠭᠣᠯ") == 6);
}

TEST_CASE("a text that a spreadsheet would run is written as text") {
  CHECK(csv_text("=1+1") == "'=1+1");
  CHECK(csv_text("+1") == "'+1");
  CHECK(csv_text("-1") == "'-1");
  CHECK(csv_text("@x") == "'@x");
  CHECK(csv_text("\t=1") == "'\t=1");
  CHECK(csv_text("a=1") == "a=1");
  CHECK(csv_text("a,\"b\"") == "\"a,\"\"b\"\"\"");
  CHECK(csv_text("=\"a\",b") == "\"'=\"\"a\"\",b\"");
}

TEST_CASE("arguments that make no sense end with 2 and one line") {
  Desk desk;
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"dance"},
                                             {"sites"},
                                             {"sites", "import"},
                                             {"rates"},
                                             {"kiosks", "invite", "--site", "a", "--hours", "0"}}) {
    const Outcome refused = desk.run(arguments);
    CHECK(refused.exit == 2);
    CHECK(refused.out.empty());
    CHECK(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
  }
  const Outcome help = desk.run({"--help"});
  CHECK(help.exit == 0);
  CHECK(has(help.out, "publish"));
}
