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

// "minyi collector key v1\n", then of each of its keys, oldest first: seal public ‖ seal secret ‖ sign public ‖ sign
// secret, each as a line of hexadecimal digits.
constexpr std::string_view title = "minyi collector key v1\n";
constexpr std::size_t longest = 32u << 10;
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

// Whether the public halves belong to the secret ones, all bytes of which count.
bool match(const KeyPairs& keys) {
  exchange::SealPublicKey seal;
  std::array<std::uint8_t, crypto_sign_SEEDBYTES> seed{};
  exchange::SignKeyPair sign;
  const bool derived =
      crypto_scalarmult_base(seal.bytes.data(), keys.seal.secret_key.bytes.data()) == 0 &&
      crypto_sign_ed25519_sk_to_seed(seed.data(), keys.sign.secret_key.bytes.data()) == 0 &&
      crypto_sign_seed_keypair(sign.public_key.bytes.data(), sign.secret_key.bytes.data(), seed.data()) == 0;
  wipe(seed.data(), seed.size());
  return derived && seal == keys.seal.public_key && sign.public_key == keys.sign.public_key &&
         sodium_memcmp(sign.secret_key.bytes.data(), keys.sign.secret_key.bytes.data(), sign.secret_key.bytes.size()) ==
             0;
}

bool read_pairs(std::string_view& rest, KeyPairs& keys) {
  return read_line(rest, keys.seal.public_key.bytes) && read_line(rest, keys.seal.secret_key.bytes) &&
         read_line(rest, keys.sign.public_key.bytes) && read_line(rest, keys.sign.secret_key.bytes) && match(keys);
}

void write_pairs(std::string& text, const KeyPairs& keys) {
  write_line(text, keys.seal.public_key.bytes);
  write_line(text, keys.seal.secret_key.bytes);
  write_line(text, keys.sign.public_key.bytes);
  write_line(text, keys.sign.secret_key.bytes);
}

// Written whole beside its place: `place(draft)` then gives it its name.
template <class F>
Result<> write_keys(const std::string& path, const Keys& keys, F&& place) {
  Secret secret;
  secret.text.reserve(longest);
  secret.text = title;
  for (const KeyPairs& former : keys.former) write_pairs(secret.text, former);
  write_pairs(secret.text, keys);
  const std::string draft = path + "." + to_hex(random_bytes(8));
  const auto placed = [&]() -> Result<> {
    const auto file = open_file(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (!file.is_open()) return failed("the key file cannot be created", path);
    MINYI_CHECK(write_all(file, secret.text, path));
    MINYI_CHECK(sync_file(file, path));
    if (!place(draft)) return failed("the key file cannot be put in its place", path);
    return {};
  }();
  ::unlink(draft.c_str());
  MINYI_CHECK(placed);
  return sync_folder(folder_of(path));
}

Bytes name_of(const exchange::CollectorKeys& keys) {
  Bytes both(keys.seal.bytes.begin(), keys.seal.bytes.end());
  both.insert(both.end(), keys.sign.bytes.begin(), keys.sign.bytes.end());
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
  if (!rest.starts_with(title)) return damaged(path);
  rest.remove_prefix(title.size());
  Keys keys;
  if (!read_pairs(rest, keys)) return damaged(path);
  while (!rest.empty()) {
    keys.former.push_back(keys);
    if (!read_pairs(rest, keys)) return damaged(path);
  }
  return keys;
}

Result<Keys> read_or_make_keys(const std::string& path) {
  auto keys = read_keys(path);
  if (keys || keys.error().code != ErrorCode::file_missing) return keys;
  const Keys fresh{{exchange::make_seal_keys(), exchange::make_sign_keys()}, {}};
  // link() never replaces a file.
  MINYI_CHECK(write_keys(path, fresh, [&](const std::string& draft) {
    return ::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST;
  }));
  return read_keys(path);  // what is there now, be it another's who was faster
}

std::string short_name(const KeyPairs& keys) { return to_hex(keys.seal.public_key.bytes).substr(0, 16); }

Result<Keys> rotate_keys(const std::string& path) {
  MINYI_TRY(Keys keys, read_keys(path));
  if (keys.former.size() >= exchange::max_rotations)
    return fail(ErrorCode::argument_invalid, "these keys were changed too often for kiosks to follow", path,
                "start a new warehouse, and enrol the kiosks there");
  keys.former.push_back(keys);
  static_cast<KeyPairs&>(keys) = {exchange::make_seal_keys(), exchange::make_sign_keys()};
  MINYI_CHECK(write_keys(path, keys, [&](const std::string& draft) {
    return give_to_owner_of(path, draft) && ::rename(draft.c_str(), path.c_str()) == 0;
  }));
  return keys;
}

Result<exchange::Record> open_record(ByteView sealed, const Keys& keys) {
  auto record = exchange::open(sealed, keys.seal);
  for (auto former = keys.former.rbegin(); former != keys.former.rend(); ++former) {
    if (record || record.error().code != ErrorCode::seal_unreadable) break;
    record = exchange::open(sealed, former->seal);
  }
  return record;
}

Result<exchange::Rotations> publisher_rotations(warehouse::Warehouse& warehouse) {
  MINYI_TRY(const auto kept, warehouse.setting(std::string(warehouse::publisher_rotations_setting)));
  if (!kept) return exchange::Rotations{};
  return exchange::decode_rotations(*kept);
}

Result<exchange::Rotations> rotations(const Keys& keys, warehouse::Warehouse& warehouse) {
  MINYI_TRY(auto way, publisher_rotations(warehouse));
  for (std::size_t i = 0; i < keys.former.size(); ++i) {
    const KeyPairs& next = i + 1 < keys.former.size() ? keys.former[i + 1] : keys;
    way.collector.push_back(exchange::rotate(keys.former[i].sign.secret_key, next.public_halves()));
  }
  return way;
}

Result<bool> claimed(warehouse::Warehouse& warehouse) {
  MINYI_TRY(const auto owner, warehouse.setting(std::string(owner_setting)));
  return owner.has_value();
}

Result<> claim_warehouse(warehouse::Warehouse& warehouse, const Keys& keys) {
  const Bytes own = name_of(keys.public_halves());
  MINYI_TRY(const auto owner, warehouse.setting(std::string(owner_setting)));
  if (owner == own) return {};
  const bool rotated = std::any_of(keys.former.begin(), keys.former.end(),
                                   [&](const KeyPairs& former) { return owner == name_of(former.public_halves()); });
  if (!owner || rotated) return warehouse.set_setting(std::string(owner_setting), own);
  return fail(ErrorCode::collector_wrong, "the key file is not that of the collector whose database this is", {},
              "restore the newest safe copy of collector.key; kiosks believe no other");
}

}  // namespace minyi::collector
