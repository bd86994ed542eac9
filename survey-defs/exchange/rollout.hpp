// A rollout: the signed list of what kiosks run. JSON, with a detached minisign signature beside it; the same two files
// travel over the network and on a USB stick. The version only ever grows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/base/strong.hpp"
#include "minyi/exchange/keys.hpp"

namespace minyi::exchange {

// A file beside a form: a list in CSV, a picture.
struct RolloutFile {
  std::string name{};      // as the form says it: "towns.csv"
  Digest digest{};         // of its bytes
  std::uint64_t size = 0;  // bytes
  friend bool operator==(const RolloutFile&, const RolloutFile&) = default;
};

struct RolloutForm {
  FormId form{};
  std::string version{};
  Digest digest{};         // of the XForm's bytes
  std::uint64_t size = 0;  // bytes
  std::vector<RolloutFile> files{};
};

struct Policy {
  std::chrono::seconds idle_warning{45};  // without a touch before the warning
  std::chrono::seconds idle_reset{20};    // of warning before the reset
  bool keep_partial = true;               // an abandoned interview with an answer becomes a partial record
};

struct Rollout {
  std::uint64_t version = 0;
  Instant created{};
  std::optional<Instant> expires{};
  std::vector<RolloutForm> forms{};
  std::vector<SiteId> sites{};  // empty: everywhere
  unsigned share = 100;         // percent of the kiosks there
  // Residents are asked from the one until the other; nothing: from now on, and without an end.
  std::optional<Instant> opens{}, closes{};
  Policy policy{};
};

inline constexpr std::uint64_t max_form_size = 64u << 20;       // bytes
inline constexpr std::uint64_t max_file_size = 64u << 20;       // bytes
inline constexpr std::size_t max_form_files = 500;              // of one form
inline constexpr std::uint64_t max_rollout_bytes = 512u << 20;  // of all its forms and files, each digest once

std::string encode(const Rollout& rollout);             // JSON text
Result<Rollout> decode_rollout(std::string_view json);  // rollout_invalid, wire_version

// Whether the rollout is for a kiosk, by its site and by its share. A kiosk that belongs to a share of one survey
// belongs to every larger share of it, and to which shares it belongs is another draw for another survey.
bool is_for(const Rollout& rollout, const SiteId& site, const KioskId& kiosk);

// Whether these are the bytes that a rollout names: size and digest. rollout_invalid
Result<> verify(const RolloutForm& form, std::string_view xform);
Result<> verify(const RolloutFile& file, std::string_view content);

// Where a kiosk gets what a rollout names: the network, a stick. Whoever asks verifies.
class RolloutSource {
 public:
  virtual ~RolloutSource() = default;
  virtual Result<std::string> form(const RolloutForm& form) = 0;
  virtual Result<std::string> file(const RolloutFile& file) = 0;
};

// The two texts together, as GET /v1/rollout answers them. The rollout is kept as text: the signature is over its
// bytes.
struct SignedRollout {
  std::string rollout;
  std::string signature;
};
std::string encode(const SignedRollout& rollout);                    // JSON text
Result<SignedRollout> decode_signed_rollout(std::string_view json);  // rollout_invalid, wire_version; verifies nothing
inline constexpr std::string_view rollout_content_type = "application/json";

// minisign's formats (https://jedisct1.github.io/minisign/): Ed25519 over BLAKE2b-512 of the file ("ED"), with a
// trusted comment and a global signature.
struct PublisherKey {
  std::array<std::uint8_t, 8> key_id{};
  SignKeyPair keys;
};
PublisherKey make_publisher_key();
std::string publisher_public_line(const PublisherKey& key);       // base64 line as in a .pub file
std::string publisher_public_file(std::string_view public_line);  // with a comment line, as `minisign -p` reads it
// minisign's secret key file without password; the holder keeps it readable for himself only. argument_invalid.
std::string publisher_secret_file(const PublisherKey& key);
Result<PublisherKey> read_publisher_secret_file(std::string_view text);
std::string rollout_comment(std::uint64_t version);  // the trusted comment: "minyi rollout 4"
std::string minisign(std::string_view file, std::string_view trusted_comment, const PublisherKey& key);
// signature_invalid; returns the trusted comment.
Result<std::string> minisign_verify(std::string_view file, std::string_view signature, std::string_view public_line);

}  // namespace minyi::exchange
