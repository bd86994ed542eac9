// minisign's file formats, so that `minisign -V` verifies what this project signs.
#include <algorithm>
#include <optional>

#include <sodium.h>

#include "minyi/exchange/rollout.hpp"

namespace minyi::exchange {
namespace {

constexpr std::string_view untrusted_prefix = "untrusted comment: ";
constexpr std::string_view trusted_prefix = "trusted comment: ";
constexpr std::string_view key_algorithm = "Ed";
constexpr std::string_view file_algorithm = "ED";  // Ed25519 over BLAKE2b-512 of the file
constexpr std::size_t max_signature_file = 16u << 10;

using Hash512 = std::array<std::uint8_t, 64>;

Hash512 blake2b_512(std::string_view file) {
  Hash512 hash{};
  const ByteView bytes = as_bytes(file);
  crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
  return hash;
}

template <class... Parts>
Bytes join(const Parts&... parts) {
  Bytes bytes;
  (bytes.insert(bytes.end(), std::begin(parts), std::end(parts)), ...);
  return bytes;
}

Signature sign_plain(ByteView message, const SignSecretKey& key) {
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), key.bytes.data());
  return signature;
}

bool verify_plain(ByteView message, ByteView signature, ByteView key) {
  return signature.size() == crypto_sign_BYTES && key.size() == crypto_sign_PUBLICKEYBYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

auto invalid(const char* why) {
  return fail(ErrorCode::signature_invalid, why, "signature",
              "use the .minisig file that was published with this file");
}

}  // namespace

PublisherKey make_publisher_key() {
  PublisherKey key;
  randombytes_buf(key.key_id.data(), key.key_id.size());
  key.keys = make_sign_keys();
  return key;
}

std::string publisher_public_line(const PublisherKey& key) {
  return to_base64(join(key_algorithm, key.key_id, key.keys.public_key.bytes));
}

std::string publisher_public_file(std::string_view public_line) {
  return std::string(untrusted_prefix) + "minyi publisher's public key\n" + std::string(public_line) + "\n";
}

std::string publisher_secret_file(const PublisherKey& key) {
  // minisign's secret key file as `minisign -G -W` writes it: no password ("\0\0"), BLAKE2b checksum ("B2").
  const std::array<std::uint8_t, 32 + 8 + 8> no_password{};
  Bytes checked = join(key_algorithm, key.key_id, key.keys.secret_key.bytes);
  std::array<std::uint8_t, 32> checksum{};
  crypto_generichash(checksum.data(), checksum.size(), checked.data(), checked.size(), nullptr, 0);
  Bytes file = join(key_algorithm, std::string_view("\0\0", 2), std::string_view("B2"), no_password, key.key_id,
                    key.keys.secret_key.bytes, checksum);
  std::string text = std::string(untrusted_prefix) + "minyi publisher's secret key\n" + to_base64(file) + "\n";
  wipe(checked);
  wipe(file);
  return text;
}

Result<PublisherKey> read_publisher_secret_file(std::string_view text) {
  const auto refuse = [](const char* why, const char* hint = "") {
    return fail(ErrorCode::argument_invalid, why, "publisher's secret key", hint);
  };
  if (text.size() > 1024 || take_line(text).substr(0, untrusted_prefix.size()) != untrusted_prefix)
    return refuse("not a minisign secret key file");
  auto bytes = from_base64(take_line(text));
  if (!bytes || bytes->size() != 158) return refuse("not a minisign secret key file");
  const auto part = [&](std::size_t at, std::size_t size) { return ByteView(*bytes).subspan(at, size); };
  if (as_text(part(0, 2)) != key_algorithm || as_text(part(4, 2)) != "B2") return refuse("another kind of key");
  if (as_text(part(2, 2)) != std::string_view("\0\0", 2))
    return refuse("the key is protected by a password", "make one without: minisign -G -W");
  PublisherKey key;
  std::ranges::copy(part(54, 8), key.key_id.begin());
  std::ranges::copy(part(62, 64), key.keys.secret_key.bytes.begin());
  Bytes checked = join(key_algorithm, key.key_id, key.keys.secret_key.bytes);
  std::array<std::uint8_t, 32> checksum{};
  crypto_generichash(checksum.data(), checksum.size(), checked.data(), checked.size(), nullptr, 0);
  const bool whole = std::ranges::equal(part(126, 32), checksum);
  wipe(checked);
  wipe(*bytes);
  if (!whole) return refuse("damaged: its checksum is wrong", "restore it from a backup");
  crypto_sign_ed25519_sk_to_pk(key.keys.public_key.bytes.data(), key.keys.secret_key.bytes.data());
  return key;
}

std::string rollout_comment(std::uint64_t version) { return "minyi rollout " + std::to_string(version); }

std::string minisign(std::string_view file, std::string_view trusted_comment, const PublisherKey& key) {
  std::string comment(trusted_comment);
  std::ranges::replace_if(
      comment, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  const Signature signature = sign_plain(blake2b_512(file), key.keys.secret_key);
  const Signature whole = sign_plain(join(signature, comment), key.keys.secret_key);
  return std::string(untrusted_prefix) + "signature from minyi\n" +
         to_base64(join(file_algorithm, key.key_id, signature)) + "\n" + std::string(trusted_prefix) + comment + "\n" +
         to_base64(whole) + "\n";
}

Result<std::string> minisign_verify(std::string_view file, std::string_view signature, std::string_view public_line) {
  const auto key = from_base64(public_line);
  if (!key || key->size() != 2 + 8 + 32 || as_text(*key).substr(0, 2) != key_algorithm)
    return invalid("the publisher's public key cannot be read");
  if (signature.size() > max_signature_file) return invalid("not a minisign signature");
  std::string_view rest = signature;
  const std::string_view untrusted = take_line(rest);
  const std::string_view first = take_line(rest);
  std::string_view comment = take_line(rest);
  const std::string_view last = take_line(rest);
  if (untrusted.substr(0, untrusted_prefix.size()) != untrusted_prefix ||
      comment.substr(0, trusted_prefix.size()) != trusted_prefix || !rest.empty())
    return invalid("not a minisign signature");
  comment.remove_prefix(trusted_prefix.size());
  const auto signed_part = from_base64(first);
  const auto global = from_base64(last);
  if (!signed_part || signed_part->size() != 2 + 8 + 64 || !global || global->size() != 64)
    return invalid("not a minisign signature");
  if (as_text(*signed_part).substr(0, 2) != file_algorithm) return invalid("another kind of signature");
  const ByteView key_bytes = *key;
  const ByteView file_signature = ByteView(*signed_part).subspan(10);
  if (!std::ranges::equal(ByteView(*signed_part).subspan(2, 8), key_bytes.subspan(2, 8)))
    return invalid("signed with another publisher's key");
  if (!verify_plain(blake2b_512(file), file_signature, key_bytes.subspan(10)))
    return invalid("the file was altered, or is not the one that was signed");
  if (!verify_plain(join(file_signature, comment), *global, key_bytes.subspan(10)))
    return invalid("the trusted comment was altered");
  return std::string(comment);
}

}  // namespace minyi::exchange
