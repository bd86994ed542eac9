// Files that come with a form: taken whole or not at all, kept once, and gone when nothing needs them.
#include "minyi/forms/file_store.hpp"

#include "kiosk/forms/shelf.hpp"

namespace minyi::kiosk::forms::test {
namespace {

const std::string picture("\x89PNG\r\n\0\xff", 8);
const std::string towns = "name,label\nt1,阳光镇\n";

std::string read(const form::FileSource& files, const std::string& name) {
  const auto content = files.read(name);
  return content ? *content : std::string(code_name(content.error().code));
}

}  // namespace

TEST_CASE("a form arrives with its files, reads its lists, and starts with them offline") {
  const Place place;
  Office office;
  const auto form = office.add_with("1", {{"村镇.csv", towns}, {"旗.png", picture}});
  {
    const auto library = place.open(office);
    REQUIRE(code_of(office.publish(*library, rollout(1, {form}))) == "ok");
  }
  CHECK(office.file_fetches == 2);
  const auto active = place.open(office)->active();
  REQUIRE(active->forms.size() == 1);
  CHECK(read(*active->forms[0].files, "旗.png") == picture);
  CHECK(read(*active->forms[0].files, "gone.png") == "file.missing");
  CHECK(read(*active->forms[0].files, "../rollout.json") == "file.missing");
  const auto& lists = active->forms[0].form->instances;
  REQUIRE(lists.contains("村镇.csv"));
  CHECK(lists.find("村镇.csv")->second.document->element()->children().size() == 1);
  CHECK(office.file_fetches == 2);
}

TEST_CASE("one file of several forms and rollouts is fetched and kept once, whatever they call it") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  auto first = office.add_with("1", {{"a.png", picture}, {"twin.png", picture}});
  auto second = office.add("second", "1");
  second.files = {office.add_file("b.png", picture)};
  REQUIRE(code_of(office.publish(*library, rollout(1, {first, second}))) == "ok");
  CHECK(office.file_fetches == 1);
  CHECK(place.kept_files() == 1);
  CHECK(read(*library->active()->forms[1].files, "b.png") == picture);
  CHECK(read(*library->active()->forms[1].files, "a.png") == "file.missing");
  REQUIRE(code_of(office.publish(*library, rollout(2, {second}))) == "ok");
  CHECK(office.file_fetches == 1);
}

TEST_CASE("files that no rollout needs are cleared away, but not under the resident who is shown them") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  const auto old_form = office.add_with("1", {{"old.png", "old"}, {"both.png", "both"}});
  const auto new_form = office.add_with("2", {{"new.png", "new"}, {"both.png", "both"}});
  REQUIRE(code_of(office.publish(*library, rollout(1, {old_form}))) == "ok");
  auto resident = library->active()->forms[0].files;
  REQUIRE(code_of(office.publish(*library, rollout(2, {new_form}))) == "ok");
  CHECK(read(*resident, "old.png") == "old");
  CHECK(place.kept_files() == 3);
  SUBCASE("gone with the next rollout") {
    resident.reset();
    REQUIRE(code_of(office.publish(*library, rollout(3, {new_form}))) == "ok");
  }
  SUBCASE("gone with the next start, and so is what a power cut left half written") {
    spill(place.file("files/0123.new"), "half");
    place.open(office);
  }
  CHECK(place.kept_files() == 2);
  CHECK(read(*library->active()->forms[0].files, "new.png") == "new");
}

