#include "minyi/collector/chain_check.hpp"

#include <algorithm>

namespace minyi::collector {

using exchange::Head;

Result<Standing> judge(const exchange::SyncRequest& request, const Head& head, const LinkAt& link_at) {
  const Head start = exchange::genesis(request.stream);
  // Our hash at a place that is not beyond the head.
  const auto ours = [&](Sequence sequence) -> Result<Digest> {
    if (sequence == head.sequence) return head.hash;
    if (sequence == start.sequence) return start.hash;
    MINYI_TRY(const auto link, link_at(sequence));
    if (!link) return fail(ErrorCode::store_damaged, "a stream lacks a link before its head");
    return *link;
  };

  if (request.after.sequence > head.sequence)
    return Standing{.kind = Standing::Kind::gap, .before = head, .head = head};
  MINYI_TRY(const Digest before, ours(request.after.sequence));
  if (request.after.hash != before) return Standing{.kind = Standing::Kind::fork, .before = head, .head = head};

  std::vector<Head> heads;
  heads.reserve(request.records.size());
  Head last = request.after;
  for (const exchange::SealedRecord& record : request.records) {
    last = exchange::extend(last, record.bytes);
    heads.push_back(last);
  }
  const std::uint64_t behind = head.sequence.value() - request.after.sequence.value();
  const std::size_t known = std::min<std::uint64_t>(behind, heads.size());
  if (known > 0) {
    // A link binds all before it: where the last of the known ones agrees, all do.
    MINYI_TRY(const Digest same, ours(heads[known - 1].sequence));
    if (heads[known - 1].hash != same) return Standing{.kind = Standing::Kind::fork, .before = head, .head = head};
  }
  Standing standing{.known = known, .old = heads.size() < behind, .before = head, .head = head};
  for (std::size_t i = known; i < heads.size(); ++i) {
    standing.links.push_back(heads[i].hash);
    standing.head = heads[i];
  }
  return standing;
}

}  // namespace minyi::collector
