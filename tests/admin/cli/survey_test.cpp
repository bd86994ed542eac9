#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "minyi/exchange/chain.hpp"
#include "minyi/exchange/rollout.hpp"
#include "minyi/form/form.hpp"
#include "minyi/warehouse/warehouse.hpp"

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;
using nlohmann::json;

namespace {

std::string survey(const std::string& version, const std::string& label = "Do you know?") {
  return "| survey | type | name | label | calculation | bind::minyi:indicator |\n"
         "| | select_one yn | knows | " +
         label +
         " | | |\n"
         "| | calculate | aware | | if(${knows} = 'y', 1, 0) | awareness |\n"
         "| choices | list_name | name | label |\n"
         "| | yn | y | Yes |\n"
         "| | yn | n | No |\n"
         "| settings | form_id | version | form_title |\n"
         "| | know | " +
         version + " | Knowing |\n";
}

constexpr const char* broken =
    "| survey | type | name | label | relevant |\n"
    "| | text | a | A | ${nowhere} = 1 |\n"
    "| | txet | b | B | |\n";

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

}  // namespace

TEST_CASE("a good survey passes the check") {
  Desk desk;
  const Outcome checked = desk.run({"check", desk.write("know.md", survey("1"))});
  CHECK_MESSAGE(checked.exit == 0, checked.out, checked.err);
  CHECK(has(checked.out, "know.md: 0 errors, 0 warnings"));
}

TEST_CASE("all errors of a survey are said in one run, with sheet and row") {
  Desk desk;
  const Outcome checked = desk.run({"check", desk.write("bad.md", broken)});
  CHECK(checked.exit == 1);
  CHECK(has(checked.out, "error: survey row 2"));
  CHECK(has(checked.out, "error: survey row 3"));
  const Outcome tools = desk.run({"check", desk.path("bad.md"), "--json"});
  CHECK(tools.exit == 1);
  const json report = json::parse(tools.out);
  CHECK(report["valid"] == false);
  REQUIRE(report["findings"].size() >= 2);
  CHECK(report["findings"][0]["severity"] == "error");
  CHECK(report["findings"][0]["sheet"] == "survey");
  CHECK(report["findings"][0]["code"].get<std::string>().starts_with("xlsform."));
}

TEST_CASE("texts without translation and a survey without indicators are pointed out") {
  Desk desk;
  const std::string file =
      desk.write("langs.md",
                 "| survey | type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) |\n"
                 "| | text | a | 甲 | A | |\n"
                 "| | text | b | 乙 | | 提示 |\n");
  const Outcome checked = desk.run({"check", file, "--json"});
  CHECK_MESSAGE(checked.exit == 0, checked.out);
  std::vector<std::string> found;
  const json report = json::parse(checked.out);
  for (const json& finding : report["findings"])
    if (finding["code"].get<std::string>().starts_with("check."))
      found.push_back(finding["code"].get<std::string>() + " " + std::to_string(finding.value("row", 0)) + " " +
                      finding.value("column", ""));
  CHECK(found == std::vector<std::string>{"check.no_indicator 0 ", "check.untranslated 3 label::English (en)",
                                          "check.untranslated 3 hint::English (en)"});
}

TEST_CASE("the shipped survey passes the check") {
  Desk desk;
  const Outcome checked = desk.run({"check", MINYI_SOURCE_DIR "/survey-defs/civic-city/form.md"});
  CHECK_MESSAGE(checked.exit == 0, checked.out, checked.err);
}

TEST_CASE("a survey compiles to an XForm that can be read back") {
  Desk desk;
  const std::string output = desk.path("know.xml");
  const Outcome compiled = desk.run({"compile", desk.write("know.md", survey("1")), "-o", output});
  CHECK_MESSAGE(compiled.exit == 0, compiled.err);
  const auto form = form::read_xform(Desk::read(output), form::NoFiles());
  REQUIRE_MESSAGE(form, to_string(form.error()));
  CHECK((*form)->id == FormId("know"));
  CHECK(desk.run({"compile", desk.path("know.md")}).out == Desk::read(output));
}

