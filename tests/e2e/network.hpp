// What an operator sets up around the programs: certificates and ports of this machine.
#pragma once

#include <filesystem>
#include <string>

namespace minyi::e2e {

// A certificate for 127.0.0.1 that signs itself, and its key, as `openssl req` makes them: PLACE.pem and PLACE.key.
class Certificate {
 public:
  explicit Certificate(const std::filesystem::path& place);
  [[nodiscard]] std::string file() const { return place_ + ".pem"; }
  [[nodiscard]] std::string key() const { return place_ + ".key"; }

 private:
  std::string place_;
};

int free_port();                             // of 127.0.0.1, nobody's a moment ago
bool listening(const std::string& address);  // "127.0.0.1:8080"

}  // namespace minyi::e2e
