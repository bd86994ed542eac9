// A survey's author at his desk: the real programs on a display in memory, and an editor that saves.
#include <filesystem>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "e2e/stage.hpp"
#include "support/finger.hpp"
#include "support/inspector.hpp"

namespace minyi::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::Process;
using testing::Sight;

constexpr const char* survey = R"(
| survey | type | name | label::中文 (zh) | label::English (en) | required |
|  | text | name | 叫什么? | What is it called? |  |
|  | select_one yn | like | 喜欢吗? | Do you like it? | yes |
|  | note | end | 完 | The end |  |
| choices | list_name | name | label::中文 (zh) | label::English (en) |
|  | yn | yes | 是 | Yes |
|  | yn | no | 否 | No |
| settings | form_title | form_id | version | default_language |
|  | 试题 | trial | 1 | English (en) |
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = survey;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

bool shows(const Sight& sight, const std::string& text) {
  for (const auto& element : sight.elements)
    if (element.label.find(text) != std::string::npos) return true;
  return false;
}

// `minyi preview` on a display, seen through its inspection socket.
class Desk {
 public:
  Desk() {
    fs::create_directories(place_ / "temporary");
    save(survey);
  }
  void save(const std::string& text) const { write_file(form(), text); }
  // As many editors do: the new version beside the old one, then in its place.
  void replace(const std::string& text) const {
    write_file(place_ / ".half", text);
    fs::rename(place_ / ".half", form());
  }
  void open() {
    process_ = Process::start({.command = {program("minyi"), "preview", form(), "--inspect", socket()},
                               .environment = environment(),
                               .directory = {},
                               .largest_file = {}});
  }
  Sight wait_for(const std::string& text) {
    return inspector_.wait_for("the text " + text, [&](const Sight& sight) { return shows(sight, text); });
  }
  void tap(const std::string& id) {
    const auto sight =
        inspector_.wait_for("the element " + id, [&](const Sight& now) { return now.find(id) != nullptr; });
    const auto* element = sight.find(id);
    finger_.tap(static_cast<int>(element->x + element->w / 2), static_cast<int>(element->y + element->h / 2));
  }
  void strike(const std::string& key) { finger_.strike(key); }
  Process& process() { return *process_; }
  [[nodiscard]] fs::path form() const { return place_ / "trial.md"; }
  [[nodiscard]] std::size_t files_left() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(place_ / "temporary"), {}));
  }

 private:
  [[nodiscard]] fs::path socket() const { return place_ / "inspect"; }
  [[nodiscard]] std::map<std::string, std::optional<std::string>> environment() const {
    return {{"DISPLAY", server_.display()}, {"TMPDIR", (place_ / "temporary").string()}};
  }

  testing::XServer server_;
  testing::TempDir place_;
  testing::Inspector inspector_{socket()};
  testing::Finger finger_{server_.display()};
  std::optional<Process> process_;
};