TEST_CASE("an XForm of another tool is written anew, as the same form") {
  Desk desk;
  const std::string xform =
      "<html><head><title>T</title><model><instance><data id='d'><q/></data></instance><bind ref='q' type='long'/>"
      "</model></head><body><!-- gone --><input bind='' ref='q'><label>Q</label></input></body></html>";
  const Outcome written = desk.run({"compile", desk.write("theirs.xml", xform), "-o", desk.path("ours.xml")});
  CHECK_MESSAGE(written.exit == 0, written.err);
  const std::string ours = Desk::read(desk.path("ours.xml"));
  CHECK(ours.find("<bind nodeset=\"/data/q\" type=\"int\"/>") != std::string::npos);
  CHECK(ours.find("gone") == std::string::npos);
  CHECK(desk.run({"compile", desk.path("ours.xml")}).out == ours);
}

TEST_CASE("a survey that does not compile leaves the old XForm as it is") {
  Desk desk;
  const std::string output = desk.write("form.xml", "old");
  const Outcome refused = desk.run({"compile", desk.write("bad.md", broken), "-o", output});
  CHECK(refused.exit == 1);
  CHECK(Desk::read(output) == "old");
  CHECK(desk.run({"compile"}).exit == 2);
  CHECK(desk.run({"compile", desk.path("none.md")}).exit == 1);
  CHECK(desk.run({"compile", desk.write("form.pdf", "")}).exit == 2);
}

TEST_CASE("compile cases are answered line by line, also those that are no case") {
  Desk desk;
  const json good = {{"id", "a"}, {"md", survey("1")}, {"form_name", "thing"}};
  const json bad = {{"id", "b"}, {"md", broken}, {"form_name", nullptr}};
  const json nameless = {{"id", "c"}, {"md", survey("1")}, {"form_name", nullptr}};
  const Outcome answered =
      desk.run({"compile", "--cases",
                desk.write("cases.jsonl", good.dump() + "\n" + bad.dump() + "\nnonsense\n" + nameless.dump() + "\n")});
  CHECK(answered.exit == 0);
  const auto lines = lines_of(answered.out);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0]["id"] == "a");
  CHECK(lines[0]["valid"] == true);
  CHECK(lines[0]["errors"].empty());
  CHECK(has(lines[0]["xform"], "<thing "));
  CHECK(lines[1]["id"] == "b");
  CHECK(lines[1]["valid"] == false);
  CHECK(lines[1]["errors"].size() >= 2);
  CHECK(lines[2].contains("error"));
  CHECK(has(lines[3]["xform"], "<test_name "));
}

TEST_CASE("an expression is evaluated against an instance") {
  Desk desk;
  const std::string instance = desk.write("x.xml", "<data><a>3</a><b>4</b><b>5</b></data>");
  CHECK(desk.run({"eval", "1 + 2"}).out == "3\n");
  CHECK(desk.run({"eval", "--instance", instance, "/data/a * 2"}).out == "6\n");
  CHECK(desk.run({"eval", "--instance", instance, "--context", "/data", "b"}).out == "4\n5\n");
  CHECK(desk.run({"eval", "--instance", instance, "--context", "/data/b[2]", ". = 5"}).out == "true\n");
  const Outcome wrong = desk.run({"eval", "1 +"});
  CHECK(wrong.exit == 1);
  CHECK(has(wrong.err, "column"));
  CHECK(desk.run({"eval", "--context", "/nowhere", "1"}).exit == 1);
  CHECK(desk.run({"eval"}).exit == 2);
}

TEST_CASE("eval cases give their result in the kind that is asked for") {
  Desk desk;
  std::string cases;
  const auto add = [&](const char* id, const char* expression, const char* kind) {
    cases +=
        json{{"id", id}, {"xml", "<root><a>1</a></root>"}, {"context", "/root"}, {"expr", expression}, {"kind", kind}}
            .dump() +
        "\n";
  };
  add("boolean", "a = 1", "boolean");
  add("number", "a + 1", "number");
  add("nan", "number('x')", "number");
  add("infinity", "-1 div 0", "rounded");
  add("string", "concat('x', a)", "string");
  add("error", "nothing(1)", "string");
  add("kind", "1", "colour");
  const auto lines = lines_of(desk.run({"eval", "--cases", desk.write("cases.jsonl", cases)}).out);
  REQUIRE(lines.size() == 7);
  CHECK(lines[0] == json{{"id", "boolean"}, {"result", true}});
  CHECK(lines[1] == json{{"id", "number"}, {"result", 2}});
  CHECK(lines[2] == json{{"id", "nan"}, {"result", "NaN"}});
  CHECK(lines[3] == json{{"id", "infinity"}, {"result", "-Infinity"}});
  CHECK(lines[4] == json{{"id", "string"}, {"result", "x1"}});
  CHECK(lines[5].contains("error"));
  CHECK(lines[6].contains("error"));
}

