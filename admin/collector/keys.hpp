// The collector's own keys: one pair that records are sealed to, one that receipts are signed with, and those that it
// had before: what was sealed to them still comes in. They live in a file of their own and not in the warehouse: who
// copies the database must not be able to read what is still sealed.
#pragma once

#include <string>
#include <vector>

#include "minyi/exchange/rotation.hpp"
#include "minyi/exchange/seal.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::collector {

struct KeyPairs {
  exchange::SealKeyPair seal;
  exchange::SignKeyPair sign;
  [[nodiscard]] exchange::CollectorKeys public_halves() const { return {seal.public_key, sign.public_key}; }
};
struct Keys : KeyPairs {
  std::vector<KeyPairs> former{};  // oldest first
};

inline constexpr std::string_view key_file_name = "collector.key";

// Error: file_missing, file_failed (unreadable, damaged, or readable by others than its owner).
Result<Keys> read_keys(const std::string& path);
// Makes keys and writes them (mode 0600, fsynced). An existing file is never written over: then its keys are read.
Result<Keys> read_or_make_keys(const std::string& path);
// By which people tell keys apart: the beginning of the sealing key.
std::string short_name(const KeyPairs& keys);
// Makes new keys beside the present ones, which become former ones; durable, in one step. Who holds the present ones
// goes on with them until he reads the file again. Errors: those of read_keys; argument_invalid when there were
// exchange::max_rotations already.
Result<Keys> rotate_keys(const std::string& path);

// Opens what was sealed to the present or a former key; errors as exchange::open.
Result<exchange::Record> open_record(ByteView sealed, const Keys& keys);
// How kiosks get from each former publisher's key to the present one, as the warehouse has it; and that of all keys,
// the collector's with them.
Result<exchange::Rotations> publisher_rotations(warehouse::Warehouse& warehouse);
Result<exchange::Rotations> rotations(const Keys& keys, warehouse::Warehouse& warehouse);

// The warehouse remembers whose it is. Kiosks seal to these keys and believe only these: with others in their place
// every sync would be refused and everything under way unreadable, so a collector with a lost key file must not start
// as if nothing had happened. The first collector of a warehouse puts its name there, and one whose keys were rotated
// its new one. Error: collector_wrong.
Result<> claim_warehouse(warehouse::Warehouse& warehouse, const Keys& keys);
// Whether a collector has claimed the warehouse: then a missing key file is a loss, not a first start.
Result<bool> claimed(warehouse::Warehouse& warehouse);

}  // namespace minyi::collector
