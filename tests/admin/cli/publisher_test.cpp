// A new key for the publisher: kiosks get from the former one to it, everything published is signed by it, and cut
// short anywhere it has happened or not.
#include "minyi/cli/publisher.hpp"

#include <filesystem>

#include <doctest/doctest.h>

#include "minyi/collector/keys.hpp"

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;

namespace {

namespace fs = std::filesystem;

constexpr const char* survey =
    "| survey | type | name | label |\n"
    "| --- | --- | --- | --- |\n"
    "| | text | wish | What do you wish for? |\n\n"
    "| settings | form_id | version |\n"
    "| --- | --- | --- |\n"
    "| | wish | 1 |\n";

struct Published {
  Published() {
    file = desk.write("wish.md", survey);
    for (int i = 0; i < 2; ++i) {
      const Outcome done = desk.office({"publish", file});
      REQUIRE_MESSAGE(done.exit == 0, done.err);
    }
    first = line();
  }
  [[nodiscard]] std::string line() const {
    const auto kept = warehouse().setting(std::string(warehouse::publisher_key_setting)).value();
    return kept ? std::string(as_text(*kept)) : std::string{};
  }
  [[nodiscard]] std::string key_file() const { return desk.data() + "/publisher.key"; }
  [[nodiscard]] warehouse::Warehouse& warehouse() const { return *opened; }
  // Whether kiosks that believe in `before` get to the present key, and everything published bears its signature.
  void check_whole(const std::string& before) const {
    const auto way = collector::publisher_rotations(warehouse()).value();
    const auto steps = exchange::follow(way.publisher, before);
    CHECK((steps.empty() ? before : steps.back()) == line());
    const auto rollouts = warehouse().rollouts().value();
    for (const auto& rollout : rollouts) {
      const auto comment = exchange::minisign_verify(rollout.json, rollout.signature, line());
      CHECK(comment.value_or("not signed by it") == exchange::rollout_comment(rollout.version));
    }
  }

  Desk desk;
  std::string file;
  std::unique_ptr<warehouse::Warehouse> opened = [this] {
    fs::create_directories(desk.data());
    return warehouse::open_sqlite(desk.database()).value();
  }();
  std::string first;
};

}  // namespace

TEST_CASE("the publisher has a new key, kiosks can follow to it, and all that is published bears its signature") {
  Published office;
  const std::string former_secret = Desk::read(office.key_file());
  const Outcome done = office.desk.office({"publisher", "rotate"});
  REQUIRE_MESSAGE(done.exit == 0, done.err);
  const std::string second = office.line();
  CHECK(second != office.first);
  CHECK(has(done.out, second));
  office.check_whole(office.first);
  CHECK(has(Desk::read(office.desk.data() + "/publisher.pub"), second));
  CHECK(Desk::read(office.key_file()) != former_secret);
  CHECK_FALSE(fs::exists(office.key_file() + ".next"));
  CHECK((fs::status(office.key_file()).permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));

  REQUIRE(office.desk.office({"publisher", "rotate"}).exit == 0);
  office.check_whole(office.first);
  office.check_whole(second);
  REQUIRE(office.desk.office({"publish", office.file}).exit == 0);
  office.check_whole(office.first);
  CHECK(office.warehouse().rollout().value()->version == 3);
}

TEST_CASE("a change of the publisher's key that was cut short has happened or not, and is ended by the next command") {
  Published office;
  const std::string present = Desk::read(office.key_file());

  // Before the warehouse knew of it: only a key that nobody believes lies about.
  REQUIRE(office.desk.office({"publisher", "rotate"}).exit == 0);
  const std::string second = office.line();
  const std::string next = Desk::read(office.key_file());
  const auto stray = exchange::publisher_secret_file(exchange::make_publisher_key());
  std::ofstream(office.key_file() + ".next") << stray;
  fs::permissions(office.key_file() + ".next", fs::perms::owner_read | fs::perms::owner_write);
  REQUIRE(office.desk.office({"publish", office.file}).exit == 0);
  CHECK(office.line() == second);
  CHECK(Desk::read(office.key_file()) == next);
  office.check_whole(office.first);

  // After it: the new key still lies beside the former one.
  fs::remove(office.key_file() + ".next");
  fs::rename(office.key_file(), office.key_file() + ".next");
  std::ofstream(office.key_file()) << present;
  fs::permissions(office.key_file(), fs::perms::owner_read | fs::perms::owner_write);
  const Outcome again = office.desk.office({"publish", office.file});
  REQUIRE_MESSAGE(again.exit == 0, again.err);
  CHECK(Desk::read(office.key_file()) == next);
  CHECK_FALSE(fs::exists(office.key_file() + ".next"));
  office.check_whole(office.first);

  // With a stray one beside it, a new change makes its own.
  std::ofstream(office.key_file() + ".next") << stray;
  REQUIRE(office.desk.office({"publisher", "rotate"}).exit == 0);
  CHECK(office.line() != second);
  office.check_whole(office.first);
}

TEST_CASE("a survey that is published while the key is changed is not left with the former signature") {
  Published office;
  const auto present = publisher_key(office.desk.data(), office.warehouse()).value();
  const auto next = exchange::make_publisher_key();
  auto rollouts = office.warehouse().rollouts().value();
  REQUIRE(office.desk.office({"publish", office.file}).exit == 0);
  exchange::Rotations way;
  way.publisher.push_back(exchange::rotate(present, next));
  const auto changed =
      office.warehouse().change_publisher(exchange::publisher_public_line(next), exchange::encode(way), rollouts);
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code == ErrorCode::rollout_older);
  CHECK(office.line() == office.first);
  office.check_whole(office.first);
}

TEST_CASE("where nothing is published, and where there is no office, a new key is no accident") {
  Desk desk;
  const Outcome nowhere = desk.office({"publisher", "rotate"});
  CHECK(nowhere.exit == 1);
  CHECK(has(nowhere.err, "there is no warehouse here"));
  REQUIRE(desk.office({"sites", "import", desk.write("sites.csv", small_tree)}).exit == 0);
  CHECK(desk.office({"publisher", "rotate"}).exit == 0);
  CHECK(desk.office({"kiosks", "invite", "--site", "c1"}).exit == 0);
}
