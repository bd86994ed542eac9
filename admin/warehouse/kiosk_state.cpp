#include "minyi/warehouse/kiosk_state.hpp"

namespace minyi::warehouse {
namespace {

constexpr std::chrono::hours silent_after{24};

}  // namespace

KioskState state_of(const Kiosk& kiosk, Instant now) {
  if (kiosk.revoked) return KioskState::revoked;
  if (!kiosk.last_sync) return now - kiosk.enrolled > silent_after ? KioskState::silent : KioskState::fresh;
  return now - *kiosk.last_sync > silent_after ? KioskState::silent : KioskState::ok;
}

std::string_view name_of(KioskState state) {
  switch (state) {
    case KioskState::fresh:
      return "new";
    case KioskState::ok:
      return "ok";
    case KioskState::silent:
      return "silent";
    case KioskState::revoked:
      break;
  }
  return "revoked";
}

}  // namespace minyi::warehouse
