#include "minyi/exchange/http_signature.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <sodium.h>

namespace minyi::exchange {
namespace {

constexpr std::string_view label = "minyi";
constexpr std::array<std::string_view, 3> components = {"@method", "@path", "content-digest"};
constexpr std::size_t max_header = 2048;

std::string content_digest(ByteView body) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), body.data(), body.size());
  return "sha-256=:" + to_base64(digest) + ":";
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

struct Request {
  std::string_view method, path, digest;
};

std::string_view component_value(std::string_view component, const Request& request) {
  if (component == "@method") return request.method;
  if (component == "@path") return request.path;
  return request.digest;
}

// RFC 9421, section 2.5
std::string signature_base(const std::vector<std::string>& covered, const Request& request,
                           std::string_view parameters) {
  std::string base;
  for (const std::string& component : covered) {
    base += quoted(component) + ": ";
    base += component_value(component, request);
    base += '\n';
  }
  base += "\"@signature-params\": ";
  base += parameters;
  return base;
}

// Reads a structured field (RFC 8941) in its canonical spelling only: the text that is read is then also the text that
// was signed, and there is no second spelling to disagree about.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  [[nodiscard]] std::string_view rest() const { return rest_; }
  bool skip(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  std::optional<std::string> key() {
    const auto is_key = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '*';
    };
    std::size_t length = 0;
    while (length < rest_.size() && is_key(rest_[length])) ++length;
    if (length == 0 || !((rest_[0] >= 'a' && rest_[0] <= 'z') || rest_[0] == '*')) return std::nullopt;
    std::string name(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return name;
  }
  std::optional<std::string> string() {
    if (!skip("\"")) return std::nullopt;
    std::string value;
    while (!rest_.empty()) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return value;
      if (c == '\\') {
        if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\\')) return std::nullopt;
        c = rest_.front();
        rest_.remove_prefix(1);
      }
      if (c < 0x20 || c > 0x7E) return std::nullopt;
      value += c;
    }
    return std::nullopt;
  }
  bool integer() {
    std::size_t length = rest_.substr(0, 1) == "-" ? 1 : 0;
    const std::size_t first = length;
    while (length < rest_.size() && rest_[length] >= '0' && rest_[length] <= '9') ++length;
    const std::size_t digits = length - first;
    if (digits == 0 || digits > 15 || (digits > 1 && rest_[first] == '0')) return false;
    rest_.remove_prefix(length);
    return true;
  }

 private:
  std::string_view rest_;
};

struct Input {
  std::string name;             // of the dictionary's member
  std::string_view parameters;  // from "(" to the end, as signed
  std::vector<std::string> covered;
  std::string key_id;
};

auto invalid(const char* why) { return fail(ErrorCode::signature_invalid, why, "request signature"); }

Result<Input> read_input(std::string_view text) {
  if (text.size() > max_header) return invalid("Signature-Input is too long");
  Reader reader(text);
  Input input;
  auto name = reader.key();
  if (!name || !reader.skip("=")) return invalid("Signature-Input is not a dictionary");
  input.name = *name;
  input.parameters = reader.rest();
  if (!reader.skip("(")) return invalid("Signature-Input has no list of components");
  while (!reader.skip(")")) {
    if (!input.covered.empty() && !reader.skip(" ")) return invalid("Signature-Input's components are not a list");
    auto component = reader.string();
    if (!component) return invalid("Signature-Input's components are not a list");
    if (std::find(components.begin(), components.end(), *component) == components.end())
      return invalid("a component that is not covered here; use @method, @path and content-digest");
    if (std::find(input.covered.begin(), input.covered.end(), *component) != input.covered.end())
      return invalid("a component stands twice");
    input.covered.push_back(std::move(*component));
  }
  if (input.covered.size() != components.size()) return invalid("must cover @method, @path and content-digest");
  std::vector<std::string> seen;
  while (!reader.rest().empty()) {
    auto parameter = reader.skip(";") ? reader.key() : std::nullopt;
    if (!parameter || !reader.skip("=")) return invalid("Signature-Input's parameters cannot be read");
    if (std::find(seen.begin(), seen.end(), *parameter) != seen.end()) return invalid("a parameter stands twice");
    if (*parameter == "created") {
      if (!reader.integer()) return invalid("created is not a number of seconds");
    } else if (*parameter == "keyid") {
      auto value = reader.string();
      if (!value) return invalid("keyid is not a text");
      input.key_id = std::move(*value);
    } else if (*parameter == "alg") {
      if (reader.string() != "ed25519") return invalid("only ed25519 is known here");
    } else {
      return invalid("a parameter other than created, keyid and alg");
    }
    seen.push_back(std::move(*parameter));
  }
  if (std::find(seen.begin(), seen.end(), "created") == seen.end() || input.key_id.empty())
    return invalid("created and keyid must be given");
  return input;
}

Result<Signature> read_signature(std::string_view text, std::string_view name) {
  Reader reader(text);
  if (text.size() > max_header || !reader.skip(name) || !reader.skip("=:"))
    return invalid("Signature has no member of that name");
  std::string_view encoded = reader.rest();
  if (encoded.empty() || encoded.back() != ':') return invalid("Signature is not a byte sequence");
  encoded.remove_suffix(1);
  const auto bytes = from_base64(encoded);
  Signature signature{};
  if (!bytes || bytes->size() != signature.size()) return invalid("Signature is not 64 bytes");
  std::copy(bytes->begin(), bytes->end(), signature.begin());
  return signature;
}

// A line break in these would let one request be read as another.
bool plain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

SignatureHeaders sign_request(std::string_view method, std::string_view path, ByteView body, std::string_view key_id,
                              Instant created, const SignSecretKey& key) {
  SignatureHeaders headers;
  headers.content_digest = content_digest(body);
  const std::vector<std::string> covered(components.begin(), components.end());
  std::string parameters = "(";
  for (const std::string& component : covered) parameters += (parameters.size() > 1 ? " " : "") + quoted(component);
  parameters +=
      ");created=" + std::to_string(std::chrono::floor<std::chrono::seconds>(created).time_since_epoch().count()) +
      ";keyid=" + quoted(key_id) + ";alg=\"ed25519\"";
  const std::string base = signature_base(covered, {method, path, headers.content_digest}, parameters);
  Signature signature{};
  const ByteView bytes = as_bytes(base);
  crypto_sign_detached(signature.data(), nullptr, bytes.data(), bytes.size(), key.bytes.data());
  headers.signature_input = std::string(label) + "=" + parameters;
  headers.signature = std::string(label) + "=:" + to_base64(signature) + ":";
  return headers;
}

Result<std::string> claimed_key_id(const SignatureHeaders& headers) {
  MINYI_TRY(const Input input, read_input(headers.signature_input));
  return input.key_id;
}

Result<> verify_request(std::string_view method, std::string_view path, ByteView body, const SignatureHeaders& headers,
                        const SignPublicKey& key) {
  if (!plain(method) || !plain(path)) return invalid("method or path cannot be signed");
  MINYI_TRY(const Input input, read_input(headers.signature_input));
  MINYI_TRY(const Signature signature, read_signature(headers.signature, input.name));
  if (headers.content_digest != content_digest(body)) return invalid("Content-Digest is not that of the body");
  const std::string base = signature_base(input.covered, {method, path, headers.content_digest}, input.parameters);
  const ByteView bytes = as_bytes(base);
  if (crypto_sign_verify_detached(signature.data(), bytes.data(), bytes.size(), key.bytes.data()) != 0)
    return invalid("does not verify with this kiosk's key");
  return {};
}

}  // namespace minyi::exchange