TEST_CASE("publishing signs a rollout that grows, and stores the forms it names") {
  Desk desk;
  REQUIRE(desk.office({"sites", "import", desk.write("sites.csv", small_tree)}).exit == 0);
  const std::string file = desk.write("know.md", survey("1"));
  const Outcome first = desk.office({"publish", file});
  CHECK_MESSAGE(first.exit == 0, first.err);
  CHECK(has(first.out, "Rollout 1 is published. Every kiosk runs:\n  know 1  Knowing\n"));
  const Outcome second = desk.office({"publish", desk.write("know.md", survey("2")), "--site", "c1", "--idle-warning",
                                      "60", "--drop-partial", "--valid-days", "30"});
  CHECK_MESSAGE(second.exit == 0, second.err);

  const auto warehouse = warehouse::open_sqlite(desk.database()).value();
  const auto published = warehouse->rollout().value();
  REQUIRE(published);
  CHECK(published->version == 2);
  const Bytes line = warehouse->setting(std::string(warehouse::publisher_key_setting)).value().value();
  CHECK(exchange::minisign_verify(published->json, published->signature, as_text(line)).value() == "minyi rollout 2");
  const auto rollout = exchange::decode_rollout(published->json).value();
  CHECK(rollout.version == 2);
  CHECK(rollout.sites == std::vector{SiteId("c1")});
  CHECK(rollout.policy.idle_warning == std::chrono::seconds(60));
  CHECK_FALSE(rollout.policy.keep_partial);
  CHECK(rollout.expires == desk.clock.now() + std::chrono::days(30));
  REQUIRE(rollout.forms.size() == 1);
  CHECK(rollout.forms[0].version == "2");
  const auto form = warehouse->form(rollout.forms[0].digest).value();
  REQUIRE(form);
  CHECK(form->xform.size() == rollout.forms[0].size);
  CHECK(exchange::blake2b(as_bytes(form->xform)) == rollout.forms[0].digest);
}

TEST_CASE("a rollout for a place names it and all below it, whatever their codes look like") {
  Desk desk;
  REQUIRE(desk.office({"sites", "import", desk.write("sites.csv", small_tree)}).exit == 0);
  const Outcome done = desk.office({"publish", "--site", "t", "--site", "c2", desk.write("know.md", survey("1"))});
  CHECK_MESSAGE(done.exit == 0, done.err);
  CHECK(has(done.out, "The kiosks at t c2, and below, run:"));
  const auto warehouse = warehouse::open_sqlite(desk.database()).value();
  const auto rollout = exchange::decode_rollout(warehouse->rollout().value().value().json).value();
  CHECK(rollout.sites == std::vector{SiteId("c1"), SiteId("c2"), SiteId("t")});
}

TEST_CASE("a rollout has a window and a share, and the way back is a new version of what a former one had") {
  Desk desk;
  REQUIRE(desk.office({"publish", desk.write("know.md", survey("1"))}).exit == 0);
  const Outcome staged = desk.office({"publish", desk.write("know.md", survey("2")), "--share", "10", "--opens",
                                      "2026-12-01", "--closes", "2026-12-31T18:30"});
  REQUIRE_MESSAGE(staged.exit == 0, staged.err);
  CHECK(has(staged.out, "Rollout 2 is published. 10 % of the kiosks run:"));
  CHECK(has(staged.out, "asked until 2026-12-31T18:30:00.000+08:00"));
  const auto warehouse = warehouse::open_sqlite(desk.database()).value();
  const auto newest = [&] { return exchange::decode_rollout(warehouse->rollout().value()->json).value(); };
  const auto first = exchange::decode_rollout(warehouse->rollouts().value().back().json).value();
  CHECK(newest().share == 10);
  CHECK(newest().opens == Instant{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} - std::chrono::hours{8}});

  REQUIRE(desk.office({"publish", "--again", "1"}).exit == 0);
  CHECK(newest().version == 3);
  CHECK(newest().share == 100);
  CHECK_FALSE(newest().opens);
  REQUIRE(newest().forms.size() == 1);
  CHECK(newest().forms[0].digest == first.forms[0].digest);

  CHECK(has(desk.office({"publish", "--again", "9"}).err, "no such rollout"));
  CHECK(has(desk.office({"publish"}).err, "either surveys or --again"));
  for (const char* wrong : {"2026-02-30", "tomorrow", "2026-12-01T25:00", "2026-12-01x", "26-1-1"})
    CHECK(has(desk.office({"publish", "--again", "1", "--opens", wrong}).err, "not a day or a time"));
  CHECK(newest().version == 3);
}

