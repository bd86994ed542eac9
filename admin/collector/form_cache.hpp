// Published forms with the lists they were published with, read once: what a digest stands for never changes, so an
// entry is good for ever. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "minyi/form/form.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::collector {

class FormCache {
 public:
  explicit FormCache(warehouse::Warehouse& warehouse) : warehouse_(warehouse) {}

  // form_unknown: never published here. A form that was, and cannot be read now (its row or a list beside it is lost or
  // damaged, or this program does not understand it), is store_damaged; a warehouse that fails says so with a store_…
  // code. None of these is remembered: the form may be published, the database come back.
  Result<std::shared_ptr<const form::Form>> get(const Digest& digest);
  // Whether the form and all that it was published with, pictures too, are whole. Errors: those of get.
  Result<> check(const Digest& digest);

 private:
  // Whether any rollout published here names the form.
  Result<bool> was_published(const Digest& digest);

  warehouse::Warehouse& warehouse_;
  std::mutex mutex_;
  std::map<Digest, std::shared_ptr<const form::Form>> forms_;
  std::set<Digest> named_;  // by the rollouts up to this one:
  std::uint64_t newest_rollout_ = 0;
};

}  // namespace minyi::collector
