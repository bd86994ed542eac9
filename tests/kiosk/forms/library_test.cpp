#include "minyi/forms/library.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "minyi/exchange/chain.hpp"

namespace minyi::kiosk::forms::test {
namespace {

using namespace std::chrono_literals;

class FakeClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant{1'000'000s + passed}; }
  [[nodiscard]] Monotonic monotonic() const override { return Monotonic{passed}; }
  std::chrono::milliseconds passed{0};
};

std::string xform(const std::string& id, const std::string& version) {
  return fmt::format(R"(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
        xmlns:jr="http://openrosa.org/javarosa">
  <h:head>
    <h:title>Test</h:title>
    <model>
      <instance><data id="{}" version="{}"><name/><meta><instanceID/></meta></data></instance>
      <bind nodeset="/data/name" type="string"/>
    </model>
  </h:head>
  <h:body><input ref="/data/name"><label>Name</label></input></h:body>
</h:html>
)",
                     id, version);
}

struct Office {
  exchange::PublisherKey publisher = exchange::make_publisher_key();
  std::map<std::string, std::string> files{};
  int fetches = 0;

  exchange::RolloutForm add(const std::string& id, const std::string& version) {
    return add(id, version, xform(id, version));
  }
  exchange::RolloutForm add(const std::string& id, const std::string& version, const std::string& xml) {
    const auto digest = exchange::blake2b(as_bytes(xml));
    files[to_hex(digest)] = xml;
    return {FormId{id}, version, digest, xml.size()};
  }
  Result<> publish(Library& library, const exchange::Rollout& rollout) {
    const auto json = exchange::encode(rollout);
    return library.install(json, exchange::minisign(json, "test", publisher), fetch());
  }
  Library::Fetch fetch() {
    return [this](const exchange::RolloutForm& form) -> Result<std::string> {
      ++fetches;
      const auto found = files.find(to_hex(form.digest));
      if (found == files.end()) return fail(ErrorCode::network_failed, "gone");
      return found->second;
    };
  }
};