Process::Finished minyi(std::vector<std::string> arguments,
                        std::map<std::string, std::optional<std::string>> environment = {}) {
  arguments.insert(arguments.begin(), program("minyi"));
  environment.try_emplace("DISPLAY", std::nullopt);
  return Process::run(
      {.command = std::move(arguments), .environment = std::move(environment), .directory = {}, .largest_file = {}},
      testing::Patience{120'000});
}

std::vector<json> screen_findings(const std::string& report) {
  std::vector<json> found;
  const auto parsed = json::parse(report);
  for (const auto& finding : parsed["findings"]) {
    const auto code = finding["code"].get<std::string>();
    if (code == "check.overflow" || code == "check.glyph") found.push_back(finding);
  }
  return found;
}

}  // namespace

TEST_CASE(
    "the window follows the file as it is saved, at the author's question, and shows what is wrong until it is "
    "mended") {
  Desk desk;
  desk.open();
  desk.tap("start:en");
  desk.wait_for("What is it called?");
  desk.tap("key:a");
  desk.tap("next");
  desk.wait_for("Do you like it?");
  desk.tap("choice:/data/like:no");

  desk.save(with("Do you like it?", "Do you really like it?"));
  const auto changed = desk.wait_for("Do you really like it?");
  CHECK(changed.find("choice:/data/like:no")->is("selected"));
  desk.replace(with("Do you like it?", "Do you like it now?"));
  desk.wait_for("Do you like it now?");

  desk.save(with("select_one yn", "select_won yn"));
  const auto broken = desk.wait_for("select_won");
  CHECK(broken.screen == "out-of-service");
  CHECK(testing::wait_until([&] { return desk.process().errors().find("row 3") != std::string::npos; }));
  CHECK(desk.process().running());

  desk.replace(with("What is it called?", "Its name?"));
  const auto mended = desk.wait_for("Do you like it?");
  CHECK(mended.find("choice:/data/like:no")->is("selected"));
  desk.strike("Prior");
  CHECK(desk.wait_for("Its name?").find("value:/data/name")->value == "a");

  desk.strike("F2");
  desk.wait_for("叫什么?");
  desk.strike("F5");
  desk.tap("start:en");
  for (const char* text : {"Its name?", "Do you like it?", "The end"}) {
    desk.wait_for(text);
    desk.strike("Next");  // an answer that is needed is given
  }
  desk.wait_for("Thank you");
  desk.strike("Escape");
  REQUIRE(desk.process().wait());
  CHECK(desk.process().wait()->clean());
  CHECK(desk.files_left() == 0);
}

TEST_CASE(
    "a survey that is broken from the start is shown as soon as it is mended, and the preview ends when told to") {
  Desk desk;
  desk.save("no tables at all");
  desk.open();
  const auto broken = desk.wait_for("no sheet named");
  CHECK(broken.screen == "out-of-service");
  desk.save(survey);
  desk.tap("start:zh");
  desk.wait_for("叫什么?");
  CHECK(desk.process().stop().signal == 0);
  CHECK(desk.files_left() == 0);
}

TEST_CASE("pictures of every page are taken without a display, and a broken survey gives none") {
  const testing::TempDir place;
  write_file(place / "trial.md", survey);
  const auto done = minyi({"preview", place / "trial.md", "--png", place / "pictures", "--size", "800x600"});
  CHECK_MESSAGE(done.exit.clean(), done.errors);
  CHECK(done.output.find("36 pictures of 6 pages in 2 languages") != std::string::npos);
  for (const char* file :
       {"en.html", "zh.html", "en-standard-01-name.png", "zh-largest-04-message-like.png", "zh-largest-05-thanks.png"})
    CHECK_MESSAGE(fs::file_size(place / "pictures" / file) > 500, file);

  write_file(place / "trial.md", with("select_one yn", "select_won yn"));
  const auto broken = minyi({"preview", place / "trial.md", "--png", place / "none"});
  CHECK(broken.exit.code == 1);
  CHECK(broken.errors.find("select_won") != std::string::npos);
  CHECK_FALSE(fs::exists(place / "none"));
}

TEST_CASE(
    "the check tells of a label that is too long and of a character without a font, and where the kiosk is missing") {
  const testing::TempDir place;
  std::string longer;
  for (int i = 0; i < 60; ++i) longer += "and what about this or that? ";
  auto text = with("Do you like it?", longer);
  text.replace(text.find("| Yes |"), 7, "| Yes \U000F0000 |");
  write_file(place / "trial.md", text);
  const auto checked = minyi({"check", place / "trial.md", "--json"});
  CHECK(checked.exit.clean());
  const auto found = screen_findings(checked.output);
  REQUIRE(found.size() == 2);
  CHECK(found[0]["code"] == "check.glyph");
  CHECK(found[0]["message"].get<std::string>().find("U+F0000") != std::string::npos);
  CHECK(found[1]["code"] == "check.overflow");
  CHECK(found[1]["message"].get<std::string>().starts_with("label of /data/like in en: "));

  CHECK(screen_findings(minyi({"check", place / "trial.md", "--json", "--no-screens"}).output).empty());
  const auto alone = minyi({"check", place / "trial.md", "--kiosk", place / "nowhere"});
  CHECK(alone.exit.clean());
  CHECK(alone.errors.find("was not checked") != std::string::npos);
  CHECK(alone.errors.find("nowhere") != std::string::npos);
}

TEST_CASE("a survey that is a folder of sheets is tried with the lists that lie in it") {
  const testing::TempDir place;
  const auto folder = place / "trial";
  fs::create_directory(folder);
  write_file(folder / "survey.csv", "type,name,label\nselect_one_from_file fruits.csv,fruit,Which?\n");
  write_file(folder / "fruits.csv", "name,label\napple,Apple\nodd,Odd \U000F0000\n");
  const auto checked = minyi({"check", folder, "--json"});
  CHECK_MESSAGE(checked.exit.clean(), checked.output);
  const auto found = screen_findings(checked.output);
  REQUIRE(found.size() == 1);
  CHECK(found[0]["message"].get<std::string>().find("odd") != std::string::npos);
  const auto taken = minyi({"preview", folder, "--png", place / "pictures", "--size", "800x600"});
  CHECK_MESSAGE(taken.exit.clean(), taken.errors);
  for (const char* file : {"survey.html", "survey-standard-01-fruit.png"})
    CHECK_MESSAGE(fs::exists(place / "pictures" / file), file);
}

TEST_CASE("the shipped survey fits every screen it is checked for, in every language and text size") {
  const auto checked = minyi({"check", source("survey-defs/civic-city/form.md"), "--json"});
  CHECK_MESSAGE(checked.exit.clean(), checked.errors);
  for (const auto& finding : screen_findings(checked.output)) FAIL_CHECK(finding.dump());
  CHECK_FALSE(json::parse(checked.output).contains("screens_left_out"));
}

}  // namespace minyi::e2e
