// A kiosk without a network: what it would send goes into files on a stick, and the receipts for them come back.
#pragma once

#include <string>
#include <vector>

#include "minyi/upload/uploader.hpp"

namespace minyi::kiosk::upload {

struct CarriedOut {
  std::uint64_t records = 0;
  std::vector<std::string> files{};  // names in the folder
};

// Everything that is not acknowledged, as signed syncs of bounded size; one file at least, which carries the funnel and
// the health. The records stay here until their receipt comes back; carried twice they count once. A file is whole or
// not there. file_missing (no such folder), store_full, file_failed, and the outbox's.
Result<CarriedOut> carry_out(const std::string& folder, store::Outbox& outbox, const Identity& identity,
                             const exchange::Health& health, std::uint64_t rollout_version, const Clock& clock);

struct CarriedIn {
  std::uint64_t acknowledged = 0;      // records by which the acknowledged head moved
  unsigned receipts = 0;               // taken, those that said nothing new too
  std::vector<Error> refused{};        // files that are no receipt of ours, each with its name and why
  std::vector<std::string> remarks{};  // what the receipts said besides
};

// Takes the receipts in a folder, as if the collector had answered by them. file_missing, and the outbox's.
Result<CarriedIn> carry_in(const std::string& folder, store::Outbox& outbox, const Identity& identity);

}  // namespace minyi::kiosk::upload
