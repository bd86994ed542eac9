// Records that were put aside because the collector could not know better: their form was not published yet (a database
// restored from a backup has forgotten it), or they were made by a later version of the programs. They are looked
// through with the first sync after a start and after each rollout.
#include <array>

#include <spdlog/logger.h>

#include "minyi/collector/collector.hpp"
#include "minyi/collector/opener.hpp"

namespace minyi::collector {
namespace {

constexpr std::size_t at_a_time = 64;
constexpr std::array worth_another_look{ErrorCode::form_unknown, ErrorCode::wire_version};

}  // namespace

Result<> Collector::take_up_early_records() {
  MINYI_TRY(auto places, warehouse_.sites());
  MINYI_TRY(const auto sites, warehouse::SiteTree::make(std::move(places)));
  for (const ErrorCode code : worth_another_look) {
    MINYI_TRY(const std::uint64_t taken, take_up(code_name(code), sites));
    if (taken > 0) log_->info("event=take_up code={} records={}", code_name(code), taken);
  }
  return {};
}

Result<std::uint64_t> Collector::take_up(std::string_view code, const warehouse::SiteTree& sites) {
  std::uint64_t taken = 0;
  std::optional<warehouse::PutAside> last;
  while (true) {
    MINYI_TRY(auto aside, warehouse_.put_aside(std::string(code), last, at_a_time));
    if (aside.empty()) return taken;
    for (const warehouse::PutAside& one : aside) {
      MINYI_TRY(const auto kiosk, warehouse_.kiosk(one.kiosk));
      if (!kiosk) return fail(ErrorCode::store_damaged, "a stream's kiosk is not known");
      const auto response = Opener(keys_, forms_, *kiosk, sites).open(one.sealed);
      if (!response) continue;  // still poison; what is wrong with it now is for `check` to say
      MINYI_CHECK(warehouse_.take_up(one, *response));
      ++taken;
    }
    last = std::move(aside.back());
  }
}

}  // namespace minyi::collector
