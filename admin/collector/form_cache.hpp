// Published forms, read once: what a digest stands for never changes, so an entry is good for ever. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "minyi/form/form.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::collector {

class FormCache {
 public:
  explicit FormCache(warehouse::Warehouse& warehouse) : warehouse_(warehouse) {}

  // form_unknown, or what is wrong with the form; a warehouse that fails says so with a store_… code. None of these is
  // remembered: the form may be published, the database come back.
  Result<std::shared_ptr<const form::Form>> get(const Digest& digest);

 private:
  warehouse::Warehouse& warehouse_;
  std::mutex mutex_;
  std::map<Digest, std::shared_ptr<const form::Form>> forms_;
};

}  // namespace minyi::collector
