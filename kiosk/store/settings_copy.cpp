#include "minyi/store/settings_copy.hpp"

#include <array>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include "minyi/base/file.hpp"
#include "minyi/exchange/chain.hpp"

namespace minyi::kiosk::store {
namespace {

// Lines of "name value", both in hexadecimal digits, and at last the BLAKE2b of all before.
constexpr std::size_t longest = 1u << 20;

std::string digest_of(std::string_view lines) { return to_hex(exchange::blake2b(as_bytes(lines))); }

std::string slurp(const std::string& path) {
  std::string text;
  const auto file = open_file(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  std::array<char, 4096> piece{};
  for (ssize_t count = 0; file.is_open() && text.size() < longest; text.append(piece.data(), std::size_t(count)))
    if (count = ::read(file.get(), piece.data(), piece.size()); count <= 0) break;
  wipe(piece.data(), piece.size());
  return text;
}

}  // namespace

Result<> SettingsCopy::write(const std::map<std::string, Bytes>& settings) const {
  std::string text;
  for (const auto& [name, value] : settings) text += to_hex(as_bytes(name)) + " " + to_hex(value) + "\n";
  text += digest_of(text) + "\n";
  const auto written = replace_file(path_, text);
  wipe(text);
  MINYI_CHECK(written);
  return sync_folder(folder_of(path_));
}

std::map<std::string, Bytes> SettingsCopy::read() const {
  std::string text = slurp(path_);
  std::map<std::string, Bytes> settings;
  const std::size_t digest_line = 2 * sizeof(Digest) + 1;
  if (text.size() >= digest_line) {
    const std::string_view lines = std::string_view(text).substr(0, text.size() - digest_line);
    const bool whole = text.compare(lines.size(), std::string::npos, digest_of(lines) + "\n") == 0;
    std::istringstream in{whole ? std::string(lines) : std::string{}};
    for (std::string line; std::getline(in, line); wipe(line)) {
      const auto blank = line.find(' ');
      if (blank == std::string::npos) break;
      auto name = from_hex(line.substr(0, blank));
      auto value = from_hex(line.substr(blank + 1));
      if (name && value) settings.emplace(as_text(*name), std::move(*value));
    }
  }
  wipe(text);
  return settings;
}

bool SettingsCopy::exists() const { return ::access(path_.c_str(), F_OK) == 0; }

}  // namespace minyi::kiosk::store
