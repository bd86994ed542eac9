// The command line and the collector before things that are wrong: a message, a status that says so, and nothing
// touched.
#include <memory>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "e2e/disk.hpp"
#include "e2e/stage.hpp"

namespace minyi::e2e {
namespace {

using testing::Process;

void check_refused(const Process::Finished& done, const std::string& word) {
  CHECK(done.exit.signal == 0);
  CHECK(done.exit.code != 0);
  const std::string said = done.errors + done.output;  // `check` prints its findings: they are what it was asked for
  CHECK_MESSAGE(said.find(word) != std::string::npos, "\"" << word << "\" is not in: " << said);
}

Process::Finished serve(const std::filesystem::path& data) {
  return Process::run({.command = {program("minyi-collector"), "serve", "--data", data, "--listen", "127.0.0.1:0"},
                       .environment = {},
                       .directory = {},
                       .largest_file = {}});
}

struct Prepared {
  testing::TempDir directory;
  Office office{directory / "office"};
  Prepared() {
    office.open();
    office.prepare();
    office.close();
  }
};

}  // namespace

TEST_CASE("a form that does not compile is refused with its place, and what is published stays") {
  const Prepared prepared;
  std::string form = read_file(source("survey-defs/civic-city/form.md"));
  const std::string good = "${took_part} = 'yes'";
  form.replace(form.find(good), good.size(), "${tok_part} = 'yes'");
  write_file(prepared.directory / "bad.md", form);
  const auto before = contents(prepared.office.data());

  check_refused(prepared.office.minyi({"publish", prepared.directory / "bad.md"}), "tok_part");
  check_refused(prepared.office.minyi({"publish", prepared.directory / "bad.md"}), "bad.md");
  check_refused(Process::run({.command = {program("minyi"), "check", prepared.directory / "bad.md"},
                              .environment = {},
                              .directory = {},
                              .largest_file = {}}),
                "tok_part");
  check_refused(prepared.office.minyi({"publish", prepared.directory / "missing.md"}), "missing.md");
  CHECK(contents(prepared.office.data()) == before);
}

TEST_CASE("a site file with a wrong line is refused whole") {
  const Prepared prepared;
  write_file(prepared.directory / "sites.csv", "code,parent,level,name,eligible\nnew,,banner,New,many\n");
  const auto before = contents(prepared.office.data());
  check_refused(prepared.office.minyi({"sites", "import", prepared.directory / "sites.csv"}), "sites.csv");
  CHECK(contents(prepared.office.data()) == before);
}

TEST_CASE("an invitation to a site that does not exist is refused") {
  const Prepared prepared;
  check_refused(prepared.office.minyi({"kiosks", "invite", "--site", "nowhere"}), "nowhere");
}

TEST_CASE("a database of somebody else is left alone") {
  const testing::TempDir directory;
  const auto file = directory / "office" / "warehouse.db";
  SUBCASE("a text") { write_file(file, std::string(5000, 'x')); }
  SUBCASE("another program's") { make_database(file, "CREATE TABLE songs (title TEXT); PRAGMA application_id = 77;"); }
  const auto before = contents(directory.path());
  check_refused(serve(directory / "office"), "warehouse.db");
  check_refused(Office(directory / "office").minyi({"sites", "import", source("survey-defs/civic-city/sites.csv")}),
                "warehouse.db");
  CHECK(contents(directory.path()).at("office/warehouse.db") == before.at("office/warehouse.db"));
}

TEST_CASE("a database of a newer Minyi is left alone") {
  const Prepared prepared;
  const auto file = prepared.office.data() / "warehouse.db";
  make_database(file, "PRAGMA user_version = 9999;");
  const std::string before = read_file(file);
  check_refused(serve(prepared.office.data()), "later version");
  check_refused(prepared.office.minyi({"rates", "--form", "civic-city"}), "later version");
  CHECK(read_file(file) == before);
}

TEST_CASE("a full disk stops an import with a message, and the tree of sites is what it was") {
  const Prepared prepared;
  std::string sites = read_file(source("survey-defs/civic-city/sites.csv"));
  for (int i = 0; i < 20'000; ++i) sites += "extra-" + std::to_string(i) + ",demo-t1-c1,grid,更多网格,100\n";
  write_file(prepared.directory / "many.csv", sites);
  const auto before = contents(prepared.office.data());
  const Process::Finished done =
      Process::run({.command = {program("minyi"), "sites", "import", prepared.directory / "many.csv", "--data",
                                prepared.office.data()},
                    .environment = {},
                    .directory = {},
                    .largest_file = 400'000});
  check_refused(done, "database");  // a limit on the file answers EFBIG, which SQLite calls an I/O error
  // The next one to open the database takes the half-written transaction back.
  prepared.office.must({"kiosks", "list"});
  CHECK(contents(prepared.office.data()) == before);
}

TEST_CASE("a port that is taken is a message, not a wait") {
  Prepared prepared;
  prepared.office.open();
  const testing::TempDir other;
  const Process::Finished done =
      Process::run({.command = {program("minyi-collector"), "serve", "--data", other / "data", "--listen",
                                prepared.office.url().substr(std::string("http://").size())},
                    .environment = {},
                    .directory = {},
                    .largest_file = {}});
  check_refused(done, "127.0.0.1");
}

}  // namespace minyi::e2e
