#include "minyi/forms/library.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "minyi/base/file.hpp"
#include "minyi/exchange/chain.hpp"
#include "minyi/forms/file_store.hpp"
#include "minyi/forms/files.hpp"

namespace minyi::kiosk::forms {
namespace {

constexpr std::size_t max_rollout = 1u << 20;
constexpr std::size_t max_signature = 4096;
constexpr std::size_t max_floor = 128;

// A rollout that may be run here: verified, for this site, all its forms read.
struct Loaded {
  std::string json{};
  exchange::Rollout rollout{};
  std::vector<ActiveForm> forms{};
  std::vector<std::pair<std::string, std::string>> fetched{};  // file name and XForm, not on disk yet
};

std::string file_name(const exchange::RolloutForm& named) { return to_hex(named.digest) + ".xml"; }

// Names within `directory_`. The two .next files are in place before the first is renamed over the rollout, and the
// floor is raised when both are: whenever the power is cut, one of the pairs below is good and not below the floor.
constexpr std::string_view rollout_file = "rollout.json", rollout_next = "rollout.json.next",
                           signature_file = "rollout.json.minisig", signature_next = "rollout.json.minisig.next",
                           floor_file = "rollout.version";

struct Pair {
  std::string_view rollout, signature;
};
constexpr auto pairs = std::to_array<Pair>({{rollout_file, signature_file},
                                            {rollout_file, signature_next},    // cut between the renames
                                            {rollout_next, signature_file},    // the same, kept in the other order
                                            {rollout_next, signature_next}});  // cut before them

class Shelf final : public Library {
 public:
  Shelf(std::string directory, std::vector<std::string> publishers, SiteId site, KioskId kiosk,
        std::shared_ptr<const Clock> clock)
      : directory_(std::move(directory)),
        publishers_(std::move(publishers)),
        site_(std::move(site)),
        kiosk_(std::move(kiosk)),
        clock_(clock ? std::move(clock) : std::make_shared<SystemClock>()),
        files_(at("files")) {}

  Result<> load();

  [[nodiscard]] std::shared_ptr<const Active> active() const override {
    const std::lock_guard lock(state_);
    const bool stale = expires_ && clock_->now() >= *expires_;
    if (stale != active_->stale) {
      auto changed = std::make_shared<Active>(*active_);
      changed->stale = stale;
      active_ = std::move(changed);
    }
    return active_;
  }

  [[nodiscard]] std::string problem() const override {
    const std::lock_guard lock(state_);
    return problem_;
  }

  Result<> install(const std::string& json, const std::string& signature, exchange::RolloutSource& source) override;

  void follow(const std::string& publisher) override {
    const std::lock_guard lock(installing_);
    publishers_.push_back(publisher);
  }

 private:
  [[nodiscard]] std::string at(std::string_view name) const { return fmt::format("{}/{}", directory_, name); }
  [[nodiscard]] std::string whose() const;
  [[nodiscard]] Result<> verify(const std::string& json, const std::string& signature, bool kept) const;
  // Without a source nothing is fetched: all must be kept.
  Result<Loaded> read(const std::string& json, const std::string& signature, exchange::RolloutSource* source);
  Result<std::string> xml_of(const exchange::RolloutForm& named, exchange::RolloutSource* source, Loaded& loaded) const;
  Result<> keep(const Loaded& loaded, const std::string& signature) const;
  Result<> promote(const Pair& pair, std::uint64_t version) const;
  void activate(Loaded loaded);
  void tidy(const exchange::Rollout& rollout);

  const std::string directory_;
  std::vector<std::string> publishers_;  // under installing_
  const SiteId site_;
  const KioskId kiosk_;
  const std::shared_ptr<const Clock> clock_;

  std::mutex installing_;  // one at a time: network and USB may come together
  FileStore files_;
  std::uint64_t floor_ = 0;
  std::uint64_t version_ = 0;  // of the active one
  std::string json_;

