#include "minyi/exchange/http_signature.hpp"

#include <doctest/doctest.h>

#include "samples.hpp"

using namespace samples;

namespace {

const Instant created = at(1'795'000'200'999);

SignatureHeaders signed_sync() {
  return sign_request("POST", "/v1/sync", encode(sync()), "k-7f3a", created, sign_keys().secret_key);
}

std::string verdict(const SignatureHeaders& headers, std::string_view method = "POST",
                    std::string_view path = "/v1/sync", ByteView body = {}) {
  const Bytes own = encode(sync());
  const auto result =
      verify_request(method, path, body.data() == nullptr ? ByteView(own) : body, headers, sign_keys().public_key);
  if (!result) CHECK(result.error().code == ErrorCode::signature_invalid);
  return result ? "verified" : result.error().message;
}

// A signature made over a Signature-Input of the test's own, as another implementation might send it.
SignatureHeaders signed_with(const std::string& parameters, const std::string& base_lines) {
  SignatureHeaders headers = signed_sync();
  const std::string base = base_lines + "\"@signature-params\": " + parameters;
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, as_bytes(base).data(), base.size(),
                       sign_keys().secret_key.bytes.data());
  headers.signature_input = "sig1=" + parameters;
  headers.signature = "sig1=:" + to_base64(signature) + ":";
  return headers;
}

const std::string method_line = "\"@method\": POST\n";
const std::string path_line = "\"@path\": /v1/sync\n";
const std::string digest_line = "\"content-digest\": sha-256=:e8Ey1dK7k3f7TYk7k0KvVXrZfM/2/ddpPcfxKBDBAg0=:\n";

}  // namespace

TEST_CASE("a signed request's headers are pinned") {
  const SignatureHeaders headers = signed_sync();
  CHECK(headers.content_digest == "sha-256=:e8Ey1dK7k3f7TYk7k0KvVXrZfM/2/ddpPcfxKBDBAg0=:");
  CHECK(headers.signature_input ==
        "minyi=(\"@method\" \"@path\" \"content-digest\");created=1795000200;keyid=\"k-7f3a\";alg=\"ed25519\"");
  CHECK(headers.signature ==
        "minyi=:esh9xe03MEul5yXAR71EN0iR6L9uXuQniWuBYrSnsFLC5/QKks8bjc6c3cSwqyvB0fZwf56nCX6Cc4S51FWtDQ==:");
}

