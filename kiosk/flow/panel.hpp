// What the attendant sees: the screen that asks for the PIN, and the panel that tells how this kiosk fares. Nothing of
// any resident is in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/base/error.hpp"
#include "minyi/flow/moment.hpp"
#include "minyi/flow/screen.hpp"
#include "minyi/flow/words.hpp"

namespace minyi::kiosk::flow {

struct KioskFacts {
  std::string kiosk{}, site{}, site_name{};
  std::string survey{}, survey_version{};  // its title; empty: there is none yet
  std::uint64_t rollout = 0;
  bool stale = false;  // the rollout is past its day
  struct Kept {
    std::uint64_t waiting = 0;    // answers that no receipt has come for
    std::uint64_t completed = 0;  // complete ones, ever
    std::uint64_t free_bytes = 0;
  };
  std::optional<Kept> kept{};  // nothing: the store does not say
  bool connected = false;
  std::string waiting_for{};  // why it is not sending; empty when there is nothing to say
  std::optional<Instant> last_receipt{};
  std::vector<std::string> alarms{};
  std::string program_version{};  // of this program
};

// `rests`: seconds until another PIN may be tried; 0: now.
PinScreen pin_screen(std::size_t digits, bool was_wrong, int rests, const LanguageWords& words);
// `trouble`: why no answers can be taken now.
PanelScreen panel_screen(const KioskFacts& facts, const std::optional<Error>& trouble, const Outlook& outlook,
                         const LanguageWords& words);

}  // namespace minyi::kiosk::flow
