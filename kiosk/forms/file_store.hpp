// Files beside the forms, kept under their digests: one that several forms or rollouts name is there once. Read from
// the disk whenever they are asked for and never held: a picture may be large.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "minyi/exchange/rollout.hpp"
#include "minyi/form/form.hpp"

namespace minyi::kiosk::forms {

class FileStore {
 public:
  // Bytes free beside the store; the file system's when nothing is given.
  using FreeBytes = std::function<std::uint64_t()>;
  explicit FileStore(std::string directory, FreeBytes free_bytes = {});

  // Every file is kept, durably, when this succeeds. `source` fetches what is missing or damaged; null: nothing is
  // fetched, and what is there is judged by its size (whoever reads it judges the rest). Files that were right stay
  // when another fails, so that the next try goes on from there. file_missing, file_failed, rollout_invalid, store_full
  // (answers of residents must still fit beside), and the source's.
  Result<> ensure(const std::vector<exchange::RolloutFile>& files, exchange::RolloutSource* source) const;
  // They stay on the disk for as long as what is returned lives. Thread-safe to read. Its errors: file_missing,
  // file_failed, rollout_invalid (damaged since).
  std::shared_ptr<const form::FileSource> lend(std::vector<exchange::RolloutFile> files);
  // Removes everything but these and what is lent.
  void tidy(std::set<Digest> needed);

 private:
  class Loan;
  [[nodiscard]] std::string path(const exchange::RolloutFile& file) const;
  Result<> fetch(const exchange::RolloutFile& file, exchange::RolloutSource& source) const;
  Result<> check_room(const std::vector<exchange::RolloutFile>& missing) const;

  std::string directory_;
  FreeBytes free_bytes_;
  std::vector<std::weak_ptr<const Loan>> loans_{};
};

}  // namespace minyi::kiosk::forms
