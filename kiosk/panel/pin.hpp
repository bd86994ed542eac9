// The attendant's PIN. Who knows it may look behind the screen. What is kept is a slow hash of it (Argon2id), among the
// outbox's settings: a stolen disk tells no PIN of many digits, and a salvaged store still knows it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "minyi/store/outbox.hpp"

namespace minyi::kiosk::panel {

inline constexpr std::size_t fewest_digits = 4, most_digits = 12;

class Pin {
 public:
  // Nothing when none is set: then there is no panel. The outbox's errors.
  static Result<std::optional<Pin>> load(store::Outbox& outbox);
  // Sets it, or another one. argument_invalid when these are not 4 to 12 of the digits 0 to 9; the outbox's errors.
  static Result<> keep(store::Outbox& outbox, std::string_view digits);
  static Result<> remove(store::Outbox& outbox);

  // Takes some 20 ms and 16 MiB, on purpose.
  [[nodiscard]] bool is(std::string_view digits) const;

 private:
  explicit Pin(std::string hash) : hash_(std::move(hash)) {}
  std::string hash_;  // as crypto_pwhash_str writes it
};

}  // namespace minyi::kiosk::panel
