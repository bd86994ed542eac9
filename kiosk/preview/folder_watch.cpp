#include "minyi/preview/folder_watch.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "minyi/base/descriptor.hpp"

namespace minyi::kiosk::preview {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds quiet{120};     // nothing more for so long: the save is complete
constexpr std::chrono::milliseconds longest{1500};  // a folder that is never quiet is looked at all the same
constexpr std::uint32_t wanted = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;

// Reads what has come in; whether any of it counts.
bool take(int descriptor) {
  alignas(inotify_event) std::array<char, 16384> buffer;
  bool counts = false;
  for (;;) {
    const auto size = ::read(descriptor, buffer.data(), buffer.size());
    if (size <= 0) return counts;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      counts |= (event->mask & IN_Q_OVERFLOW) != 0 || (event->len > 0 && event->name[0] != '.');
      at += sizeof(inotify_event) + event->len;
    }
  }
}

enum class Woken { change, silence, stop };

Woken wait(int changes, int stop, int milliseconds) {
  std::array<pollfd, 2> watched{{{changes, POLLIN, 0}, {stop, POLLIN, 0}}};
  while (::poll(watched.data(), watched.size(), milliseconds) < 0 && errno == EINTR) {
  }
  if ((watched[1].revents & POLLIN) != 0) return Woken::stop;
  return (watched[0].revents & POLLIN) != 0 ? Woken::change : Woken::silence;
}

void watch(int changes, int stop, const std::function<void()>& changed) {
  for (;;) {
    auto woken = wait(changes, stop, -1);
    if (woken == Woken::stop) return;
    if (!take(changes)) continue;
    const auto deadline = Clock::now() + longest;
    while (woken == Woken::change && Clock::now() < deadline) {
      woken = wait(changes, stop, static_cast<int>(quiet.count()));
      if (woken == Woken::stop) return;
      take(changes);
    }
    changed();
  }
}

tl::unexpected<Error> failure(const std::string& where) {
  return fail(ErrorCode::file_failed, "cannot be watched: " + std::generic_category().message(errno), where,
              "check that the folder is there and can be read");
}

}  // namespace

Result<FolderWatch> FolderWatch::open(const std::vector<std::string>& folders, std::function<void()> changed) {
  auto changes = std::make_shared<Descriptor>(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  auto stop = std::make_shared<Descriptor>(::eventfd(0, EFD_CLOEXEC));
  if (!changes->is_open() || !stop->is_open()) return failure("");
  for (const auto& folder : folders)
    if (::inotify_add_watch(changes->get(), folder.c_str(), wanted) < 0) return failure(folder);
  return FolderWatch(std::jthread([changes = std::move(changes), stop = std::move(stop),
                                   changed = std::move(changed)](const std::stop_token& token) {
    const std::stop_callback asked(token, [&] {
      const std::uint64_t once = 1;
      [[maybe_unused]] const auto written = ::write(stop->get(), &once, sizeof once);
    });
    watch(changes->get(), stop->get(), changed);
  }));
}

}  // namespace minyi::kiosk::preview
