// Where a run of records stands to what the collector has of its stream. A decision and no more: nothing is stored
// here.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "minyi/exchange/sync.hpp"

namespace minyi::collector {

struct Standing {
  enum class Kind {
    continues,  // its first `known` records are here already (a retry), the others follow the head
    gap,        // begins beyond the head: the kiosk must send what lies between
    fork,       // tells another history than the one that is here
  };
  Kind kind = Kind::continues;
  std::size_t known = 0;
  bool old = false;             // ends before the head: it was sent before what is here already, and came late or twice
  std::vector<Digest> links{};  // of the records that are new
  exchange::Head before{};      // the collector's head, as it was judged by
  exchange::Head head{};        // after the new records; the same where there are none
};

// The stream's hash at a place before its head; nothing where it has none.
using LinkAt = std::function<Result<std::optional<Digest>>(Sequence)>;

// `head` is the collector's, genesis for a stream it does not know. Errors: those of `link_at`, store_damaged.
Result<Standing> judge(const exchange::SyncRequest& request, const exchange::Head& head, const LinkAt& link_at);

}  // namespace minyi::collector
