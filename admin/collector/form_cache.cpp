#include "minyi/collector/form_cache.hpp"

#include <algorithm>

#include "minyi/exchange/chain.hpp"
#include "minyi/exchange/rollout.hpp"

namespace minyi::collector {
namespace {

tl::unexpected<Error> unreadable(const Digest& digest, const std::string& why) {
  return fail(ErrorCode::store_damaged, "a form that was published here cannot be read", to_hex(digest) + ": " + why,
              "publish it again, or restore the database from the last backup");
}

// The files that one form was published with.
class PublishedFiles final : public form::FileSource {
 public:
  PublishedFiles(warehouse::Warehouse& warehouse, const warehouse::PublishedForm& form)
      : warehouse_(warehouse), form_(form) {}
  Result<std::string> read(std::string_view name) const override {
    const auto file = std::find_if(form_.files.begin(), form_.files.end(),
                                   [&](const exchange::RolloutFile& each) { return each.name == name; });
    if (file == form_.files.end())
      return fail(ErrorCode::file_missing, "not among the files of the form", std::string(name));
    MINYI_TRY(auto content, warehouse_.file(file->digest));
    if (!content) return fail(ErrorCode::file_missing, "it is not in the database", std::string(name));
    MINYI_CHECK(exchange::verify(*file, *content));
    return std::move(*content);
  }

 private:
  warehouse::Warehouse& warehouse_;
  const warehouse::PublishedForm& form_;
};

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
  auto form = form::read_xform(published->xform, PublishedFiles(warehouse_, *published));
  if (!form) return unreadable(digest, to_string(form.error()));
  const std::lock_guard lock(mutex_);
  return forms_.emplace(digest, std::move(*form)).first->second;
}

Result<> FormCache::check(const Digest& digest) {
  MINYI_CHECK(get(digest));
  MINYI_TRY(const auto published, warehouse_.form(digest));
  if (!published) return unreadable(digest, "it is not in the database");
  const PublishedFiles files(warehouse_, *published);
  for (const exchange::RolloutFile& file : published->files)
    if (const auto content = files.read(file.name); !content) return unreadable(digest, to_string(content.error()));
  return {};
}

}  // namespace minyi::collector