struct Place {
  Place() {
    std::string pattern = (std::filesystem::temp_directory_path() / "minyi-forms-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::unique_ptr<Library> open(const Office& office) const {
    auto library = Library::open(path + "/kept", exchange::publisher_public_line(office.publisher), site, clock);
    REQUIRE_MESSAGE(library.has_value(), to_string(library.error()));
    return std::move(*library);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return path + "/kept/" + name; }
  [[nodiscard]] std::string form_file(const exchange::RolloutForm& form) const {
    return file("forms/" + to_hex(form.digest) + ".xml");
  }

  std::string path;
  SiteId site{"150921-03-02"};
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
};

exchange::Rollout rollout(std::uint64_t version, std::vector<exchange::RolloutForm> forms) {
  exchange::Rollout made;
  made.version = version;
  made.created = Instant{900'000s};
  made.forms = std::move(forms);
  return made;
}

std::string code_of(const Result<>& result) { return result ? "ok" : std::string(code_name(result.error().code)); }

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void spill(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace

TEST_CASE("a new kiosk has no forms and no complaint") {
  const Place place;
  const Office office;
  const auto library = place.open(office);
  REQUIRE(library->active() != nullptr);
  CHECK(library->active()->forms.empty());
  CHECK(library->active()->rollout_version == 0);
  CHECK(library->problem().empty());
}

TEST_CASE("an installed rollout is active at once and after a restart, without fetching again") {
  const Place place;
  Office office;
  auto published = rollout(3, {office.add("civic-city", "2"), office.add("second", "1")});
  published.policy.idle_warning = 30s;
  {
    const auto library = place.open(office);
    REQUIRE(code_of(office.publish(*library, published)) == "ok");
    CHECK(library->active()->forms.size() == 2);
  }
  CHECK(office.fetches == 2);
  const auto library = place.open(office);
  const auto active = library->active();
  CHECK(active->rollout_version == 3);
  REQUIRE(active->forms.size() == 2);
  CHECK(active->forms[0]->id == FormId{"civic-city"});
  CHECK(active->forms[0]->version == "2");
  CHECK(active->policy.idle_warning == 30s);
  CHECK_FALSE(active->stale);
  CHECK(library->problem().empty());
  CHECK(office.fetches == 2);
}

TEST_CASE("a newer rollout fetches only what is new and clears away what is not named any more") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  const auto stays = office.add("civic-city", "1");
  const auto goes = office.add("old", "1");
  const auto comes = office.add("new", "1");
  REQUIRE(code_of(office.publish(*library, rollout(1, {stays, goes}))) == "ok");
  const auto held = library->active();  // a resident in the middle
  REQUIRE(code_of(office.publish(*library, rollout(2, {comes, stays}))) == "ok");
  CHECK(office.fetches == 3);
  CHECK(library->active()->forms.at(0)->id == FormId{"new"});
  CHECK(held->forms.at(1)->id == FormId{"old"});
  CHECK(std::filesystem::exists(place.form_file(stays)));
  CHECK_FALSE(std::filesystem::exists(place.form_file(goes)));
}

TEST_CASE("what does not hold changes nothing, on disk or on screen") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  const auto good = office.add("civic-city", "1");
  REQUIRE(code_of(office.publish(*library, rollout(5, {good}))) == "ok");
  const auto before = slurp(place.file("rollout.json"));
  const auto fresh = office.add("civic-city", "2");

  SUBCASE("an older version") { CHECK(code_of(office.publish(*library, rollout(4, {fresh}))) == "rollout.older"); }
  SUBCASE("another rollout of the same version") {
    CHECK(code_of(office.publish(*library, rollout(5, {fresh}))) == "rollout.older");
  }
  SUBCASE("another publisher") {
    const auto json = exchange::encode(rollout(6, {fresh}));
    const auto signature = exchange::minisign(json, "test", exchange::make_publisher_key());
    CHECK(code_of(library->install(json, signature, office.fetch())) == "signature.invalid");
  }
  SUBCASE("altered after it was signed") {
    auto json = exchange::encode(rollout(6, {fresh}));
    const auto signature = exchange::minisign(json, "test", office.publisher);
    json += " ";
    CHECK(code_of(library->install(json, signature, office.fetch())) == "signature.invalid");
  }
  SUBCASE("not a rollout") {
    const auto signature = exchange::minisign("{}", "test", office.publisher);
    CHECK_FALSE(library->install("{}", signature, office.fetch()).has_value());
  }
  SUBCASE("a form that cannot be fetched") {
    office.files.erase(to_hex(fresh.digest));
    CHECK(code_of(office.publish(*library, rollout(6, {good, fresh}))) == "network.failed");
  }
  SUBCASE("a form with other bytes") {
    office.files[to_hex(fresh.digest)] += " ";
    CHECK(code_of(office.publish(*library, rollout(6, {fresh}))) == "rollout.invalid");
  }
  SUBCASE("a form with another size") {
    auto other = fresh;
    ++other.size;
    CHECK(code_of(office.publish(*library, rollout(6, {other}))) == "rollout.invalid");
  }
  SUBCASE("a form that does not read") {
    const auto broken = office.add("civic-city", "3", "<h:html>");
    CHECK_FALSE(office.publish(*library, rollout(6, {good, broken})).has_value());
  }
  SUBCASE("a form under another name") {
    auto other = fresh;
    other.form = FormId{"someone-else"};
    CHECK(code_of(office.publish(*library, rollout(6, {other}))) == "rollout.invalid");
  }
  SUBCASE("for other sites") {
    auto elsewhere = rollout(6, {fresh});
    elsewhere.sites = {SiteId{"150922"}, SiteId{"150921-0"}, SiteId{"150921-03-02-01"}};
    CHECK(code_of(office.publish(*library, elsewhere)) == "rollout.invalid");
  }
  CHECK(library->active()->rollout_version == 5);
  CHECK(slurp(place.file("rollout.json")) == before);
  CHECK(place.open(office)->active()->rollout_version == 5);
  REQUIRE(code_of(office.publish(*library, rollout(6, {good}))) == "ok");  // and the next good one is taken
}

TEST_CASE("the active rollout once more is a success that does nothing") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  const auto published = rollout(1, {office.add("civic-city", "1")});
  REQUIRE(code_of(office.publish(*library, published)) == "ok");
  const auto active = library->active();
  CHECK(code_of(office.publish(*library, published)) == "ok");
  CHECK(library->active() == active);
}

