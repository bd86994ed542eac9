// The attendant's way through the screens: five touches in the corner, the PIN, the panel, and back.
#include <algorithm>

#include "minyi/flow/flow.hpp"

namespace minyi::kiosk::flow {
namespace {

constexpr std::size_t corner_touches = 5;

}  // namespace

bool Flow::corner_counts() const {
  return offer_.attended && (std::holds_alternative<Attract>(state_) || std::holds_alternative<Closed>(state_));
}

void Flow::touch_corner(Monotonic now) {
  if (!corner_counts()) return;
  corner_.push_back(now);
  std::erase_if(corner_, [&](Monotonic touched) { return touched + delays_.corner < now; });
  if (corner_.size() < corner_touches) return;
  corner_.clear();
  comforts_ = {};
  state_ = PinEntry{.language = present_language()};
}

void Flow::type_pin(std::optional<char> digit, Monotonic now) {
  auto* entry = std::get_if<PinEntry>(&state_);
  if (entry == nullptr || entry->judging || guard_.resting_until(now)) return;
  entry->was_wrong = false;
  digit ? entry->digits.add(*digit) : entry->digits.remove_last();
}

std::vector<Effect> Flow::try_pin(Monotonic now) {
  auto* entry = std::get_if<PinEntry>(&state_);
  if (entry == nullptr || entry->judging || entry->digits.count() == 0 || guard_.resting_until(now)) return {};
  std::vector<Effect> effects{TryPin{entry->digits}};
  entry->digits.clear();
  entry->judging = true;
  return effects;
}

std::vector<Effect> Flow::pin_judged(bool right, Monotonic now) {
  right ? guard_.right() : guard_.wrong(now);
  auto* entry = std::get_if<PinEntry>(&state_);
  if (entry == nullptr || !entry->judging) return {};
  entry->judging = false;
  entry->was_wrong = !right;
  if (!right) return {};
  state_ = Panel{.language = entry->language, .facts = {}, .look_at = now + delays_.look};
  return {LookAtKiosk{}};
}

std::vector<Effect> Flow::send_now(Monotonic now) {
  auto* panel = std::get_if<Panel>(&state_);
  if (panel == nullptr) return {};
  panel->look_at = now + delays_.look;
  return {SendNow{}, LookAtKiosk{}};
}

std::vector<Effect> Flow::close_panel() {
  if (!std::holds_alternative<PinEntry>(state_) && !std::holds_alternative<Panel>(state_)) return {};
  rest();
  return {Wipe{}};
}

std::vector<Effect> Flow::tick_attendant(Monotonic now) {
  const auto deadline = attendant_deadline(now);
  if (deadline && now >= last_touch_ + delays_.attendant) return close_panel();
  auto* panel = std::get_if<Panel>(&state_);
  if (panel == nullptr || now < panel->look_at) return {};
  panel->look_at = now + delays_.look;
  return {LookAtKiosk{}};
}

std::optional<Monotonic> Flow::attendant_deadline(Monotonic now) const {
  const auto leaves = last_touch_ + delays_.attendant;
  if (const auto* panel = std::get_if<Panel>(&state_)) return std::min(leaves, panel->look_at);
  if (!std::holds_alternative<PinEntry>(state_)) return std::nullopt;
  const auto rests = guard_.resting_until(now);
  return rests ? std::min(leaves, next_second(*rests, now)) : leaves;
}

}  // namespace minyi::kiosk::flow
