#include "minyi/base/service.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "minyi/base/descriptor.hpp"

namespace minyi {
namespace {

using std::chrono::milliseconds;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

void keep_memory_private() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  // All or nothing: under a limit that can be reached, memory would some day not be given at all. Under one of nothing
  // only those may lock who are above limits (CAP_IPC_LOCK). MCL_ONFAULT: what is never used takes no room.
  const rlimit all{.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
  if (setrlimit(RLIMIT_MEMLOCK, &all) != 0) setrlimit(RLIMIT_MEMLOCK, &none);
  mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
}

ServiceManager ServiceManager::from_environment() {
  const std::string text = variable("WATCHDOG_USEC");
  std::chrono::microseconds::rep count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool asked = error == std::errc{} && end == text.data() + text.size() && count > 0;
  return {variable("NOTIFY_SOCKET"),
          asked ? std::optional(std::chrono::floor<milliseconds>(std::chrono::microseconds{count})) : std::nullopt};
}

ServiceManager::ServiceManager(std::string socket, std::optional<milliseconds> watchdog) : socket_(std::move(socket)) {
  if (socket_.empty() || !watchdog) return;
  interval_ = std::max(*watchdog / 3, milliseconds{1});
  next_beat_ = Monotonic{};  // at once
}

void ServiceManager::ready() const { tell("READY=1"); }
void ServiceManager::stopping() const { tell("STOPPING=1"); }

void ServiceManager::beat(Monotonic now) {
  if (!next_beat_ || now < *next_beat_) return;
  tell("WATCHDOG=1");
  next_beat_ = now + *interval_;
}

void ServiceManager::tell(const char* message) const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // abstract
  const Descriptor descriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!descriptor.is_open()) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  ::sendto(descriptor.get(), message, std::strlen(message), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace minyi
