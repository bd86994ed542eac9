#include "minyi/base/service.hpp"

#include <fstream>
#include <functional>
#include <string>

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/notify_socket.hpp"
#include "support/temp_dir.hpp"

using namespace minyi;
using namespace std::chrono_literals;

namespace {

// What a child of this test says by its exit status.
bool in_child(const std::function<bool()>& holds) {
  const pid_t child = fork();
  if (child == 0) _exit(holds() ? 0 : 1);
  int status = -1;
  waitpid(child, &status, 0);
  return status == 0;
}

// Of this process, in KiB: memory that stays where it is.
std::uint64_t locked_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmLck:")) return std::stoull(line.substr(6));
  return 0;
}

}  // namespace

TEST_CASE("the manager is told of start, end, and three times as often as it wants a sign of life") {
  const testing::TempDir folder;
  for (const std::string& name : {(folder / "notify").string(), "@minyi-test-" + std::to_string(getpid())}) {
    const testing::NotifySocket manager(name);
    ServiceManager service(name, 30s);
    service.ready();
    CHECK(manager.heard() == "READY=1");
    const Monotonic begin{1h};
    service.beat(begin);
    CHECK(manager.heard() == "WATCHDOG=1");
    CHECK(service.next_beat() == begin + 10s);
    service.beat(begin + 9s);
    CHECK(manager.heard().empty());
    service.beat(begin + 10s);
    CHECK(manager.heard() == "WATCHDOG=1");
    service.stopping();
    CHECK(manager.heard() == "STOPPING=1");
  }
}

TEST_CASE("without a manager, or one that is not there, nothing is said and nothing fails") {
  ServiceManager alone;
  alone.ready();
  alone.beat(Monotonic{1h});
  CHECK_FALSE(alone.next_beat());
  const testing::TempDir folder;
  ServiceManager deaf(folder / "nobody", 30s);
  deaf.ready();
  deaf.beat(Monotonic{1h});
  ServiceManager far(std::string(500, 'x'), 30s);
  far.ready();
}

TEST_CASE("the environment says where the manager is and how long it waits") {
  const testing::TempDir folder;
  const testing::NotifySocket manager(folder / "notify");
  CHECK(in_child([&] {
    setenv("NOTIFY_SOCKET", (folder / "notify").c_str(), 1);
    setenv("WATCHDOG_USEC", "60000000", 1);
    ServiceManager service = ServiceManager::from_environment();
    service.beat(Monotonic{1h});
    return service.next_beat() == Monotonic{1h} + 20s;
  }));
  CHECK(manager.heard() == "WATCHDOG=1");
  for (const char* wrong : {"", "0", "-1", "many", "60000000x"})
    CHECK(in_child([&] {
      setenv("NOTIFY_SOCKET", (folder / "notify").c_str(), 1);
      setenv("WATCHDOG_USEC", wrong, 1);
      return !ServiceManager::from_environment().next_beat();
    }));
}

TEST_CASE("a program that keeps its memory private leaves no core file and cannot be read by its neighbours") {
  CHECK(in_child([] {
    keep_memory_private();
    rlimit limit{};
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 &&
           limit.rlim_max == 0;
  }));
}

TEST_CASE("a program that may lock its memory keeps it from the swap, and one that may not goes on without") {
  CHECK(in_child([] {
    constexpr rlimit little{.rlim_cur = 65536, .rlim_max = 65536};
    constexpr uid_t nobody = 65534;
    if (setrlimit(RLIMIT_MEMLOCK, &little) != 0 || (geteuid() == 0 && setuid(nobody) != 0)) return false;
    keep_memory_private();
    const std::string later(1u << 20, 'x');
    return locked_memory() == 0 && later.back() == 'x';
  }));
#ifdef __SANITIZE_ADDRESS__  // under it nothing is locked, whatever is asked
  MESSAGE("half skipped: the sanitizer locks nothing");
#else
  if (!in_child([] {
        constexpr rlimit none{.rlim_cur = 0, .rlim_max = 0}, all{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
        if (setrlimit(RLIMIT_MEMLOCK, &all) == 0) return true;
        return setrlimit(RLIMIT_MEMLOCK, &none) == 0 && mlock(&none, sizeof none) == 0;  // above all limits
      })) {
    MESSAGE("half skipped: this process may not lock its memory");
    return;
  }
  CHECK(in_child([] {
    keep_memory_private();
    const std::uint64_t before = locked_memory();
    const std::string later(1u << 20, 'x');
    return before > 0 && locked_memory() >= before + 1024 && later.back() == 'x';
  }));
#endif
}
