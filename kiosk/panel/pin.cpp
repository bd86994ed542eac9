#include "minyi/panel/pin.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>

namespace minyi::kiosk::panel {
namespace {

constexpr auto setting = "attendant.pin";
constexpr unsigned long long rounds = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr std::size_t memory = 16u << 20;  // bytes: a kiosk is a small machine

}  // namespace

Result<std::optional<Pin>> Pin::load(store::Outbox& outbox) {
  MINYI_TRY(const auto kept, outbox.setting(setting));
  if (!kept || kept->empty()) return std::nullopt;
  return Pin(std::string(as_text(*kept)));
}

Result<> Pin::keep(store::Outbox& outbox, std::string_view digits) {
  const bool figures = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!figures || digits.size() < fewest_digits || digits.size() > most_digits)
    return fail(ErrorCode::argument_invalid, "a PIN has 4 to 12 digits, and nothing but digits", "",
                "six or more are hard to guess");
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), digits.data(), digits.size(), rounds, memory) != 0)
    return fail(ErrorCode::internal, "there is not enough memory for the PIN's hash", "", "close other programs");
  return outbox.set_setting(setting, as_bytes(hash.data()));
}

Result<> Pin::remove(store::Outbox& outbox) { return outbox.set_setting(setting, {}); }

bool Pin::is(std::string_view digits) const {
  return crypto_pwhash_str_verify(hash_.c_str(), digits.data(), digits.size()) == 0;
}

}  // namespace minyi::kiosk::panel
