// A survey with a list and a picture beside it, all the way: published, on a real kiosk, answered out of the list,
// counted by what the list says. And what happens when such a file is spoilt on the way.
#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "e2e/disk.hpp"
#include "e2e/stage.hpp"

namespace minyi::e2e {
namespace {

namespace fs = std::filesystem;
using testing::Sight;

const KioskOptions lively{
    .arguments = {"--heartbeat", "200", "--backoff", "100"}, .environment = {}, .largest_file = {}};

const std::string picture("\x89PNG\r\n\x1a\n\0\xff not a good one", 26);
const std::string places =
    "name,town,label,counts\n"
    "c1,t1,团结社区,0\n"
    "c2,t1,向阳社区,1\n"
    "c3,t2,河畔社区,1\n";

std::string survey(const std::string& version) {
  return "| survey | type | name | label::English (en) | choice_filter | calculation | bind::minyi:indicator | "
         "media::image::English (en) |\n"
         "| | select_one town | town | Town? | | | | 旗.png |\n"
         "| | select_one_from_file 社区.csv | place | Place? | town = ${town} | | | |\n"
         "| | calculate | known | | | pulldata('社区', 'counts', 'name', ${place}) | awareness | |\n"
         "| choices | list_name | name | label::English (en) |\n"
         "| | town | t1 | One |\n"
         "| | town | t2 | Two |\n"
         "| settings | form_id | version | form_title | default_language |\n"
         "| | places | " +
         version + " | Places | |\n";
}

struct County {
  testing::TempDir directory;
  testing::XServer server;
  Office office{directory / "office"};
  Kiosk kiosk{server, directory / "kiosk"};

  County() {
    office.open();
    office.must({"sites", "import", source("survey-defs/civic-city/sites.csv")});
    publish("1", places);
    kiosk.enrol(office, lively);
  }
  void publish(const std::string& version, const std::string& list) const {
    const fs::path folder = directory / "survey";
    write_file(folder / "places.md", survey(version));
    write_file(folder / "社区.csv", list);
    write_file(folder / "旗.png", picture);
    office.must({"publish", folder / "places.md"});
  }
  void spoil(const std::string& sql) const { make_database(office.data() / "warehouse.db", sql); }
  // The contents of the files that the kiosk keeps.
  [[nodiscard]] std::vector<std::string> kept() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(kiosk.data() / "forms" / "files"))
      found.push_back(read_file(entry.path()));
    return found;
  }
  [[nodiscard]] bool keeps(const std::string& content) const {
    const auto files = kept();
    return std::find(files.begin(), files.end(), content) != files.end();
  }
  [[nodiscard]] std::size_t told(const std::string& words) const {
    const std::string log = kiosk.log();
    std::size_t count = 0;
    for (auto at = log.find(words); at != std::string::npos; at = log.find(words, at + 1)) ++count;
    return count;
  }
};

std::vector<std::string> labels(const Sight& sight) {
  std::vector<std::string> found;
  for (const testing::Element* choice : sight.starting("choice:")) found.push_back(choice->label);
  return found;
}

void answer(const Kiosk& kiosk, const std::string& town, const std::string& place) {
  kiosk.follow("start en; choose town " + town + "; next; choose place " + place +
               "; next; expect-screen thanks; expect-uploaded");
}

}  // namespace

TEST_CASE("a survey's list and picture arrive at the kiosk, and an answer out of the list is counted by it") {
  const County county;
  CHECK(county.kept().size() == 2);
  CHECK(county.keeps(picture));
  CHECK(county.keeps(places));
  answer(county.kiosk, "t1", "c1");
  answer(county.kiosk, "t1", "c2");
  answer(county.kiosk, "t2", "c3");
  answer(county.kiosk, "t2", "c3");
  answer(county.kiosk, "t1", "c1");
  const auto rates = nlohmann::json::parse(county.office.must({"rates", "--form", "places", "--by", "site", "--json"}));
  REQUIRE(rates.at("rows").size() == 1);
  const auto& awareness = rates.at("rows")[0].at("rates").at("awareness");
  CHECK(awareness.at("numerator") == 3);
  CHECK(awareness.at("denominator") == 5);
}