TEST_CASE("a rollout for this site or one above it is taken") {
  for (const auto* named : {"150921-03-02", "150921-03", "150921"}) {
    INFO(std::string(named));
    const Place place;
    Office office;
    auto published = rollout(1, {office.add("civic-city", "1")});
    published.sites = {SiteId{"999"}, SiteId{named}};
    CHECK(code_of(office.publish(*place.open(office), published)) == "ok");
    CHECK(place.open(office)->active()->rollout_version == 1);
  }
}

TEST_CASE("past its expiry the last good rollout is kept and said to be stale") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  auto published = rollout(1, {office.add("civic-city", "1")});
  published.expires = place.clock->now() + 1h;
  REQUIRE(code_of(office.publish(*library, published)) == "ok");
  CHECK_FALSE(library->active()->stale);
  place.clock->passed = 1h;
  CHECK(library->active()->stale);
  CHECK(library->active()->forms.size() == 1);
  CHECK(place.open(office)->active()->stale);
  REQUIRE(code_of(office.publish(*library, rollout(2, published.forms))) == "ok");
  CHECK_FALSE(library->active()->stale);
}

TEST_CASE("kept files that were altered are not used, are reported, and do not open the way back") {
  const Place place;
  Office office;
  const auto form = office.add("civic-city", "1");
  REQUIRE(code_of(office.publish(*place.open(office), rollout(7, {form}))) == "ok");
  SUBCASE("rollout") { spill(place.file("rollout.json"), slurp(place.file("rollout.json")) + " "); }
  SUBCASE("signature") { spill(place.file("rollout.json.minisig"), "untrusted comment: x\n"); }
  SUBCASE("signature gone") { std::filesystem::remove(place.file("rollout.json.minisig")); }
  SUBCASE("form") { spill(place.form_file(form), xform("civic-city", "9")); }
  SUBCASE("form gone") { std::filesystem::remove(place.form_file(form)); }
  const auto library = place.open(office);
  CHECK(library->active()->forms.empty());
  CHECK_FALSE(library->problem().empty());
  CHECK(code_of(office.publish(*library, rollout(6, {form}))) == "rollout.older");
  REQUIRE(code_of(office.publish(*library, rollout(7, {form}))) == "ok");
  CHECK(library->problem().empty());
  CHECK(place.open(office)->active()->forms.size() == 1);
}

TEST_CASE("a power cut between the two renames leaves the new rollout in force") {
  const Place place;
  Office office;
  const auto first = office.add("civic-city", "1");
  const auto second = office.add("civic-city", "2");
  std::string old_signature;
  {
    const auto library = place.open(office);
    REQUIRE(code_of(office.publish(*library, rollout(1, {first}))) == "ok");
    old_signature = slurp(place.file("rollout.json.minisig"));
    REQUIRE(code_of(office.publish(*library, rollout(2, {second}))) == "ok");
  }
  std::filesystem::rename(place.file("rollout.json.minisig"), place.file("rollout.json.minisig.next"));
  spill(place.file("rollout.json.minisig"), old_signature);
  CHECK(place.open(office)->active()->rollout_version == 2);
  CHECK_FALSE(std::filesystem::exists(place.file("rollout.json.minisig.next")));
  CHECK(place.open(office)->active()->rollout_version == 2);
}

TEST_CASE("a rollout that cannot be written does not become active") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  const auto form = office.add("civic-city", "1");
  REQUIRE(code_of(office.publish(*library, rollout(1, {form}))) == "ok");
  std::filesystem::create_directory(place.file("rollout.json.minisig.next.new"));  // in the way of a file
  CHECK(code_of(office.publish(*library, rollout(2, {form}))) == "file.failed");
  CHECK(library->active()->rollout_version == 1);
  CHECK(place.open(office)->active()->rollout_version == 1);
  std::filesystem::remove(place.file("rollout.json.minisig.next.new"));
  CHECK(code_of(office.publish(*library, rollout(2, {form}))) == "ok");
}

TEST_CASE("a folder that cannot be made is an error that names it") {
  const Place place;
  spill(place.path + "/kept", "a file");
  const auto opened = Library::open(place.path + "/kept", "", place.site, place.clock);
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().code == ErrorCode::file_failed);
  CHECK(opened.error().where.find(place.path) != std::string::npos);
}

}  // namespace minyi::kiosk::forms::test
