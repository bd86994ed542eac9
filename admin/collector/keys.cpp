#include "minyi/collector/keys.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "minyi/base/file.hpp"

namespace minyi::collector {
namespace {

// "minyi collector key v1\n" ‖ seal public ‖ seal secret ‖ sign public ‖ sign secret, each as a line of hexadecimal
// digits.
constexpr std::string_view title = "minyi collector key v1\n";
constexpr std::size_t longest = 1024;
constexpr std::string_view owner_setting = "collector-keys";

class Secret {  // a text that is wiped when it goes
 public:
  Secret() = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(text); }
  std::string text;
};

tl::unexpected<Error> failed(const std::string& what, const std::string& path) {
  return fail(ErrorCode::file_failed, fmt::format("{}: {}", what, std::strerror(errno)), path,
              "check the folder's owner, permissions and free space");
}

tl::unexpected<Error> damaged(const std::string& path) {
  return fail(ErrorCode::file_failed, "this is not a collector's key file, or it is damaged", path,
              "restore it from its safe copy; it was not touched");
}

template <std::size_t N>
bool read_line(std::string_view& rest, std::array<std::uint8_t, N>& out) {
  std::size_t length = 0;
  if (rest.size() < 2 * N + 1 || rest[2 * N] != '\n' ||
      sodium_hex2bin(out.data(), N, rest.data(), 2 * N, nullptr, &length, nullptr) != 0 || length != N)
    return false;
  rest.remove_prefix(2 * N + 1);
  return true;
}

template <std::size_t N>
void write_line(std::string& text, const std::array<std::uint8_t, N>& bytes) {
  std::array<char, 2 * N + 1> line{};
  sodium_bin2hex(line.data(), line.size(), bytes.data(), N);
  text.append(line.data(), 2 * N);
  text += '\n';
  wipe(line.data(), line.size());
}

// Whether the public halves belong to the secret ones.
bool match(const Keys& keys) {
  exchange::SealPublicKey seal;
  exchange::SignPublicKey sign;
  return crypto_scalarmult_base(seal.bytes.data(), keys.seal.secret_key.bytes.data()) == 0 &&
         crypto_sign_ed25519_sk_to_pk(sign.bytes.data(), keys.sign.secret_key.bytes.data()) == 0 &&
         seal == keys.seal.public_key && sign == keys.sign.public_key;
}

// Written whole beside its place and then linked into it: link() never replaces a file, and what stands there is
// complete.
Result<> write_new(const std::string& path, const Keys& keys) {
  Secret secret;
  secret.text.reserve(longest);
  secret.text = title;
  write_line(secret.text, keys.seal.public_key.bytes);
  write_line(secret.text, keys.seal.secret_key.bytes);
  write_line(secret.text, keys.sign.public_key.bytes);
  write_line(secret.text, keys.sign.secret_key.bytes);
  const std::string draft = path + "." + to_hex(random_bytes(8));
  const auto place = [&]() -> Result<> {
    const auto file = open_file(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (!file.is_open()) return failed("the key file cannot be created", path);
    MINYI_CHECK(write_all(file, secret.text, path));
    MINYI_CHECK(sync_file(file, path));
    if (::link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST)
      return failed("the key file cannot be put in its place", path);
    return {};
  }();
  ::unlink(draft.c_str());
  MINYI_CHECK(place);
  return sync_folder(folder_of(path));
}

Bytes public_halves(const Keys& keys) {
  Bytes both(keys.seal.public_key.bytes.begin(), keys.seal.public_key.bytes.end());
  both.insert(both.end(), keys.sign.public_key.bytes.begin(), keys.sign.public_key.bytes.end());
  return both;
}

}  // namespace

Result<Keys> read_keys(const std::string& path) {
  const auto file = open_file(path, O_RDONLY);
  if (!file.is_open()) {
    if (errno == ENOENT)
      return fail(ErrorCode::file_missing, "there is no key file", path, "restore it from its safe copy");
    return failed("the key file cannot be read", path);
  }
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) return failed("the key file cannot be read", path);
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail(ErrorCode::file_failed, "others than its owner may read the key file", path, "run: chmod 600 " + path);
  Secret secret;
  secret.text.resize(longest);
  const ssize_t size = ::pread(file.get(), secret.text.data(), secret.text.size(), 0);
  if (size < 0) return failed("the key file cannot be read", path);
  std::string_view rest(secret.text.data(), static_cast<std::size_t>(size));
  Keys keys;
  if (!rest.starts_with(title)) return damaged(path);
  rest.remove_prefix(title.size());
  if (!read_line(rest, keys.seal.public_key.bytes) || !read_line(rest, keys.seal.secret_key.bytes) ||
      !read_line(rest, keys.sign.public_key.bytes) || !read_line(rest, keys.sign.secret_key.bytes) || !rest.empty() ||
      !match(keys))
    return damaged(path);
  return keys;
}

Result<Keys> read_or_make_keys(const std::string& path) {
  auto keys = read_keys(path);
  if (keys || keys.error().code != ErrorCode::file_missing) return keys;
  MINYI_CHECK(write_new(path, {exchange::make_seal_keys(), exchange::make_sign_keys()}));
  return read_keys(path);  // what is there now, be it another's who was faster
}

Result<bool> claimed(warehouse::Warehouse& warehouse) {
  MINYI_TRY(const auto owner, warehouse.setting(std::string(owner_setting)));
  return owner.has_value();
}

Result<> claim_warehouse(warehouse::Warehouse& warehouse, const Keys& keys) {
  const Bytes own = public_halves(keys);
  MINYI_TRY(const auto owner, warehouse.setting(std::string(owner_setting)));
  if (!owner) return warehouse.set_setting(std::string(owner_setting), own);
  if (*owner != own)
    return fail(ErrorCode::collector_wrong, "the key file is not that of the collector whose database this is", {},
                "restore collector.key from its safe copy; kiosks believe no other");
  return {};
}

}  // namespace minyi::collector
