#include "e2e/network.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/process.hpp"

namespace minyi::e2e {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

Certificate::Certificate(const std::filesystem::path& place) : place_(place) {
  const auto made = testing::Process::run(
      {.command = {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                   "-days", "30", "-subj", "/CN=minyi test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key(),
                   "-out", file()},
       .environment = {},
       .directory = {},
       .largest_file = {}});
  if (!made.exit.clean() || ::chmod(key().c_str(), S_IRUSR | S_IWUSR) != 0)
    throw testing::Failure("no certificate: " + made.errors);
}

int free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(descriptor);
  if (!bound) throw testing::Failure("no port is free");
  return ntohs(address.sin_port);
}

bool listening(const std::string& address) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in there = loopback(std::stoi(address.substr(address.rfind(':') + 1)));
  const bool reached = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
  ::close(descriptor);
  return reached;
}

}  // namespace minyi::e2e