  mutable std::mutex state_;
  mutable std::shared_ptr<const Active> active_ = std::make_shared<Active>();
  std::optional<Instant> expires_;
  std::string problem_;
};

// For whom the floor holds: of another publisher, or at another site, versions are counted anew. A kiosk is told both
// at enrolment, by who knew its code. One whose key has changed is the same.
std::string Shelf::whose() const {
  return to_hex(exchange::blake2b(as_bytes(publishers_.front() + '\n' + site_.value())));
}

Result<> Shelf::verify(const std::string& json, const std::string& signature, bool kept) const {
  Result<std::string> verified = exchange::minisign_verify(json, signature, publishers_.back());
  for (std::size_t i = publishers_.size() - 1; kept && !verified && i-- > 0;)
    verified = exchange::minisign_verify(json, signature, publishers_[i]);
  return verified ? Result<>{} : fail(verified.error());
}

Result<std::string> Shelf::xml_of(const exchange::RolloutForm& named, exchange::RolloutSource* source,
                                  Loaded& loaded) const {
  const auto name = file_name(named);
  MINYI_TRY(auto kept, read_if_there(at("forms/" + name), static_cast<std::size_t>(exchange::max_form_size)));
  if (kept && exchange::verify(named, *kept)) return std::move(*kept);
  if (source == nullptr)
    return fail(ErrorCode::file_missing, fmt::format("the form {} is not here", named.form.value()));
  MINYI_TRY(std::string xml, source->form(named));
  MINYI_CHECK(exchange::verify(named, xml));
  loaded.fetched.emplace_back(name, xml);
  return xml;
}

Result<Loaded> Shelf::read(const std::string& json, const std::string& signature, exchange::RolloutSource* source) {
  MINYI_CHECK(verify(json, signature, source == nullptr));
  MINYI_TRY(auto rollout, exchange::decode_rollout(json));
  if (rollout.version < floor_)
    return fail(ErrorCode::rollout_older,
                fmt::format("rollout {} is older than {}, which this kiosk has seen", rollout.version, floor_));
  if (!exchange::is_for(rollout, site_, kiosk_))
    return fail(ErrorCode::rollout_invalid, fmt::format("rollout {} is not for this kiosk ({} at {})", rollout.version,
                                                        kiosk_.value(), site_.value()));
  Loaded loaded{json, std::move(rollout), {}, {}};
  for (const auto& named : loaded.rollout.forms) {
    MINYI_TRY(const std::string xml, xml_of(named, source, loaded));
    MINYI_CHECK(files_.ensure(named.files, source));
    auto files = files_.lend(named.files);
    MINYI_TRY(auto form, form::read_xform(xml, *files));
    if (form->id != named.form || form->version != named.version)
      return fail(ErrorCode::rollout_invalid,
                  fmt::format("the rollout names {} version {}, its file says {} version {}", named.form.value(),
                              named.version, form->id.value(), form->version));
    loaded.forms.push_back({std::move(form), std::move(files)});
  }
  return loaded;
}

Result<> Shelf::keep(const Loaded& loaded, const std::string& signature) const {
  for (const auto& [name, xml] : loaded.fetched) MINYI_CHECK(replace_file(at("forms/" + name), xml));
  MINYI_CHECK(sync_folder(at("forms")));
  MINYI_CHECK(replace_file(at(rollout_next), loaded.json));
  MINYI_CHECK(replace_file(at(signature_next), signature));
  MINYI_CHECK(sync_folder(directory_));
  return promote({rollout_next, signature_next}, loaded.rollout.version);
}

// Gives a good pair its final names and raises the floor to its version.
Result<> Shelf::promote(const Pair& pair, std::uint64_t version) const {
  if (pair.rollout == rollout_next) MINYI_CHECK(rename_file(at(rollout_next), at(rollout_file)));
  if (pair.signature == signature_next) MINYI_CHECK(rename_file(at(signature_next), at(signature_file)));
  MINYI_CHECK(sync_folder(directory_));
  MINYI_CHECK(replace_file(at(floor_file), fmt::format("{} {}", version, whose())));
  return sync_folder(directory_);
}

void Shelf::activate(Loaded loaded) {
  auto active = std::make_shared<Active>();
  active->rollout_version = loaded.rollout.version;
  active->policy = loaded.rollout.policy;
  active->opens = loaded.rollout.opens;
  active->closes = loaded.rollout.closes;
  active->forms = std::move(loaded.forms);
  version_ = loaded.rollout.version;
  json_ = std::move(loaded.json);
  floor_ = std::max(floor_, loaded.rollout.version);
  const std::lock_guard lock(state_);
  active_ = std::move(active);
  expires_ = loaded.rollout.expires;
  problem_.clear();
}

// Forms and files of former rollouts. Who is in the middle of one holds the form in memory and its files on loan.
void Shelf::tidy(const exchange::Rollout& rollout) {
  std::set<Digest> needed;
  for (const auto& form : rollout.forms)
    for (const auto& file : form.files) needed.insert(file.digest);
  files_.tidy(std::move(needed));
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry(at("forms"), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    const auto name = entry->path().filename().string();
    const bool named = std::any_of(rollout.forms.begin(), rollout.forms.end(),
                                   [&](const exchange::RolloutForm& form) { return file_name(form) == name; });
    std::error_code failed;
    if (!named) std::filesystem::remove(entry->path(), failed);
  }
}

Result<> Shelf::load() {
  MINYI_CHECK(make_folder(at("forms")));
  MINYI_TRY(const auto floor, read_if_there(at(floor_file), max_floor));
  // A floor without a name was written before names were: it is ours.
  if (floor && (floor->find(' ') == std::string::npos || floor->ends_with(whose())))
    std::from_chars(floor->data(), floor->data() + floor->size(), floor_);
  std::optional<Loaded> best;
  Pair chosen = pairs.front();
  for (const Pair& pair : pairs) {
    MINYI_TRY(const auto json, read_if_there(at(pair.rollout), max_rollout));
    MINYI_TRY(const auto signature, read_if_there(at(pair.signature), max_signature));
    const bool kept = pair.rollout == rollout_file && pair.signature == signature_file;
    if (!json || (!signature && !kept)) continue;
    auto loaded = read(*json, signature.value_or(""), nullptr);
    if (!loaded && kept) problem_ = "the kept forms cannot be used: " + to_string(loaded.error());
    if (!loaded || (best && best->rollout.version >= loaded->rollout.version)) continue;
    best = std::move(*loaded);
    chosen = pair;
  }
  if (!best) return {};
  const bool in_place = chosen.rollout == rollout_file && chosen.signature == signature_file;
  if (!in_place || best->rollout.version > floor_) MINYI_CHECK(promote(chosen, best->rollout.version));
  const auto rollout = best->rollout;
  activate(std::move(*best));
  tidy(rollout);
  return {};
}

Result<> Shelf::install(const std::string& json, const std::string& signature, exchange::RolloutSource& source) {
  const std::lock_guard lock(installing_);
  MINYI_TRY(auto loaded, read(json, signature, &source));
  if (loaded.rollout.version == version_) {
    if (json == json_) return {};
    return fail(ErrorCode::rollout_older, fmt::format("another rollout {} is active already", version_));
  }
  MINYI_CHECK(keep(loaded, signature));
  const auto rollout = loaded.rollout;
  activate(std::move(loaded));
  tidy(rollout);
  return {};
}

}  // namespace

Result<std::unique_ptr<Library>> Library::open(std::string directory, std::vector<std::string> publishers, SiteId site,
                                               KioskId kiosk, std::shared_ptr<const Clock> clock) {
  if (publishers.empty()) return fail(ErrorCode::argument_invalid, "a library has a publisher", directory);
  auto shelf = std::make_unique<Shelf>(std::move(directory), std::move(publishers), std::move(site), std::move(kiosk),
                                       std::move(clock));
  MINYI_CHECK(shelf->load());
  return shelf;
}

}  // namespace minyi::kiosk::forms
