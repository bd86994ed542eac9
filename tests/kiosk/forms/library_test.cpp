#include "minyi/forms/library.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>

#include "kiosk/forms/shelf.hpp"

namespace {

// How many more files get their name before the power is cut; negative: it stays on.
std::atomic<int> renames_left{-1};

}  // namespace

// In place of the C library's: every file here gets its name by a rename, so that to cut these is to cut each step.
extern "C" int rename(const char* from, const char* to) noexcept {
  int left = renames_left.load();
  while (left > 0 && !renames_left.compare_exchange_weak(left, left - 1)) continue;
  if (left == 0) {
    errno = EIO;
    return -1;
  }
  return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

namespace minyi::kiosk::forms::test {
namespace {

class PowerCut {
 public:
  explicit PowerCut(int after_renames) { renames_left = after_renames; }
  PowerCut(const PowerCut&) = delete;
  PowerCut& operator=(const PowerCut&) = delete;
  ~PowerCut() { renames_left = -1; }
};

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
  CHECK(active->forms[0].form->id == FormId{"civic-city"});
  CHECK(active->forms[0].form->version == "2");
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
  CHECK(library->active()->forms.at(0).form->id == FormId{"new"});
  CHECK(held->forms.at(1).form->id == FormId{"old"});
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
    CHECK(code_of(library->install(json, signature, office)) == "signature.invalid");
  }
  SUBCASE("altered after it was signed") {
    auto json = exchange::encode(rollout(6, {fresh}));
    const auto signature = exchange::minisign(json, "test", office.publisher);
    json += " ";
    CHECK(code_of(library->install(json, signature, office)) == "signature.invalid");
  }
  SUBCASE("not a rollout") {
    const auto signature = exchange::minisign("{}", "test", office.publisher);
    CHECK_FALSE(library->install("{}", signature, office).has_value());
  }
  SUBCASE("a form that cannot be fetched") {
    office.contents.erase(to_hex(fresh.digest));
    CHECK(code_of(office.publish(*library, rollout(6, {good, fresh}))) == "network.failed");
  }
  SUBCASE("a form with other bytes") {
    office.contents[to_hex(fresh.digest)] += " ";
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

TEST_CASE("a rollout for this site is taken, one for a place above it is not: the office names all below") {
  for (const auto* named : {"150921-03-02", "150921-03", "150921"}) {
    INFO(std::string(named));
    const Place place;
    Office office;
    const bool ours = place.site == SiteId{named};
    auto published = rollout(1, {office.add("civic-city", "1")});
    published.sites = {SiteId{"999"}, SiteId{named}};
    CHECK(code_of(office.publish(*place.open(office), published)) == (ours ? "ok" : "rollout.invalid"));
    CHECK(place.open(office)->active()->rollout_version == (ours ? 1u : 0u));
  }
}

TEST_CASE("a rollout for a share of the kiosks is taken by those whose draw it is") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  auto staged = rollout(3, {office.add("civic-city", "1")});
  for (staged.share = 1; staged.share < 99 && !is_for(staged, place.site, place.kiosk); ++staged.share) continue;
  REQUIRE(staged.share > 1);
  --staged.share;
  CHECK(code_of(office.publish(*library, staged)) == "rollout.invalid");
  CHECK(library->active()->forms.empty());
  ++staged.share;
  CHECK(code_of(office.publish(*library, staged)) == "ok");
}

TEST_CASE("what an attacker can do with rollouts that were once good brings nothing old or mixed back") {
  const Place place;
  Office office;
  const auto library = place.open(office);
  const auto old_form = office.add("civic-city", "1"), new_form = office.add("civic-city", "2");
  const auto signed_by_office = [&](const exchange::Rollout& one) {
    const auto json = exchange::encode(one);
    return std::pair{json, exchange::minisign(json, "test", office.publisher)};
  };
  auto second = rollout(2, {new_form});
  second.expires = place.clock->now() + 1h;
  const auto [old_json, old_signature] = signed_by_office(rollout(1, {old_form}));
  const auto [new_json, new_signature] = signed_by_office(second);
  REQUIRE(code_of(library->install(old_json, old_signature, office)) == "ok");
  REQUIRE(code_of(library->install(new_json, new_signature, office)) == "ok");

  // Rollback: the former rollout, with its own good signature, also after a restart.
  CHECK(code_of(library->install(old_json, old_signature, office)) == "rollout.older");
  CHECK(code_of(place.open(office)->install(old_json, old_signature, office)) == "rollout.older");
  // Mix and match: one's signature over the other, and one's form under the other's name.
  CHECK(code_of(library->install(old_json, new_signature, office)) == "signature.invalid");
  const auto fresh = office.add("civic-city", "3");
  office.contents[to_hex(fresh.digest)] = office.contents[to_hex(old_form.digest)];
  CHECK(code_of(office.publish(*library, rollout(3, {fresh}))) == "rollout.invalid");
  // Freeze: nothing newer ever comes. What is there goes on, and says that it is stale.
  CHECK_FALSE(library->active()->stale);
  place.clock->passed = 2h;
  CHECK(code_of(library->install(new_json, new_signature, office)) == "ok");
  CHECK(library->active()->stale);
  CHECK(library->active()->rollout_version == 2);
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

TEST_CASE("wherever the power is cut, a kiosk without a network has the old forms or the new, and can go on") {
  bool done = false;
  int step = 0;
  for (; !done; ++step) {
    INFO(step);
    REQUIRE(step < 20);
    const Place place;
    Office office;
    const auto first = rollout(1, {office.add_with("1", {{"towns.csv", "name\n1\n"}})});
    const auto second = rollout(2, {office.add_with("2", {{"towns.csv", "name\n2\n"}})});
    {
      const auto library = place.open(office);
      REQUIRE(code_of(office.publish(*library, first)) == "ok");
      const PowerCut cut(step);
      done = code_of(office.publish(*library, second)) == "ok";
    }
    std::uint64_t found = 0;
    {
      const PowerCut again(step % 3);  // and once more while it starts
      auto library = Library::open(place.path + "/kept", {exchange::publisher_public_line(office.publisher)},
                                   place.site, place.kiosk, place.clock);
      if (library) found = (*library)->active()->rollout_version;
    }
    const auto library = place.open(office);
    CHECK(library->problem().empty());
    REQUIRE(library->active()->forms.size() == 1);
    const auto version = library->active()->rollout_version;
    CHECK(library->active()->forms[0].form->version == std::to_string(version));
    CHECK(library->active()->forms[0].files->read("towns.csv").value() == "name\n" + std::to_string(version) + "\n");
    CHECK(version >= std::max<std::uint64_t>(found, done ? 2 : 1));
    CHECK(code_of(office.publish(*library, first)) == (version == 2 ? "rollout.older" : "ok"));
    CHECK(code_of(office.publish(*library, second)) == "ok");
    CHECK(place.open(office)->active()->rollout_version == 2);
  }
  CHECK(step == 8);  // cut before each of seven: the file, the form, two .next files, their two renames, the floor;
                     // then not at all
}

TEST_CASE("a floor that outlived the renames below it does not shut out the rollout that waits") {
  const Place place;
  Office office;
  const auto first = rollout(1, {office.add("civic-city", "1")});
  const auto second = rollout(2, {office.add("civic-city", "2")});
  REQUIRE(code_of(office.publish(*place.open(office), first)) == "ok");
  const auto old_rollout = slurp(place.file("rollout.json"));
  const auto old_signature = slurp(place.file("rollout.json.minisig"));
  const auto old_form = slurp(place.form_file(first.forms[0]));
  REQUIRE(code_of(office.publish(*place.open(office), second)) == "ok");
  spill(place.form_file(first.forms[0]), old_form);
  std::filesystem::rename(place.file("rollout.json"), place.file("rollout.json.next"));
  spill(place.file("rollout.json"), old_rollout);
  SUBCASE("no rename was kept") {
    std::filesystem::rename(place.file("rollout.json.minisig"), place.file("rollout.json.minisig.next"));
    spill(place.file("rollout.json.minisig"), old_signature);
  }
  SUBCASE("the second was kept, the first not") {}
  const auto library = place.open(office);
  CHECK(library->active()->rollout_version == 2);
  CHECK(library->problem().empty());
  CHECK_FALSE(std::filesystem::exists(place.file("rollout.json.next")));
  CHECK_FALSE(std::filesystem::exists(place.file("rollout.json.minisig.next")));
  CHECK(place.open(office)->active()->rollout_version == 2);
}

TEST_CASE("versions are counted anew where the kiosk is enrolled for another publisher or site, and there only") {
  Place place;
  Office office, other;
  auto old = rollout(7, {office.add("civic-city", "1")});
  old.sites = {place.site};
  REQUIRE(code_of(office.publish(*place.open(office), old)) == "ok");
  Office* now = &other;
  SUBCASE("another publisher") {}
  SUBCASE("another site") {
    place.site = SiteId{"150921-04"};
    now = &office;
  }
  const auto library = place.open(*now);
  CHECK(library->active()->rollout_version == 0);
  REQUIRE(code_of(now->publish(*library, rollout(3, {now->add("civic-city", "2")}))) == "ok");
  CHECK(place.open(*now)->active()->rollout_version == 3);
  CHECK(code_of(now->publish(*place.open(*now), rollout(2, {now->add("civic-city", "2")}))) == "rollout.older");
}

TEST_CASE("a waiting rollout below the floor, or of another publisher, stays where it is") {
  const Place place;
  Office office;
  const auto form = office.add("civic-city", "1");
  REQUIRE(code_of(office.publish(*place.open(office), rollout(7, {form}))) == "ok");
  auto publisher = office.publisher;
  std::uint64_t version = 6;
  SUBCASE("below the floor, the kept one good") {}
  SUBCASE("below the floor, the kept one gone") { std::filesystem::remove(place.file("rollout.json")); }
  SUBCASE("of another publisher") {
    publisher = exchange::make_publisher_key();
    version = 8;
  }
  const auto json = exchange::encode(rollout(version, {form}));
  spill(place.file("rollout.json.next"), json);
  spill(place.file("rollout.json.minisig.next"), exchange::minisign(json, "test", publisher));
  const bool kept = std::filesystem::exists(place.file("rollout.json"));
  CHECK(place.open(office)->active()->rollout_version == (kept ? 7u : 0u));
  CHECK(slurp(place.file("rollout.json.next")) == json);
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
  const auto opened = Library::open(place.path + "/kept", {""}, place.site, place.kiosk, place.clock);
  REQUIRE_FALSE(opened.has_value());
  CHECK(opened.error().code == ErrorCode::file_failed);
  CHECK(opened.error().where.find(place.path) != std::string::npos);
}

}  // namespace minyi::kiosk::forms::test
