// A service manager's ear: the datagram socket of sd_notify(3).
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>

#include "minyi/base/descriptor.hpp"

namespace minyi::testing {

class NotifySocket {
 public:
  // A path, or after "@" a name in the abstract namespace. Throws std::runtime_error where it cannot listen.
  explicit NotifySocket(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof address.sun_path - 1);
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0)
      throw std::runtime_error("nobody can be heard at " + name);
  }
  // The next message; empty when there is none.
  [[nodiscard]] std::string heard() const {
    std::array<char, 256> text{};
    const ssize_t size = ::recv(socket_.get(), text.data(), text.size(), MSG_DONTWAIT);
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string{};
  }

 private:
  Descriptor socket_;
};

}  // namespace minyi::testing
