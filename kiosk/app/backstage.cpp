#include "minyi/app/backstage.hpp"

#include <filesystem>

namespace minyi::kiosk::app {
namespace {

// A directory that is made here is for the owner alone. One that was there may be anybody's (/tmp, by mistake): its
// mode is not ours to change, and what lies in it has modes of its own.
Result<> make_directory(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return {};
  const bool made = std::filesystem::create_directories(path, error);
  if (!made || error)
    return fail(ErrorCode::file_failed, "the data directory cannot be made: " + error.message(), path,
                "check the path given with --data and its permissions");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  if (error) return fail(ErrorCode::file_failed, "the data directory cannot be kept private: " + error.message(), path);
  return {};
}

// A code that made the present identity is no reason to enrol again: it may stand in a service's arguments for ever.
Result<upload::Identity> enrol(const Options& options, store::Outbox& outbox, const Clock& clock,
                               const std::stop_token& stop) {
  MINYI_TRY(const auto code, exchange::parse_enrolment_code(options.enrol));
  MINYI_TRY(const bool spent, upload::enrolled_by(code, outbox));
  if (spent) return upload::move_collector(outbox, options.collector);
  return upload::enrol(options.collector, code, outbox, clock, stop);
}

Result<upload::Identity> identify(const Options& options, Backstage& backstage, const Clock& clock,
                                  const std::stop_token& stop) {
  store::Outbox& outbox = *backstage.outbox;
  MINYI_TRY(auto known, upload::load_identity(outbox));
  if (!options.enrol.empty()) {
    auto enrolled = enrol(options, outbox, clock, stop);
    if (enrolled || !known) return enrolled;
    backstage.not_enrolled_anew = std::move(enrolled).error();
    return std::move(*known);
  }
  if (known && !options.collector.empty() && options.collector != known->collector_url)
    return upload::move_collector(outbox, options.collector);
  if (known) return std::move(*known);
  return fail(ErrorCode::kiosk_unknown, "this kiosk is not enrolled yet", options.data,
              "get a code with `minyi kiosks invite --site CODE` and start once with --collector URL --enrol CODE");
}

}  // namespace

Result<Backstage> open_backstage(const Options& options, const Clock& clock, const std::stop_token& stop) {
  MINYI_CHECK(make_directory(options.data));
  Backstage backstage;
  MINYI_TRY(backstage.outbox, store::open_outbox(options.data + "/outbox.db"));
  MINYI_TRY(auto identity, identify(options, backstage, clock, stop));
  backstage.identity = std::make_shared<const upload::Identity>(std::move(identity));
  MINYI_TRY(backstage.library,
            forms::Library::open(options.data + "/forms", backstage.identity->publisher_key, backstage.identity->site));
  return backstage;
}

}  // namespace minyi::kiosk::app
