// A rollout on its way to kiosks without a network.
#include <filesystem>

#include <doctest/doctest.h>

#include "minyi/exchange/rollout.hpp"

#include "admin/cli/desk.hpp"

using namespace minyi;
using namespace minyi::cli;
namespace fs = std::filesystem;

namespace {

std::string survey(const std::string& version) {
  return "| survey | type | name | label |\n"
         "| | select_one_from_file towns.csv | town | Town |\n"
         "| settings | form_id | version | form_title |\n"
         "| | know | " +
         version + " | Knowing |\n";
}

struct Errand {
  Desk desk;
  std::string folder = desk.path("stick");
  Errand() {
    fs::create_directory(folder);
    desk.write("towns.csv", "name,label\nt1,One\n");
  }
  void publish(const std::string& version, const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"publish", desk.write("know.md", survey(version))};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Outcome done = desk.office(arguments);
    REQUIRE_MESSAGE(done.exit == 0, done.err);
  }
  Outcome stick(const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments{"stick", folder};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return desk.office(arguments);
  }
  // What a kiosk would judge by: signature, digests, sizes.
  [[nodiscard]] exchange::Rollout verified() const {
    const std::string json = Desk::read(folder + "/rollout.json");
    const auto signature = Desk::read(folder + "/rollout.json.minisig");
    std::ifstream publisher(desk.data() + "/publisher.pub");
    std::string line;
    while (std::getline(publisher, line) && line.starts_with("untrusted comment")) continue;
    CHECK(exchange::minisign_verify(json, signature, line).has_value());
    const auto rollout = exchange::decode_rollout(json).value();
    for (const auto& form : rollout.forms) {
      CHECK(exchange::verify(form, Desk::read(folder + "/forms/" + to_hex(form.digest) + ".xml")).has_value());
      for (const auto& file : form.files)
        CHECK(exchange::verify(file, Desk::read(folder + "/files/" + to_hex(file.digest))).has_value());
    }
    return rollout;
  }
};

}  // namespace

TEST_CASE("a stick gets the newest rollout with all that it names, as it was signed") {
  Errand errand;
  errand.publish("1");
  errand.publish("2");
  const Outcome done = errand.stick();
  REQUIRE_MESSAGE(done.exit == 0, done.err);
  CHECK(has(done.out, "Rollout 2"));
  CHECK(has(done.out, "know 2, 1 files"));
  CHECK_FALSE(has(done.out, "not for every kiosk"));
  const auto rollout = errand.verified();
  CHECK(rollout.version == 2);
  REQUIRE(rollout.forms.size() == 1);
  CHECK(rollout.forms[0].version == "2");
  CHECK(rollout.forms[0].files.size() == 1);
}

TEST_CASE("the same stick can be written again, and with a rollout that is asked for by its number") {
  Errand errand;
  errand.publish("1", {"--share", "50"});
  errand.publish("2");
  REQUIRE(errand.stick().exit == 0);
  const Outcome former = errand.stick({"--rollout", "1"});
  REQUIRE_MESSAGE(former.exit == 0, former.err);
  CHECK(has(former.out, "not for every kiosk"));
  CHECK(errand.verified().version == 1);
}

TEST_CASE("what cannot be written onto a stick is said with what to do") {
  Errand errand;
  CHECK(errand.stick().exit == 1);  // there is no office yet
  errand.publish("1");
  CHECK(has(errand.stick({"--rollout", "7"}).err, "no such rollout"));
  errand.folder += "/nowhere";
  CHECK(has(errand.stick().err, "plugged in"));
  CHECK_FALSE(fs::exists(errand.folder));
}
