// New keys for a collector: what was sealed to the former ones comes in, what is signed is signed with the new ones,
// and no old copy of the key file is taken for the collector.
#include "minyi/collector/keys.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

#include "admin/collector/office.hpp"
#include "admin/collector/program.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;

namespace {

struct Folder {
  testing::TempDir place;
  [[nodiscard]] std::string key_file() const { return place / "collector.key"; }
  std::string slurp() const {
    std::ifstream in(key_file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

exchange::Record some_record() {
  exchange::Record record;
  record.id = RecordId{{7}};
  record.form = FormId{"civic"};
  record.end = record.start + std::chrono::seconds{60};
  return record;
}

}  // namespace

TEST_CASE("new keys stand beside the former ones, which still open what was sealed to them") {
  const Folder folder;
  const Keys first = must(read_or_make_keys(folder.key_file()));
  CHECK(first.former.empty());
  const auto sealed_first = exchange::seal(some_record(), first.seal.public_key);
  const Keys second = must(rotate_keys(folder.key_file()));
  const Keys third = must(rotate_keys(folder.key_file()));
  const Keys read = must(read_keys(folder.key_file()));
  CHECK(read.public_halves() == third.public_halves());
  REQUIRE(read.former.size() == 2);
  CHECK(read.former[0].public_halves() == first.public_halves());
  CHECK(read.former[1].public_halves() == second.public_halves());
  struct stat facts {};
  REQUIRE(::stat(folder.key_file().c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777) == 0600);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.place.path()), {}) == 1);  // no draft stays behind

  for (const auto& keys : {first, second, third}) {
    const auto opened = open_record(exchange::seal(some_record(), keys.seal.public_key).bytes, read);
    REQUIRE(opened);
    CHECK(opened->id == some_record().id);
  }
  CHECK(open_record(sealed_first.bytes, second));
  const auto newest = exchange::seal(some_record(), third.seal.public_key);
  CHECK(open_record(newest.bytes, first).error().code == ErrorCode::seal_unreadable);
}

TEST_CASE("new keys belong to whom the former ones belong, whoever makes them") {
  if (::geteuid() != 0) {
    MESSAGE("skipped: this process may not give files away");
    return;
  }
  const Folder folder;
  constexpr uid_t somebody = 4711;
  must(read_or_make_keys(folder.key_file()));
  REQUIRE(::chown(folder.key_file().c_str(), somebody, somebody) == 0);
  must(rotate_keys(folder.key_file()));
  struct stat facts {};
  REQUIRE(::stat(folder.key_file().c_str(), &facts) == 0);
  CHECK(facts.st_uid == somebody);
  CHECK(facts.st_gid == somebody);
  CHECK((facts.st_mode & 07777) == 0600);
}

TEST_CASE("a key file that is damaged in any of its keys is refused, and left as it is") {
  const Folder folder;
  must(read_or_make_keys(folder.key_file()));
  const Keys keys = must(rotate_keys(folder.key_file()));
  const std::string whole = folder.slurp();
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = damaged[at] == '0' ? '1' : '0';
    std::ofstream(folder.key_file(), std::ios::binary) << damaged;
    const auto read = read_keys(folder.key_file());
    if (read) {  // X25519 passes over some bits of a secret key
      CHECK(read->public_halves() == keys.public_halves());
      for (const KeyPairs* pair : {static_cast<const KeyPairs*>(&*read), &read->former.at(0)})
        CHECK(exchange::open(exchange::seal(some_record(), pair->seal.public_key).bytes, pair->seal));
      continue;
    }
    ++refused;
    const bool rotated = rotate_keys(folder.key_file()).has_value();
    const bool touched = folder.slurp() != damaged;
    CHECK_FALSE(rotated);
    CHECK_FALSE(touched);
  }
  CHECK(static_cast<std::size_t>(refused) > whole.size() - 10);
  std::ofstream(folder.key_file(), std::ios::binary) << whole.substr(0, whole.size() - 65);
  CHECK_FALSE(read_keys(folder.key_file()));
}

TEST_CASE("keys can be changed as often as kiosks can follow, and no more") {
  const Folder folder;
  const auto warehouse = must(warehouse::open_sqlite(folder.place / "warehouse.db"));
  const Keys first = must(read_or_make_keys(folder.key_file()));
  for (std::size_t i = 0; i < exchange::max_rotations; ++i) must(rotate_keys(folder.key_file()));
  CHECK(rotate_keys(folder.key_file()).error().code == ErrorCode::argument_invalid);
  const Keys last = must(read_keys(folder.key_file()));
  const auto way = must(rotations(last, *warehouse));
  const auto read = must(exchange::decode_rotations(exchange::encode(way)));
  CHECK(exchange::follow(read.collector, first.public_halves()) == last.public_halves());
}

