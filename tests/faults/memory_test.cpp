// Where a machine puts what programs have in memory: the swap when it runs short, a core file when one dies. No answer
// may be found there.
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "minyi/base/service.hpp"

#include "faults/fleet.hpp"

namespace minyi::faults {
namespace {

// Of a process, as "Max core file size" is followed by "0 0 bytes".
std::string limit(pid_t process, const std::string& name) {
  std::ifstream limits("/proc/" + std::to_string(process) + "/limits");
  for (std::string line; std::getline(limits, line);) {
    if (!line.starts_with(name)) continue;
    std::istringstream words(line.substr(name.size()));
    std::string soft, hard;
    words >> soft >> hard;
    return soft + " " + hard;
  }
  return {};
}

bool above_limits(pid_t process) {
  constexpr unsigned cap_ipc_lock = 14;
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("CapEff:")) return (std::stoull(line.substr(7), nullptr, 16) >> cap_ipc_lock & 1) != 0;
  return false;
}

void check_stays_in_memory(pid_t process) {
  CAPTURE(process);
  CHECK(limit(process, "Max core file size") == "0 0");
  CHECK(memory(process, "VmSwap") == 0);
  if (above_limits(process) || limit(process, "Max locked memory").starts_with("unlimited"))
    CHECK(memory(process, "VmLck") >= memory(process, "RssAnon"));
  else
    MESSAGE("this user's programs may not lock memory: only their service's MemorySwapMax keeps them from the swap");
}

// The files and partitions that this machine swaps to, as far as they may be read.
std::vector<std::ifstream> swaps() {
  std::vector<std::ifstream> found;
  std::ifstream list("/proc/swaps");
  std::string line;
  std::getline(list, line);  // a heading
  while (std::getline(list, line))
    if (std::ifstream swap(line.substr(0, line.find(' ')), std::ios::binary); swap) found.push_back(std::move(swap));
  return found;
}

bool occurs(std::istream& in, const std::string& words) {
  std::string piece(1u << 20, '\0'), before;
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    before.append(piece, 0, static_cast<std::size_t>(in.gcount()));
    if (before.find(words) != std::string::npos) return true;
    before.erase(0, before.size() - std::min(before.size(), words.size()));
  }
  return false;
}

}  // namespace

TEST_CASE("swap file: neither the swap nor a core file gets what a resident is writing, nor what the office opens") {
  County county;
  Hall hall(county);
  keep_memory_private();  // ours, too: the test knows all answers; after it has started those it judges
  hall.begin();
  hall.write();
  check_stays_in_memory(hall.kiosk().pid());
  hall.hand_in();
  hall.await_delivery();
  check_stays_in_memory(county.office().collector());
  for (std::ifstream& swap : swaps()) CHECK_FALSE(occurs(swap, hall.wish()));
  check_counted_once_and_unread(county, {&hall});
}

}  // namespace minyi::faults
