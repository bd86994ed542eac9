#include "minyi/collector/form_cache.hpp"

namespace minyi::collector {

Result<std::shared_ptr<const form::Form>> FormCache::get(const Digest& digest) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = forms_.find(digest); found != forms_.end()) return found->second;
  }
  MINYI_TRY(const auto published, warehouse_.form(digest));
  if (!published)
    return fail(ErrorCode::form_unknown, "no form of this digest was published here", {},
                "publish it with `minyi publish`");
  MINYI_TRY(auto form, form::read_xform(published->xform, form::NoFiles{}));
  const std::lock_guard lock(mutex_);
  return forms_.emplace(digest, std::move(form)).first->second;
}

}  // namespace minyi::collector