TEST_CASE("Debian's minisign verifies what was published, with the key beside it") {
  Desk desk;
  REQUIRE(desk.office({"publish", desk.write("know.md", survey("1"))}).exit == 0);
  const auto warehouse = warehouse::open_sqlite(desk.database()).value();
  const auto published = warehouse->rollout().value();
  const std::string rollout = desk.write("rollout.json", published->json);
  desk.write("rollout.json.minisig", published->signature);
  const std::string verify = "minisign -V -q -p '" + desk.data() + "/publisher.pub' -m '" + rollout + "'";
  CHECK(std::system(verify.c_str()) == 0);
  desk.write("rollout.json", published->json + " ");
  CHECK(std::system((verify + " 2>/dev/null").c_str()) != 0);
}

TEST_CASE("the publisher's secret key is for its owner's eyes, and no other is put in its place") {
  Desk desk;
  const std::string file = desk.write("know.md", survey("1"));
  REQUIRE(desk.office({"publish", file}).exit == 0);
  namespace fs = std::filesystem;
  const fs::path key = fs::path(desk.data()) / "publisher.key";
  CHECK((fs::status(key).permissions() & fs::perms::all) == (fs::perms::owner_read | fs::perms::owner_write));

  fs::permissions(key, fs::perms::group_read, fs::perm_options::add);
  CHECK(has(desk.office({"publish", file}).err, "others than the owner may read"));
  fs::permissions(key, fs::perms::group_read, fs::perm_options::remove);
  REQUIRE(desk.office({"publish", file}).exit == 0);

  const std::string kept = Desk::read(key);
  fs::remove(key);
  CHECK(has(desk.office({"publish", file}).err, "restore it from a backup"));
  CHECK_FALSE(fs::exists(key));
  std::ofstream(key) << exchange::publisher_secret_file(exchange::make_publisher_key());
  fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
  CHECK(has(desk.office({"publish", file}).err, "not the publisher's key that kiosks know"));
  std::ofstream(key) << kept;
  CHECK(desk.office({"publish", file}).exit == 0);
}

TEST_CASE("a form that does not compile is not published, nor any beside it") {
  Desk desk;
  const std::string good = desk.write("know.md", survey("1"));
  const std::string bad = desk.write("bad.md", broken);
  const Outcome fresh = desk.office({"publish", good, bad});
  CHECK(fresh.exit == 1);
  CHECK(has(fresh.err, "bad.md: error: survey row 2"));
  CHECK(has(fresh.err, "nothing was published"));
  CHECK_FALSE(std::filesystem::exists(desk.data()));

  REQUIRE(desk.office({"publish", good}).exit == 0);
  const std::string before = Desk::read(desk.database());
  CHECK(desk.office({"publish", good, bad}).exit == 1);
  CHECK(desk.office({"publish", good, "--site", "nowhere"}).exit == 1);
  CHECK(desk.office({"publish", good, desk.write("twin.md", survey("1", "Twice?"))}).exit == 1);
  CHECK(Desk::read(desk.database()) == before);
}

TEST_CASE("a changed survey under an old version is remarked upon") {
  Desk desk;
  REQUIRE(desk.office({"publish", desk.write("know.md", survey("1"))}).exit == 0);
  const Outcome again = desk.office({"publish", desk.write("know.md", survey("1", "Do you really know?"))});
  CHECK(again.exit == 0);
  CHECK(has(again.err, "its version is still `1`"));
}
