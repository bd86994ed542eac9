// The collector's own keys: one pair that records are sealed to, one that receipts are signed with. They live in a file
// of their own and not in the warehouse: who copies the database must not be able to read what is still sealed.
#pragma once

#include <string>

#include "minyi/exchange/keys.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::collector {

struct Keys {
  exchange::SealKeyPair seal;
  exchange::SignKeyPair sign;
};

inline constexpr std::string_view key_file_name = "collector.key";

// Error: file_missing, file_failed (unreadable, damaged, or readable by others than its owner).
Result<Keys> read_keys(const std::string& path);
// Makes keys and writes them (mode 0600, fsynced). An existing file is never written over: then its keys are read.
Result<Keys> read_or_make_keys(const std::string& path);

// The warehouse remembers whose it is. Kiosks seal to these keys and believe only these: with others in their place
// every sync would be refused and everything under way unreadable, so a collector with a lost key file must not start
// as if nothing had happened. The first collector of a warehouse puts its name there. Error: collector_wrong.
Result<> claim_warehouse(warehouse::Warehouse& warehouse, const Keys& keys);
// Whether a collector has claimed the warehouse: then a missing key file is a loss, not a first start.
Result<bool> claimed(warehouse::Warehouse& warehouse);

}  // namespace minyi::collector
