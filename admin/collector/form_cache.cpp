#include "minyi/collector/form_cache.hpp"

#include "minyi/exchange/chain.hpp"
#include "minyi/exchange/rollout.hpp"

namespace minyi::collector {
namespace {

tl::unexpected<Error> unreadable(const Digest& digest, const std::string& why) {
  return fail(ErrorCode::store_damaged, "a form that was published here cannot be read", to_hex(digest) + ": " + why,
              "publish it again, or restore the database from the last backup");
}

}  // namespace

Result<bool> FormCache::was_published(const Digest& digest) {
  MINYI_TRY(const auto newest, warehouse_.rollout());
  const std::lock_guard lock(mutex_);
  if (newest && newest->version != newest_rollout_) {
    MINYI_TRY(const auto published, warehouse_.rollouts());
    for (const warehouse::PublishedRollout& one : published)
      if (const auto rollout = exchange::decode_rollout(one.json))
        for (const exchange::RolloutForm& form : rollout->forms) named_.insert(form.digest);
    newest_rollout_ = newest->version;
  }
  return named_.contains(digest);
}

Result<std::shared_ptr<const form::Form>> FormCache::get(const Digest& digest) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = forms_.find(digest); found != forms_.end()) return found->second;
  }
  MINYI_TRY(const auto published, warehouse_.form(digest));
  if (!published) {
    MINYI_TRY(const bool lost, was_published(digest));
    if (lost) return unreadable(digest, "it is not in the database");
    return fail(ErrorCode::form_unknown, "no form of this digest was published here", {},
                "publish it with `minyi publish`");
  }
  if (exchange::blake2b(as_bytes(published->xform)) != digest) return unreadable(digest, "its bytes were changed");
  auto form = form::read_xform(published->xform, form::NoFiles{});
  if (!form) return unreadable(digest, to_string(form.error()));
  const std::lock_guard lock(mutex_);
  return forms_.emplace(digest, std::move(*form)).first->second;
}

}  // namespace minyi::collector
