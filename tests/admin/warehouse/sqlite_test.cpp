#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "admin/warehouse/conformance.hpp"

namespace {

using namespace minyi;
using namespace minyi::warehouse;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "minyi-warehouse-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::filesystem::path path_;
};

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

// What another program would do to the file.
void execute(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  char* message = nullptr;
  const int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message);
  INFO((message != nullptr ? message : ""));
  CHECK(code == SQLITE_OK);
  sqlite3_free(message);
  sqlite3_close(database);
}

std::string query(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  std::string answer;
  const int code = sqlite3_exec(
      database, sql.c_str(),
      [](void* out, int columns, char** values, char**) {
        for (int i = 0; i < columns; ++i)
          *static_cast<std::string*>(out) += std::string(values[i] != nullptr ? values[i] : "") + "|";
        return 0;
      },
      &answer, nullptr);
  CHECK(code == SQLITE_OK);
  sqlite3_close(database);
  return answer;
}

class SqliteBackend final : public tests::Backend {
 public:
  std::unique_ptr<Warehouse> fresh() override {
    ++count_;
    return again();
  }
  std::unique_ptr<Warehouse> again() override {
    auto opened = open_sqlite(folder_.file(std::to_string(count_) + ".sqlite"));
    if (!opened) FAIL(to_string(opened.error()));
    return std::move(*opened);
  }

 private:
  TemporaryFolder folder_;
  int count_ = 0;
};

void check_untouched(const std::string& bytes, ErrorCode expected) {
  const TemporaryFolder folder;
  const std::string path = folder.file("x.sqlite");
  write(path, bytes);
  const auto opened = open_sqlite(path);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == expected);
  CHECK(opened.error().where == path);
  CHECK_FALSE(opened.error().hint.empty());
  CHECK(read(path) == bytes);
  CHECK(folder.files() == 1);
}

}  // namespace

TEST_CASE("SQLite is a warehouse") {
  SqliteBackend backend;
  tests::check_conformance(backend);
}

TEST_CASE("a new warehouse is ours, readable by its owner only, and keeps a rollback journal") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w.sqlite");
  { REQUIRE(open_sqlite(path)); }
  struct stat facts {};
  REQUIRE(stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777) == 0600);
  CHECK(query(path, "PRAGMA application_id") == "1296980311|");
  CHECK(query(path, "PRAGMA user_version") == "2|");
  CHECK(read(path).substr(18, 2) == "\x01\x01");  // rollback journal, not WAL
  CHECK(query(path, "PRAGMA integrity_check") == "ok|");
  REQUIRE(open_sqlite(path));
}

TEST_CASE("a database of another program is refused and left as it is") {
  const TemporaryFolder folder;
  const std::string path = folder.file("theirs.sqlite");
  execute(path, "PRAGMA application_id = 42; CREATE TABLE setting (name TEXT, value BLOB)");
  check_untouched(read(path), ErrorCode::store_foreign);
}

TEST_CASE("a file that is no database is refused and left as it is") {
  check_untouched("name,age\nWang,70\n", ErrorCode::store_foreign);
  check_untouched(std::string(4096, 'x'), ErrorCode::store_foreign);
}

TEST_CASE("a warehouse of a later version is refused and left as it is") {
  const TemporaryFolder folder;
  const std::string path = folder.file("later.sqlite");
  { REQUIRE(open_sqlite(path)); }
  execute(path, "PRAGMA user_version = 3");
  check_untouched(read(path), ErrorCode::store_newer);
}

TEST_CASE("a warehouse from before files travelled is brought up to date, with all that is in it") {
  const TemporaryFolder folder;
  const std::string path = folder.file("old.sqlite");
  {
    auto made = open_sqlite(path);
    REQUIRE(made);
    PublishedForm form{FormId{"civic"}, "1", {}, "文明城市", "<h:html/>", {}};
    form.digest = exchange::blake2b(as_bytes(form.xform));
    REQUIRE((*made)->publish({form}, {3, "{}", "sig"}));
  }
  execute(path, "DROP TABLE form_file; DROP TABLE file; PRAGMA user_version = 1");  // as version 1 left it
  const auto opened = open_sqlite(path);
  if (!opened) FAIL(to_string(opened.error()));
  CHECK(query(path, "PRAGMA user_version") == "2|");
  const auto form = (*opened)->form(exchange::blake2b(as_bytes("<h:html/>")));
  REQUIRE((form && *form));
  CHECK((*form)->title == "文明城市");
  CHECK((*form)->files.empty());
  REQUIRE((*opened)->keep_file("a,b\n"));
  CHECK(query(path, "PRAGMA foreign_key_check").empty());
  CHECK((*opened)->check());
}