TEST_CASE("the digest of an empty body is the published one") {
  CHECK(sign_request("GET", "/v1/rollout", {}, "k", created, sign_keys().secret_key).content_digest ==
        "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
}

TEST_CASE("a signed request verifies, and tells whose it is") {
  CHECK(verdict(signed_sync()) == "verified");
  CHECK(claimed_key_id(signed_sync()).value() == "k-7f3a");
}

TEST_CASE("the signature base is RFC 9421's, in whatever order the components are covered") {
  const std::string end = ";created=1;keyid=\"k\";alg=\"ed25519\"";
  CHECK(verdict(signed_with("(\"@method\" \"@path\" \"content-digest\")" + end,
                            method_line + path_line + digest_line)) == "verified");
  CHECK(verdict(signed_with("(\"content-digest\" \"@path\" \"@method\")" + end,
                            digest_line + path_line + method_line)) == "verified");
  CHECK(verdict(signed_with("(\"@method\" \"@path\" \"content-digest\");keyid=\"k\";created=1",
                            method_line + path_line + digest_line)) == "verified");
}

TEST_CASE("a request that covers less than method, path and digest is refused though its signature is right") {
  const std::string end = ";created=1;keyid=\"k\";alg=\"ed25519\"";
  const std::string reason = "must cover @method, @path and content-digest";
  CHECK(verdict(signed_with("(\"@method\" \"@path\")" + end, method_line + path_line)) == reason);
  CHECK(verdict(signed_with("(\"@method\" \"content-digest\")" + end, method_line + digest_line)) == reason);
  CHECK(verdict(signed_with("(\"@path\" \"content-digest\")" + end, path_line + digest_line)) == reason);
  CHECK(verdict(signed_with("()" + end, "")) == reason);
  CHECK(verdict(signed_with("(\"@method\" \"@method\" \"@path\")" + end, method_line + method_line + path_line)) ==
        "a component stands twice");
}

TEST_CASE("what was not signed does not verify") {
  const SignatureHeaders headers = signed_sync();
  CHECK(verdict(headers, "PUT") != "verified");
  CHECK(verdict(headers, "POST", "/v1/enrol") != "verified");
  CHECK(verdict(headers, "POST", "/v1/sync", as_bytes("other")) == "Content-Digest is not that of the body");
  CHECK(verdict(headers, "POST", "/v1/sync\n") == "method or path cannot be signed");
  CHECK(verdict(headers, "POST\n", "/v1/sync") == "method or path cannot be signed");
  CHECK_FALSE(verify_request("POST", "/v1/sync", encode(sync()), headers, sign_keys(1).public_key));
}

TEST_CASE("headers that cannot be read are refused") {
  const SignatureHeaders good = signed_sync();
  const auto input = [&](std::string text) {
    SignatureHeaders headers = good;
    headers.signature_input = std::move(text);
    CHECK_FALSE(claimed_key_id(headers));
    return verdict(headers) != "verified";
  };
  const std::string list = "minyi=(\"@method\" \"@path\" \"content-digest\")";
  CHECK(input(""));
  CHECK(input("minyi"));
  CHECK(input("minyi=1"));
  CHECK(input("Minyi" + list.substr(5) + ";created=1;keyid=\"k\""));
  CHECK(input(list));
  CHECK(input(list + ";created=1"));
  CHECK(input(list + ";keyid=\"k\""));
  CHECK(input(list + ";created=1;keyid=\"\""));
  CHECK(input(list + ";created=x;keyid=\"k\""));
  CHECK(input(list + ";created=1;keyid=\"k"));
  CHECK(input(list + ";created=1;keyid=\"k\";alg=\"hmac-sha256\""));
  CHECK(input(list + ";created=1;keyid=\"k\";expires=1"));
  CHECK(input(list + ";created=1;keyid=\"k\";keyid=\"l\""));
  CHECK(input(list + ";created=1;keyid=\"k\", other=()"));
  CHECK(input(list + ";created=1;keyid=\"k\\n\""));
  CHECK(input(list + "; created=1;keyid=\"k\""));
  CHECK(input("minyi=(\"@method\"  \"@path\" \"content-digest\");created=1;keyid=\"k\""));
  CHECK(input("minyi=(\"@method\";req \"@path\" \"content-digest\");created=1;keyid=\"k\""));
  CHECK(input("minyi=(\"@method\" \"@path\" \"content-digest\" \"host\");created=1;keyid=\"k\""));
  CHECK(input("minyi=(\"@method\" \"@path\" \"content-digest\""));
  CHECK(input(std::string(1u << 20, '(')));
}

TEST_CASE("a signed request altered or cut off in any header does not verify") {
  const SignatureHeaders good = signed_sync();
  for (const auto member :
       {&SignatureHeaders::content_digest, &SignatureHeaders::signature_input, &SignatureHeaders::signature}) {
    const std::string& text = good.*member;
    const Bytes bytes(text.begin(), text.end());
    const auto judge = [&](ByteView altered) {
      SignatureHeaders headers = good;
      headers.*member = std::string(as_text(altered));
      CHECK_MESSAGE(verdict(headers) != "verified", (headers.*member));
    };
    samples::each_truncation(bytes, judge);
    samples::each_bit_flipped(bytes, [&](ByteView altered, std::size_t) { judge(altered); });
  }
}

TEST_CASE("a key id with quotes and backslashes is written so that it can be read") {
  const auto headers = sign_request("GET", "/v1/rollout", {}, "a\"b\\c", created, sign_keys().secret_key);
  CHECK(claimed_key_id(headers).value() == "a\"b\\c");
  CHECK(verify_request("GET", "/v1/rollout", {}, headers, sign_keys().public_key));
}
