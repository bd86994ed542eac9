// `minyi-collector check`: what would stop the collector is said before it is started, all of it at once.
#include "minyi/collector/check.hpp"

#include <sys/stat.h>

#include "admin/collector/program.hpp"

using namespace minyi;
using namespace minyi::collector;
using namespace minyi::collector::tests;

namespace {

struct Checked {
  int status = 0;
  std::string good, bad;
};

class Desk {
 public:
  Desk() {
    const auto ready = folder_ / "ready";
    Program program(folder_, {"serve", "--data", data(), "--listen", "127.0.0.1:0", "--ready-file", ready});
    await_ready(ready);
    program.signal(SIGTERM);
    CHECK(program.wait() == 0);
  }
  [[nodiscard]] std::filesystem::path data() const { return folder_ / "data"; }
  [[nodiscard]] Checked check(std::vector<std::string> options = {}) const {
    std::vector<std::string> arguments{"check", "--data", data()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    Program program(folder_, arguments);
    const int status = program.wait();
    return {status, read(folder_ / "stdout"), program.errors()};
  }

 private:
  TempDir folder_;
};

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("an office in order is said to be so, thing by thing") {
  const Desk desk;
  const Checked checked = desk.check({"--listen", "127.0.0.1:0"});
  CHECK(checked.status == 0);
  CHECK(checked.bad.empty());
  for (const char* line : {"folder: in order", "database: in order", "keys: in order", "publisher: none yet",
                           "rollout: none yet", "places: 0 site(s), 0 kiosk(s)", "address: http://127.0.0.1:"})
    CHECK_MESSAGE(says(checked.good, line), line << " is not in:\n" << checked.good);
}

TEST_CASE("everything that is wrong is said at once, with what to do, and the rest is still looked at") {
  const Desk desk;
  chmod(desk.data().c_str(), 0777);
  chmod((desk.data() / "warehouse.db").c_str(), 0644);
  chmod((desk.data() / "collector.key").c_str(), 0640);
  write(desk.data() / "publisher.key", "untrusted comment: x\n");
  chmod((desk.data() / "publisher.key").c_str(), 0604);
  const Checked checked = desk.check();
  CHECK(checked.status == 1);
  for (const char* line : {"folder: [file.failed]", "database: [file.failed]", "keys: [file.failed]",
                           "publisher: [file.failed]", "chmod 700", "chmod 600"})
    CHECK_MESSAGE(says(checked.bad, line), line << " is not in:\n" << checked.bad);
  CHECK(says(checked.good, "rollout: none yet"));
}

TEST_CASE("a port that is taken is found before the start") {
  const Desk desk, other;
  const TempDir folder;
  const auto ready = folder / "ready";
  Program running(folder, {"serve", "--data", other.data(), "--listen", "127.0.0.1:0", "--ready-file", ready});
  const std::string url = await_ready(ready);
  const Checked checked = desk.check({"--listen", url.substr(url.find("//") + 2)});
  CHECK(checked.status == 1);
  CHECK(says(checked.bad, "address: [network.failed]"));
  CHECK(desk.check().status == 0);
}
