// What becomes of a damaged store, at three in the morning and with nobody there: whatever can still be read goes into
// a new store with a stream of its own, the damaged one is set aside under a dated name, and the alarm "salvaged" tells
// the office. A new stream, since nobody can say what the old one's last number was: a number given twice would be a
// fork. A record that the collector had already, or gets twice, counts once there by its id; one that does not open
// there is poison. So every body that is still there goes along, and only the collector judges it.
#pragma once

#include <string>

#include "minyi/base/clock.hpp"
#include "minyi/store/settings_copy.hpp"

namespace minyi::kiosk::store {

struct Damaged {
  const std::string& path;
  const std::string& vfs;
  const SettingsCopy& settings;
  const Clock& clock;
};

inline constexpr int max_set_aside = 5;  // damaged files kept; a disk that makes more of them needs replacing

// Nobody may have the store open. Cut by a power failure at any point it has happened, or has not, or is brought to its
// end by finish_salvage. store_full, store_failed; store_damaged when it has happened too often.
Result<> salvage(const Damaged& store);
// To be called before a store is opened.
Result<> finish_salvage(const Damaged& store);

}  // namespace minyi::kiosk::store