TEST_CASE("a file that is spoilt on the way changes nothing on the kiosk, and the mended one is taken") {
  County county;
  const std::string fresh = places + "c4,t2,新桥社区,1\n";
  county.office.close();
  county.publish("2", fresh);
  const auto refused = [&](const std::string& how, const std::string& words) {
    INFO(how);
    const std::size_t before = county.told(words);
    county.kiosk.wait_for("two more refusals", [&](const Sight&) { return county.told(words) >= before + 2; });
    const Sight sight = county.kiosk.wait_for_screen("attract");
    CHECK(sight.status.rollout == 1);
    CHECK_FALSE(county.keeps(fresh));
    CHECK(county.keeps(places));
  };
  const std::string list = " WHERE instr(content, x'2C74322C') > 0 AND length(content) > 90";
  county.spoil(
      "CREATE TABLE sound AS SELECT * FROM file;"
      "UPDATE file SET content = CAST(x'58' || substr(content, 2) AS BLOB)" +
      list);
  county.office.open();
  refused("altered", "is not what the rollout names");
  county.spoil("UPDATE file SET content = substr(content, 1, length(content) - 1)" + list);
  refused("truncated", "is not what the rollout names");
  county.spoil("UPDATE file SET content = CAST(content || zeroblob(1000000) AS BLOB)" + list);
  refused("larger", "larger than anything the collector sends");
  county.spoil("DELETE FROM file WHERE length(content) > 1000000");
  refused("lost", "no file of this digest");
  answer(county.kiosk, "t1", "c1");  // by the version that is in force

  county.spoil("DELETE FROM file; INSERT INTO file SELECT * FROM sound");
  county.kiosk.wait_for("the new version", [](const Sight& sight) { return sight.status.rollout == 2; });
  county.kiosk.follow("start en; choose town t2; next; expect-question place");
  const Sight asked = county.kiosk.wait_for_screen("question");
  CHECK(labels(asked) == std::vector<std::string>{"河畔社区", "新桥社区"});
  CHECK(county.keeps(fresh));
  CHECK(county.keeps(picture));
}

TEST_CASE("a kiosk that no line reaches takes the next survey, with its list and picture, from a stick") {
  County county;
  county.kiosk.stop();
  county.office.close();
  const std::string fresh = places + "c4,t2,新桥社区,1\n";
  county.publish("2", fresh);
  const fs::path stick = county.directory / "stick";
  fs::create_directories(stick);
  const auto bring = [&] {
    return testing::Process::run({.command = {program("minyi-kiosk"), "import", "--data", county.kiosk.data(), stick},
                                  .environment = {},
                                  .directory = {},
                                  .largest_file = {}});
  };

  county.spoil(
      "CREATE TABLE sound AS SELECT * FROM file;"
      "UPDATE file SET content = substr(content, 1, length(content) - 1)");
  CHECK(county.office.minyi({"stick", stick}).exit.code != 0);  // what kiosks would refuse stays in the office
  CHECK_FALSE(fs::exists(stick / "rollout.json"));
  county.spoil("DELETE FROM file; INSERT INTO file SELECT * FROM sound");
  county.office.must({"stick", stick});

  const auto sound = contents(stick);
  for (const auto& [path, content] : sound) {
    if (content == picture) continue;  // the kiosk has it already
    INFO(path);
    std::string spoilt = content;
    spoilt[spoilt.size() / 2] = static_cast<char>(spoilt[spoilt.size() / 2] ^ 1);
    write_file(stick / path, spoilt);
    CHECK(bring().exit.code != 0);
    write_file(stick / path, content);
  }
  const auto brought = bring();
  CHECK_MESSAGE(brought.output.find("Rollout 2 is active") != std::string::npos, brought.output, brought.errors);
  CHECK(bring().exit.code == 0);  // once more, as when one is not sure

  county.kiosk.start(lively);
  county.kiosk.follow("start en; choose town t2; next; expect-question place");
  CHECK(labels(county.kiosk.wait_for_screen("question")) == std::vector<std::string>{"河畔社区", "新桥社区"});
  CHECK(county.keeps(fresh));
  CHECK(county.keeps(picture));
}

}  // namespace minyi::e2e
