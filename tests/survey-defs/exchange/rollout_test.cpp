#include "minyi/exchange/rollout.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

#include "minyi/exchange/chain.hpp"

#include "samples.hpp"

using namespace samples;

namespace {

std::vector<RolloutFile> files() {
  return {{"村镇 名单.csv", counting<32>(0x21), 567}, {"flag.png", counting<32>(0x41), 64u << 20}};
}

Rollout rollout() {
  Rollout value;
  value.version = 4;
  value.created = at(1'795'000'000'000);
  value.expires = at(1'800'000'000'000);
  value.forms = {{FormId("civic-city"), "2026112301", counting<32>(1), 1234, files()}};
  value.sites = {SiteId("150921-03"), SiteId("150921-04")};
  value.policy = {std::chrono::seconds(60), std::chrono::seconds(15), false};
  return value;
}

constexpr std::string_view golden_signature =
    "untrusted comment: signature from minyi\n"
    "RUSgoaKjpKWmp3RUBJ1epN/HG1PIigGJMzo62nk1AKJ8jBXpQEF5dbHvWhyZOYe5NydiIa+JE0/cL8cEYn8ON6Rs4HMqZN9Udgo=\n"
    "trusted comment: minyi rollout 4\n"
    "162CH+q+fZpmsVTCOeIWYY5jMie5OcQcTf5gnIlgASA0eu5tYFuvA8V3r5gZwCrhPzTzJddtUNns+iMSgAVGCA==\n";

const std::string golden_rollout = R"({
  "created": 1795000000000,
  "forms": [
    {
      "digest": "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",
      "files": [
        {
          "digest": "2122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f40",
          "name": "towns.csv",
          "size": 567
        }
      ],
      "form": "civic-city",
      "size": 1234,
      "version": "1"
    }
  ],
  "kind": "rollout",
  "policy": {
    "idle_reset": 20,
    "idle_warning": 45,
    "keep_partial": true
  },
  "sites": [],
  "v": 1,
  "version": 4
}
)";