TEST_CASE("a warehouse follows its collector's new keys, and refuses an older copy of the key file from then on") {
  const Folder folder;
  const auto warehouse = must(warehouse::open_sqlite(folder.place / "warehouse.db"));
  const Keys first = must(read_or_make_keys(folder.key_file()));
  must(claim_warehouse(*warehouse, first));
  const Keys second = must(rotate_keys(folder.key_file()));
  must(claim_warehouse(*warehouse, first));  // the one that runs has not been restarted yet
  must(claim_warehouse(*warehouse, second));
  must(claim_warehouse(*warehouse, second));
  CHECK(claim_warehouse(*warehouse, first).error().code == ErrorCode::collector_wrong);
  const Keys stranger{{exchange::make_seal_keys(), exchange::make_sign_keys()}, {}};
  CHECK(claim_warehouse(*warehouse, stranger).error().code == ErrorCode::collector_wrong);
}

TEST_CASE("anybody may ask the collector how its keys were changed, and the answer leads to those it signs with") {
  Office office;
  const auto asked = [&] {
    const HttpAnswer answer = exchange_http(office.url() + "/v1/keys", "GET", {}, {});
    CHECK(answer.status == 200);
    CHECK(answer.content_type == exchange::rotations_content_type);
    return must(exchange::decode_rotations(as_bytes(answer.body)));
  };
  CHECK(asked().empty());
  const auto first = office.keys().public_halves();
  office.rotate();
  const auto way = asked();
  CHECK(exchange::follow(way.collector, first) == office.keys().public_halves());
  CHECK(first != office.keys().public_halves());
}

TEST_CASE(
    "an answer that was sealed before the keys were changed is counted, and its receipt bears the new signature") {
  Office office;
  Kiosk kiosk(office);
  kiosk.answer("yes");
  office.rotate();
  const HttpAnswer answer = kiosk.post(kiosk.run(0, 1));
  CHECK(answer.status == 200);
  CHECK_FALSE(exchange::verify_receipt(as_bytes(answer.body), kiosk.believe));
  const auto receipt = must(exchange::verify_receipt(as_bytes(answer.body), office.keys().sign.public_key));
  CHECK(receipt.head == kiosk.links[1]);
  CHECK(receipt.rejected.empty());
  CHECK(office.total().indicators.at("awareness") == Counts{1, 1});
  const Kiosk newcomer(office);
  CHECK(newcomer.seal_to == office.keys().seal.public_key);
  CHECK(newcomer.believe == office.keys().sign.public_key);
}

TEST_CASE("the program makes new keys, says what to do, and serves with them when it is started again") {
  const TempDir folder;
  const auto ready = folder / "ready";
  const auto serve = [&] {
    std::filesystem::remove(ready);
    Program program(folder, {"serve", "--data", folder / "data", "--listen", "127.0.0.1:0", "--ready-file", ready});
    const std::string url = await_ready(ready);
    const HttpAnswer answer = exchange_http(url + "/v1/keys", "GET", {}, {});
    program.signal(SIGTERM);
    CHECK(program.wait() == 0);
    return must(exchange::decode_rotations(as_bytes(answer.body)));
  };
  CHECK(serve().empty());
  const Keys first = must(read_keys(folder / "data/collector.key"));
  const std::string old_copy = read(folder / "data/collector.key");
  Program rotate(folder, {"rotate", "--data", folder / "data"});
  CHECK(rotate.wait() == 0);
  const std::string said = read(folder / "stdout");
  CHECK(said.find("Copy it to its safe place now") != std::string::npos);
  CHECK(said.find("restart the collector") != std::string::npos);
  const Keys second = must(read_keys(folder / "data/collector.key"));
  CHECK(exchange::follow(serve().collector, first.public_halves()) == second.public_halves());

  Program check(folder, {"check", "--data", folder / "data"});
  CHECK(check.wait() == 0);
  CHECK(read(folder / "stdout").find("1 former") != std::string::npos);
  write(folder / "data/collector.key", old_copy);
  Program restored(folder, {"serve", "--data", folder / "data", "--listen", "127.0.0.1:0"});
  CHECK(restored.wait() == 1);
  CHECK(restored.errors().find("collector.wrong") != std::string::npos);

  Program nowhere(folder, {"rotate", "--data", folder / "nowhere"});
  CHECK(nowhere.wait() == 1);
  CHECK(nowhere.errors().find("there is no key file") != std::string::npos);
}