TEST_CASE("a damaged warehouse says so") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w.sqlite");
  { REQUIRE(open_sqlite(path)); }
  std::string bytes = read(path);
  std::fill(bytes.begin() + 100, bytes.end(), '\x5a');
  write(path, bytes);
  const auto opened = open_sqlite(path);
  const auto used = opened ? (*opened)->sites() : fail(opened.error());
  REQUIRE_FALSE(used);
  CHECK(used.error().code == ErrorCode::store_damaged);
}

TEST_CASE("a file whose making was cut short by a power failure is made anew") {
  // Kill a maker at random moments of its first transaction; whatever it leaves behind must open.
  for (int round = 0; round < 8; ++round) {
    const TemporaryFolder folder;
    const std::string path = folder.file("w.sqlite");
    const pid_t maker = fork();
    if (maker == 0) {
      (void)open_sqlite(path);
      _exit(0);
    }
    std::this_thread::sleep_for(std::chrono::microseconds{700 * round});
    kill(maker, SIGKILL);
    waitpid(maker, nullptr, 0);
    const auto opened = open_sqlite(path);
    if (!opened) FAIL(to_string(opened.error()));
    CHECK((*opened)->sites());
  }
}

TEST_CASE("a blank first page is undone by the journal beside it") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w.sqlite");
  // SQLite's journal header: magic, no pages in it, nonce, 0 pages in the file before, sectors of 512, pages of 4096
  // bytes.
  std::string journal("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7\0\0\0\0\1\2\3\4\0\0\0\0\0\0\2\0\0\0\x10\0", 28);
  journal.resize(512);
  write(path, std::string(4096, '\0'));
  write(path + "-journal", journal);
  const auto opened = open_sqlite(path);
  if (!opened) FAIL(to_string(opened.error()));
  CHECK((*opened)->sites());
  check_untouched(std::string(4096, '\0'), ErrorCode::store_foreign);  // without a journal it is just a file of zeros
}

TEST_CASE("an empty file becomes a warehouse") {
  const TemporaryFolder folder;
  write(folder.file("w.sqlite"), "");
  CHECK(open_sqlite(folder.file("w.sqlite")));
}

TEST_CASE("a missing folder is named") {
  const auto opened = open_sqlite("/nonexistent-folder/w.sqlite");
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == ErrorCode::store_failed);
  CHECK(opened.error().where == "/nonexistent-folder/w.sqlite");
}

TEST_CASE("two programs that open a new warehouse at once both get it") {
  for (int round = 0; round < 5; ++round) {
    const TemporaryFolder folder;
    const std::string path = folder.file("w.sqlite");
    std::vector<pid_t> programs;
    for (int i = 0; i < 3; ++i) {
      const pid_t child = fork();
      if (child == 0) {
        const auto opened = open_sqlite(path);
        _exit(opened && (*opened)->set_setting("program", as_bytes(std::to_string(i))) ? 0 : 1);
      }
      programs.push_back(child);
    }
    for (const pid_t program : programs) {
      int status = -1;
      waitpid(program, &status, 0);
      CHECK(WIFEXITED(status));
      CHECK(WEXITSTATUS(status) == 0);
    }
  }
}

TEST_CASE("a response's row tells neither its minute, its kiosk nor its place in a stream") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w.sqlite");
  { REQUIRE(open_sqlite(path)); }
  CHECK(query(path, "SELECT name FROM pragma_table_info('response')") ==
        "id|form|version|outcome|language|site|day|hour|duration|");
  CHECK(query(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'response' AND sql LIKE '%WITHOUT ROWID%'") ==
        "1|");
}

TEST_CASE("a write that stops in the middle loses nothing") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w.sqlite");
  auto opened = open_sqlite(path);
  REQUIRE(opened);
  REQUIRE((*opened)->set_setting("a", as_bytes("kept")));
  // A limit on the size of files stands in for a full disk: the write stops in the same place.
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit { 200'000, 200'000 };
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(3);
    auto mine = open_sqlite(path);
    if (!mine) _exit(4);
    const auto result = (*mine)->set_setting("b", random_bytes(2'000'000));
    if (result) _exit(5);
    const auto kept = (*mine)->setting("a");
    _exit(kept && *kept && **kept == Bytes{'k', 'e', 'p', 't'} ? 0 : 6);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(query(path, "PRAGMA integrity_check") == "ok|");
  CHECK_FALSE(*(*opened)->setting("b"));
}
