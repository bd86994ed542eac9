// Enrolment, and the identity it leaves in the store's settings as one value: it is there whole or not at all.
#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "minyi/upload/answer.hpp"
#include "minyi/upload/link.hpp"

namespace minyi::kiosk::upload {
namespace {

using nlohmann::json;

constexpr auto identity_setting = "identity";
constexpr auto unfinished_setting = "enrolment.keys";  // kept until enrolled: a lost answer must not burn the code
constexpr auto code_setting = "enrolment.code";        // digest of the code that made the identity

std::string hex(ByteView bytes) { return to_hex(bytes); }

template <class Array>
Result<> take_hex(const json& from, const char* name, Array& to) {
  MINYI_TRY(const Bytes bytes, from_hex(from.at(name).get_ref<const std::string&>()));
  if (bytes.size() != to.size()) return fail(ErrorCode::store_damaged, fmt::format("{} has the wrong length", name));
  std::copy(bytes.begin(), bytes.end(), to.begin());
  return {};
}

std::string write_identity(const Identity& identity) {
  return json{{"v", 1},
              {"kiosk", identity.kiosk.value()},
              {"site", identity.site.value()},
              {"site_name", identity.site_name},
              {"collector_url", identity.collector_url},
              {"public_key", hex(identity.keys.public_key.bytes)},
              {"secret_key", hex(identity.keys.secret_key.bytes)},
              {"collector_seal", hex(identity.collector_seal.bytes)},
              {"collector_sign", hex(identity.collector_sign.bytes)},
              {"publisher_key", identity.publisher_key},
              {"collector_ca", identity.collector_ca},
              {"former_publishers", identity.former_publishers}}
      .dump();
}

Result<> store_identity(store::Outbox& outbox, const Identity& identity) {
  std::string text = write_identity(identity);
  auto stored = outbox.set_setting(identity_setting, as_bytes(text));
  wipe(text);
  return stored;
}

Result<Identity> read_identity(std::string_view text) {
  const auto parsed = json::parse(text, nullptr, false);
  Identity identity;
  try {
    if (parsed.at("v") != 1) return fail(ErrorCode::store_newer, "the kiosk's identity was written by a later version");
    identity.kiosk = KioskId{parsed.at("kiosk").get<std::string>()};
    identity.site = SiteId{parsed.at("site").get<std::string>()};
    identity.site_name = parsed.at("site_name").get<std::string>();
    identity.collector_url = parsed.at("collector_url").get<std::string>();
    identity.publisher_key = parsed.at("publisher_key").get<std::string>();
    // Kiosks of earlier versions had none of these.
    identity.collector_ca = parsed.value("collector_ca", "");
    identity.former_publishers = parsed.value("former_publishers", std::vector<std::string>{});
    MINYI_CHECK(take_hex(parsed, "public_key", identity.keys.public_key.bytes));
    MINYI_CHECK(take_hex(parsed, "secret_key", identity.keys.secret_key.bytes));
    MINYI_CHECK(take_hex(parsed, "collector_seal", identity.collector_seal.bytes));
    MINYI_CHECK(take_hex(parsed, "collector_sign", identity.collector_sign.bytes));
  } catch (const json::exception&) {
    return fail(ErrorCode::store_damaged, "the kiosk's identity cannot be read", {}, "enrol this kiosk again");
  }
  return identity;
}

// The same keys for every try at enrolling, so that a collector may give the same answer again.
Result<exchange::SignKeyPair> enrolment_keys(store::Outbox& outbox) {
  exchange::SignKeyPair keys;
  MINYI_TRY(auto kept, outbox.setting(unfinished_setting));
  const auto size = keys.public_key.bytes.size() + keys.secret_key.bytes.size();
  if (kept && kept->size() == size) {
    const auto secret = kept->begin() + static_cast<std::ptrdiff_t>(keys.public_key.bytes.size());
    std::copy(kept->begin(), secret, keys.public_key.bytes.begin());
    std::copy(secret, kept->end(), keys.secret_key.bytes.begin());
    wipe(*kept);
    return keys;
  }
  keys = exchange::make_sign_keys();
  Bytes both(keys.public_key.bytes.begin(), keys.public_key.bytes.end());
  both.insert(both.end(), keys.secret_key.bytes.begin(), keys.secret_key.bytes.end());
  const auto stored = outbox.set_setting(unfinished_setting, both);
  wipe(both);
  MINYI_CHECK(stored);
  return keys;
}

Bytes digest_of(const exchange::EnrolmentCode& code) {
  const Digest digest = exchange::blake2b(exchange::derive_enrolment_key(code));
  return {digest.begin(), digest.end()};
}

exchange::CollectorKeys collector_of(const Identity& identity) {
  return {identity.collector_seal, identity.collector_sign};
}

// Another collector cannot open what is sealed to the former one; the same one under new keys can.
Result<> check_nothing_left(store::Outbox& outbox, const Identity& former, const Identity& fresh, HttpClient& client,
                            const std::stop_token& stop) {
  if (former.collector_seal == fresh.collector_seal) return {};
  const auto rotations = fetch_rotations(client, stop);
  if (rotations && exchange::follow(rotations->collector, collector_of(former)) == collector_of(fresh)) return {};
  MINYI_TRY(const auto status, outbox.status());
  if (status.pending == 0) return {};
  return fail(ErrorCode::collector_wrong,
              fmt::format("{} answers wait here for the collector that this kiosk had before", status.pending),
              former.collector_url, "let it take them first, and then enrol with the same code again");
}

struct CodeHint {
  ErrorCode code;
  std::string_view hint;
};
constexpr auto code_hints = std::to_array<CodeHint>({
    {ErrorCode::code_unknown, "check the code letter by letter"},
    {ErrorCode::code_used, "ask for a new code: each serves one kiosk"},
    {ErrorCode::code_expired, "ask for a new code"},
    {ErrorCode::request_limit, "wait a minute and try again"},
});

Error refusal(const HttpAnswer& answer, const std::string& url) {
  Error error = explain(answer);
  if (error.code == ErrorCode::signature_invalid) error.code = ErrorCode::code_unknown;  // its second part was mistyped
  const auto found =
      std::find_if(code_hints.begin(), code_hints.end(), [&](const CodeHint& c) { return c.code == error.code; });
  if (found == code_hints.end())
    error.code = ErrorCode::collector_wrong;
  else if (error.hint.empty())
    error.hint = found->hint;
  error.where = url;
  return error;
}

}  // namespace

std::vector<std::string> publishers_of(const Identity& identity) {
  std::vector<std::string> publishers = identity.former_publishers;
  publishers.push_back(identity.publisher_key);
  return publishers;
}

Result<Identity> enrol(const std::string& collector_url, const exchange::EnrolmentCode& code, store::Outbox& outbox,
                       const Clock&, const std::stop_token& stop, const std::string& ca) {
  MINYI_TRY(const CollectorUrl url, parse_collector_url(collector_url, ca));
  MINYI_TRY(auto keys, enrolment_keys(outbox));
  const auto key = exchange::derive_enrolment_key(code);
  exchange::EnrolmentRequest request{code.lookup, keys.public_key, {}};
  const Bytes nonce = random_bytes(request.nonce.size());
  std::copy(nonce.begin(), nonce.end(), request.nonce.begin());
  const Bytes body = exchange::encode(request, key);

  HttpClient client(url, {}, {});
  HttpRequest post{.post = true, .path = "/v1/enrol", .headers = {{"Content-Type", "application/cbor"}}};
  post.body = body;
  post.max_answer = 64u << 10;
  MINYI_TRY(const HttpAnswer answer, client.send(post, stop));
  auto reply = exchange::decode_enrolment_reply(as_bytes(answer.body), key, request.nonce);
  if (!reply && answer.status != 200) return fail(refusal(answer, url.base));
  if (!reply)
    return fail(ErrorCode::collector_wrong, "what answered does not know the code: " + to_string(reply.error()),
                url.base, "check the collector's address; does this network want a login?");

  Identity identity{
      std::move(reply->kiosk), std::move(reply->site), std::move(reply->site_name), url.base,
      std::move(keys),         reply->collector_seal,  reply->collector_sign,       std::move(reply->publisher_key)};
  identity.collector_ca = ca;
  MINYI_TRY(auto former, load_identity(outbox));
  if (former) MINYI_CHECK(check_nothing_left(outbox, *former, identity, client, stop));
  // The stream first: with the power cut in between, the former kiosk goes on in it.
  if (former && former->kiosk != identity.kiosk) MINYI_CHECK(outbox.start_as_another());
  MINYI_CHECK(store_identity(outbox, identity));
  MINYI_CHECK(outbox.set_setting(code_setting, digest_of(code)));
  MINYI_CHECK(outbox.set_setting(unfinished_setting, {}));
  return identity;
}

Result<bool> enrolled_by(const exchange::EnrolmentCode& code, store::Outbox& outbox) {
  MINYI_TRY(const auto known, outbox.setting(code_setting));
  return known == digest_of(code);
}

Result<std::optional<Identity>> load_identity(store::Outbox& outbox) {
  MINYI_TRY(auto text, outbox.setting(identity_setting));
  if (!text || text->empty()) return std::nullopt;
  auto identity = read_identity(as_text(*text));
  wipe(*text);
  if (!identity) return fail(std::move(identity).error());
  return std::move(*identity);
}

Result<bool> follow(const exchange::Rotations& rotations, Identity& identity, store::Outbox& outbox) {
  const auto collector = exchange::follow(rotations.collector, collector_of(identity));
  const auto publishers = exchange::follow(rotations.publisher, identity.publisher_key);
  if (collector == collector_of(identity) && publishers.empty()) return false;
  Identity next = identity;
  next.collector_seal = collector.seal;
  next.collector_sign = collector.sign;
  for (const std::string& line : publishers) next.former_publishers.push_back(std::exchange(next.publisher_key, line));
  MINYI_CHECK(store_identity(outbox, next));
  identity = std::move(next);
  return true;
}

Result<Identity> move_collector(store::Outbox& outbox, const std::string& url, const std::string& ca) {
  MINYI_TRY(const CollectorUrl parsed, parse_collector_url(url));
  MINYI_TRY(auto known, load_identity(outbox));
  if (!known)
    return fail(ErrorCode::kiosk_unknown, "this kiosk is not enrolled yet", {},
                "enrol it with a code from the collector");
  if (known->collector_url == parsed.base && known->collector_ca == ca) return std::move(*known);
  known->collector_url = parsed.base;
  known->collector_ca = ca;
  MINYI_CHECK(store_identity(outbox, *known));
  return std::move(*known);
}

}  // namespace minyi::kiosk::upload