TEST_CASE("a rollout with a file that is not what it names changes nothing in force") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  const auto good = office.add_with("1", {{"towns.csv", towns}});
  REQUIRE(code_of(office.publish(*library, rollout(5, {good}))) == "ok");
  const auto before = slurp(place.file("rollout.json"));
  auto fresh = office.add_with("2", {{"towns.csv", "name\nx\n"}, {"flag.png", picture}});
  auto& sent = office.contents[to_hex(fresh.files[0].digest)];
  std::string code = "rollout.invalid";
  SUBCASE("truncated") { sent.pop_back(); }
  SUBCASE("altered") { sent[0] ^= 1; }
  SUBCASE("larger") { sent += ' '; }
  SUBCASE("not there") {
    office.contents.erase(to_hex(fresh.files[0].digest));
    code = "network.failed";
  }
  SUBCASE("another size than its own") { ++fresh.files[0].size; }
  SUBCASE("a name that leads elsewhere") { fresh.files[0].name = "../towns.csv"; }
  SUBCASE("more than a kiosk takes") { fresh.files[0].size = exchange::max_file_size + 1; }
  SUBCASE("a list that the form reads is not among its files") {
    fresh.files.erase(fresh.files.begin() + 1);
    REQUIRE(fresh.files[0].name == "flag.png");
    code = "file.missing";
  }
  SUBCASE("a list that is no list") {
    auto broken = office.add_with("3", {{"towns.csv", "name\n\xff\n"}});
    fresh = broken;
    code = "form.invalid";
  }
  CHECK(code_of(office.publish(*library, rollout(6, {fresh}))) == code);
  CHECK(library->active()->rollout_version == 5);
  CHECK(read(*library->active()->forms[0].files, "towns.csv") == towns);
  CHECK(slurp(place.file("rollout.json")) == before);
  CHECK(place.open(office)->active()->rollout_version == 5);
  CHECK(place.kept_files() == 1);  // what was right and kept for another try goes when the kiosk starts without it
  REQUIRE(code_of(office.publish(*library, rollout(6, {good}))) == "ok");
}

TEST_CASE("a rollout that failed goes on from the files that were right") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  const auto form = office.add_with("1", {{"a.png", "a"}, {"b.png", "b"}});
  office.contents.erase(to_hex(form.files[1].digest));
  CHECK(code_of(office.publish(*library, rollout(1, {form}))) == "network.failed");
  office.add_file("b.png", "b");
  office.file_fetches = 0;
  CHECK(code_of(office.publish(*library, rollout(1, {form}))) == "ok");
  CHECK(office.file_fetches == 1);
}

TEST_CASE("kept files that were damaged are found, and fetched again with the next rollout") {
  const Place place;
  Office office;
  const auto form = office.add_with("1", {{"towns.csv", towns}, {"flag.png", picture}});
  REQUIRE(code_of(office.publish(*place.open(office), rollout(1, {form}))) == "ok");
  const auto named = [&](const std::string& name) {
    return *std::find_if(form.files.begin(), form.files.end(), [&](const auto& file) { return file.name == name; });
  };
  SUBCASE("a list") {
    std::string altered = towns;
    altered[0] ^= 1;
    spill(place.kept_file(named("towns.csv")), altered);
    const auto library = place.open(office);
    CHECK(library->active()->forms.empty());
    CHECK(library->problem().find("towns.csv") != std::string::npos);
  }
  SUBCASE("a list that is gone") {
    std::filesystem::remove(place.kept_file(named("towns.csv")));
    CHECK(place.open(office)->active()->forms.empty());
  }
  SUBCASE("a picture: the survey goes on without it") {
    spill(place.kept_file(named("flag.png")), "12345678");
    const auto active = place.open(office)->active();
    REQUIRE(active->forms.size() == 1);
    CHECK(read(*active->forms[0].files, "flag.png") == "rollout.invalid");
  }
  const auto library = place.open(office);
  REQUIRE(code_of(office.publish(*library, rollout(2, {form}))) == "ok");
  CHECK(read(*library->active()->forms[0].files, "flag.png") == picture);
  CHECK(read(*library->active()->forms[0].files, "towns.csv") == towns);
}

TEST_CASE("no survey takes the room that answers need") {
  const Place place;
  Office office;
  const auto file = office.add_file("flag.png", picture);
  std::uint64_t free = (128u << 20) + picture.size() - 1;
  const FileStore store(place.path + "/files", [&] { return free; });
  const auto full = store.ensure({file}, &office);
  REQUIRE_FALSE(full);
  CHECK(full.error().code == ErrorCode::store_full);
  CHECK(full.error().hint == "free 129 MB of it");
  CHECK(office.file_fetches == 0);
  ++free;
  CHECK(store.ensure({file}, &office));
  free = 0;
  CHECK(store.ensure({file}, &office));  // it is here: nothing more is taken
  CHECK(office.file_fetches == 1);
}

}  // namespace minyi::kiosk::forms::test