ErrorCode refusal(std::string text) {
  const auto read = decode_rollout(text);
  REQUIRE_FALSE(read);
  return read.error().code;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

class Directory {
 public:
  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "minyi-exchange-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { std::filesystem::remove_all(path_); }
  std::string write(const char* name, std::string_view text) const {
    const auto path = path_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  [[nodiscard]] std::string path(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

int run(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()); }

}  // namespace

TEST_CASE("a rollout's text is pinned") {
  Rollout value;
  value.version = 4;
  value.created = at(1'795'000'000'000);
  value.forms = {{FormId("civic-city"), "1", counting<32>(1), 1234, {{"towns.csv", counting<32>(0x21), 567}}}};
  CHECK(encode(value) == golden_rollout);
}

TEST_CASE("a rollout comes back as it went") {
  const auto read = decode_rollout(encode(rollout()));
  REQUIRE(read);
  CHECK(read->version == 4);
  CHECK(read->created == rollout().created);
  CHECK(read->expires == rollout().expires);
  REQUIRE(read->forms.size() == 1);
  CHECK(read->forms[0].form == FormId("civic-city"));
  CHECK(read->forms[0].version == "2026112301");
  CHECK(read->forms[0].digest == counting<32>(1));
  CHECK(read->forms[0].size == 1234);
  CHECK(read->forms[0].files == files());
  CHECK(read->sites == rollout().sites);
  CHECK(read->policy.idle_warning == std::chrono::seconds(60));
  CHECK(read->policy.idle_reset == std::chrono::seconds(15));
  CHECK_FALSE(read->policy.keep_partial);
  CHECK_FALSE(decode_rollout(golden_rollout).value().expires);
}

TEST_CASE("a rollout that is not one is refused") {
  CHECK(refusal("") == ErrorCode::rollout_invalid);
  CHECK(refusal("[]") == ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "\"v\": 1", "\"v\": 2")) == ErrorCode::wire_version);
  CHECK(refusal(replaced(golden_rollout, "\"version\": 4", "\"version\": 0")) == ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "\"version\": 4", "\"version\": -4")) == ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "\"version\": 4", "\"version\": 4.0")) == ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "\"version\": 4", "\"version\": 4, \"version\": 5")) ==
        ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "\"version\": 4", "\"version\": 4, \"more\": 5")) ==
        ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "\"size\": 1234", "\"size\": null")) == ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "1e1f20", "1e1f2x")) == ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "1e1f20", "1e1f")) == ErrorCode::rollout_invalid);
  CHECK(refusal(replaced(golden_rollout, "\"idle_reset\": 20", "\"idle_reset\": 0")) == ErrorCode::rollout_invalid);
  CHECK(refusal(std::string(100'000, '[')) == ErrorCode::rollout_invalid);
  CHECK(refusal(std::string(2u << 20, ' ')) == ErrorCode::rollout_invalid);
  for (std::size_t size = 0; size + 2 < golden_rollout.size(); ++size)
    CHECK(refusal(golden_rollout.substr(0, size)) == ErrorCode::rollout_invalid);
}

TEST_CASE("a larger share of a survey holds all kiosks of a smaller one, and each survey draws anew") {
  Rollout one{.version = 1, .forms = {{.digest = {1}}}}, other{.version = 2, .forms = {{.digest = {2}}}};
  int in_both = 0;
  std::array<int, 2> counts{};
  for (int number = 0; number < 2000; ++number) {
    const KioskId kiosk{"k-" + std::to_string(number)};
    bool before = false;
    for (one.share = 1; one.share <= 100; ++one.share) {
      const bool now = is_for(one, SiteId{"s"}, kiosk);
      REQUIRE((now || !before));
      before = now;
    }
    REQUIRE(before);
    one.share = other.share = 10;
    const bool first = is_for(one, SiteId{"s"}, kiosk), second = is_for(other, SiteId{"s"}, kiosk);
    counts[0] += first;
    counts[1] += second;
    in_both += first && second;
    one.sites = {SiteId{"t"}};
    CHECK_FALSE(is_for(one, SiteId{"s"}, kiosk));
    one.sites.clear();
  }
  for (const int count : counts) {  // of 2000: 200 and a few deviations of 13
    CHECK(count > 140);
    CHECK(count < 260);
  }
  CHECK(in_both < 50);
}

TEST_CASE("share and window travel, and senseless ones do not") {
  Rollout one{.version = 1,
              .created = Instant{std::chrono::seconds{1}},
              .share = 20,
              .opens = Instant{std::chrono::seconds{10}},
              .closes = Instant{std::chrono::seconds{20}}};
  const auto read = decode_rollout(encode(one));
  REQUIRE(read);
  CHECK(read->share == 20);
  CHECK(read->opens == one.opens);
  CHECK(read->closes == one.closes);
  one.closes = one.opens;
  CHECK_FALSE(decode_rollout(encode(one)));
  one.closes.reset();
  for (const char* wrong : {"0", "100", "-1", "true", "\"20\""})
    CHECK_FALSE(decode_rollout(replaced(encode(one), "\"share\": 20", "\"share\": " + std::string(wrong))));
}

TEST_CASE("a file's name cannot lead out of a folder, hide in it, or trouble a disk") {
  for (const char* name :
       {"../towns.csv", "/etc/passwd", "a/b.csv", "a\\\\b.csv", "..", ".", ".hidden", "towns.csv.", " towns.csv",
        "towns.csv ", "c:towns.csv", "towns?.csv", "a\\u0000b", "a\\nb", "a\\u007fb", "", "\xff.csv"}) {
    INFO(name);
    CHECK(refusal(replaced(golden_rollout, "towns.csv", name)) == ErrorCode::rollout_invalid);
  }
  for (const char* name : {"行政区划.csv", "ᠮᠣᠩᠭᠣᠯ.png", "a b (2).csv", "-x", "x"}) {
    INFO(name);
    const auto read = decode_rollout(replaced(golden_rollout, "towns.csv", name));
    REQUIRE(read);
    CHECK(read->forms.at(0).files.at(0).name == name);
  }
  CHECK(decode_rollout(replaced(golden_rollout, "towns.csv", std::string(200, 'x'))));
  CHECK(refusal(replaced(golden_rollout, "towns.csv", std::string(201, 'x'))) == ErrorCode::rollout_invalid);
}

TEST_CASE("the files of a rollout are bounded in number, size and sum") {
  const auto judge = [](const Rollout& value) {
    const auto read = decode_rollout(encode(value));
    return read ? std::string("ok") : to_string(read.error());
  };
  const auto numbered = [](std::size_t number) {
    Digest digest{};
    digest[0] = static_cast<std::uint8_t>(number);
    digest[1] = static_cast<std::uint8_t>(number >> 8);
    return digest;
  };
  const auto with = [&](std::size_t count, std::uint64_t size) {
    Rollout value = rollout();
    value.forms[0].files.clear();
    for (std::size_t i = 0; i < count; ++i)
      value.forms[0].files.push_back({"f" + std::to_string(i), numbered(i), size});
    return value;
  };
  CHECK(judge(with(500, 1)) == "ok");
  CHECK(judge(with(501, 1)) == "rollout.forms[0].files: has too many items");
  CHECK(judge(with(1, 64u << 20)) == "ok");
  CHECK(judge(with(1, (64u << 20) + 1)) == "rollout.forms[0].files[0].size: is too large");
  CHECK(judge(with(7, 64u << 20)) == "ok");
  CHECK(judge(with(8, 64u << 20)) == "rollout.forms: weighs more than 512 MiB with all its files");

  Rollout shared = with(7, 64u << 20);  // a file of two forms weighs once
  shared.forms.push_back(shared.forms[0]);
  CHECK(judge(shared) == "ok");
  shared.forms[1].files[0].size = 1;
  CHECK(judge(shared) == "rollout.forms: gives one digest two sizes");

  Rollout twice = with(2, 1);
  twice.forms[0].files[1].name = "f0";
  CHECK(judge(twice) == "rollout.forms[0].files: names a file twice");
}

TEST_CASE("what a rollout names is told by size and digest") {
  const std::string text = "name,label\n";
  const RolloutFile file{"towns.csv", blake2b(as_bytes(text)), text.size()};
  CHECK(verify(file, text));
  for (const std::string& other : {text + " ", text.substr(1), std::string("Name,label\n"), std::string()}) {
    const auto judged = verify(file, other);
    REQUIRE_FALSE(judged);
    CHECK(judged.error().code == ErrorCode::rollout_invalid);
    CHECK(judged.error().message.find("towns.csv") != std::string::npos);
  }
  RolloutFile longer = file;
  ++longer.size;
  CHECK_FALSE(verify(longer, text));
}

TEST_CASE("a rollout and its signature travel together without a changed byte") {
  const SignedRollout sent{golden_rollout, std::string(golden_signature)};
  const auto read = decode_signed_rollout(encode(sent));
  REQUIRE(read);
  CHECK(read->rollout == sent.rollout);
  CHECK(read->signature == sent.signature);
  CHECK(decode_signed_rollout("<html>").error().code == ErrorCode::rollout_invalid);
  CHECK(decode_signed_rollout(R"({"kind":"signed-rollout","v":1,"rollout":"x"})").error().code ==
        ErrorCode::rollout_invalid);
}

TEST_CASE("a signature's text is pinned and verifies") {
  CHECK(minisign(golden_rollout, "minyi rollout 4", publisher()) == golden_signature);
  CHECK(publisher_public_line(publisher()) == "RWSgoaKjpKWmpyVDuS/xCVURR2rcg2nbbdyTNmWhGXjdoUBO4QZsqVWd");
  CHECK(minisign_verify(golden_rollout, golden_signature, publisher_public_line(publisher())).value() ==
        "minyi rollout 4");
}

TEST_CASE("a signature altered or cut off anywhere but in its untrusted comment does not verify") {
  const std::string line = publisher_public_line(publisher());
  const std::size_t untrusted = golden_signature.find('\n');
  const Bytes bytes(golden_signature.begin(), golden_signature.end());
  samples::each_bit_flipped(bytes, [&](ByteView altered, std::size_t bit) {
    if (bit / 8 < untrusted) return;
    CHECK_MESSAGE(!minisign_verify(golden_rollout, as_text(altered), line), as_text(altered));
  });
  for (std::size_t size = 0; size + 1 < golden_signature.size(); ++size)
    CHECK_FALSE(minisign_verify(golden_rollout, golden_signature.substr(0, size), line));
}

TEST_CASE("an altered file and another publisher's key do not verify") {
  const Bytes bytes(golden_rollout.begin(), golden_rollout.end());
  const std::string line = publisher_public_line(publisher());
  samples::each_bit_flipped(bytes, [&](ByteView altered, std::size_t) {
    CHECK_FALSE(minisign_verify(as_text(altered), golden_signature, line));
  });
  PublisherKey other = publisher();
  other.keys = sign_keys(0x41);  // the same key id
  CHECK_FALSE(minisign_verify(golden_rollout, golden_signature, publisher_public_line(other)));
  CHECK_FALSE(minisign_verify(golden_rollout, golden_signature, publisher_public_line(make_publisher_key())));
  for (const std::string_view bad :
       {"", "RWQ", "not base64", "RWSgoaKjpKWmpyVDuS/xCVURR2rcg2nbbdyTNmWhGXjdoUBO4QZsqVWd="})
    CHECK(minisign_verify(golden_rollout, golden_signature, bad).error().code == ErrorCode::signature_invalid);
}

TEST_CASE("a trusted comment stays one line") {
  const std::string signature = minisign("x", "one\ntwo\r", publisher());
  CHECK(minisign_verify("x", signature, publisher_public_line(publisher())).value() == "one two ");
}

TEST_CASE("the publisher's secret key file reads back, and a damaged one does not") {
  const PublisherKey key = make_publisher_key();
  const std::string file = publisher_secret_file(key);
  const auto read = read_publisher_secret_file(file);
  REQUIRE(read);
  CHECK(publisher_public_line(*read) == publisher_public_line(key));
  CHECK(read->keys.secret_key.bytes == key.keys.secret_key.bytes);
  const std::size_t first = file.find('\n') + 1;
  for (std::size_t at = first; at + 1 < file.size(); ++at) {
    std::string damaged = file;
    damaged[at] = damaged[at] == 'A' ? 'B' : 'A';
    const auto refused = read_publisher_secret_file(damaged);
    // The salt and limits of a password that is not there mean nothing.
    const bool unused = at >= first + 8 && at < first + 72;
    if (!unused) CHECK_FALSE(refused);
  }
  CHECK_FALSE(read_publisher_secret_file(""));
  CHECK_FALSE(read_publisher_secret_file(publisher_public_file(publisher_public_line(key))));
}

TEST_CASE("minisign itself verifies what is signed here") {
  REQUIRE_MESSAGE(run("minisign -v") == 0, "minisign is not installed");
  const Directory directory;
  const PublisherKey key = make_publisher_key();
  const std::string file = directory.write("rollout.json", encode(rollout()));
  directory.write("rollout.json.minisig", minisign(encode(rollout()), "minyi rollout 4", key));
  const std::string pub = directory.write("publisher.pub", publisher_public_file(publisher_public_line(key)));
  CHECK(run("minisign -V -m '" + file + "' -p '" + pub + "'") == 0);
  CHECK(run("minisign -V -m '" + file + "' -P '" + publisher_public_line(key) + "'") == 0);
  directory.write("rollout.json", encode(rollout()) + " ");
  CHECK(run("minisign -V -m '" + file + "' -p '" + pub + "'") != 0);
}

TEST_CASE("what minisign signs with our key file verifies here") {
  const Directory directory;
  const PublisherKey key = make_publisher_key();
  const std::string file = directory.write("rollout.json", golden_rollout);
  const std::string secret = directory.write("publisher.key", publisher_secret_file(key));
  REQUIRE(run("minisign -S -W -m '" + file + "' -s '" + secret + "' -t 'by hand'") == 0);
  std::ifstream in(directory.path("rollout.json.minisig"), std::ios::binary);
  const std::string signature((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto comment = minisign_verify(golden_rollout, signature, publisher_public_line(key));
  REQUIRE_MESSAGE(comment, to_string(comment.error()));
  CHECK(*comment == "by hand");
}
