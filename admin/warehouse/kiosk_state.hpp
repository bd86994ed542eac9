// One word for what an admin has to do about a kiosk; the same in lists and in metrics.
#pragma once

#include <array>
#include <string_view>

#include "minyi/warehouse/warehouse.hpp"

namespace minyi::warehouse {

enum class KioskState { fresh, ok, silent, revoked };
inline constexpr auto kiosk_states =
    std::to_array<KioskState>({KioskState::fresh, KioskState::ok, KioskState::silent, KioskState::revoked});

// silent: not heard of for a day; new ("fresh"): enrolled less than a day ago, and not heard of yet.
KioskState state_of(const Kiosk& kiosk, Instant now);
std::string_view name_of(KioskState state);  // "new", "ok", "silent", "revoked"

}  // namespace minyi::warehouse
