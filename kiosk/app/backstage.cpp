#include "minyi/app/backstage.hpp"

#include <filesystem>

#include "minyi/base/file.hpp"

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

// What --ca names, as PEM; nothing when it was not given.
Result<std::optional<std::string>> read_ca(const std::string& path) {
  constexpr std::size_t longest = 1u << 20;
  if (path.empty()) return std::nullopt;
  if (path == "system") return std::string{};
  auto pem = read_file(path, longest);
  if (!pem) {
    pem.error().hint = "check the path given with --ca";
    return fail(std::move(pem).error());
  }
  if (pem->find("-----BEGIN CERTIFICATE-----") == std::string::npos)
    return fail(ErrorCode::argument_invalid, "there is no certificate in this file", path, "give a PEM file to --ca");
  return std::move(*pem);
}

// The code to enrol with, if there is one. The one that made the present identity is no reason to enrol again: it may
// stand in a service's arguments for ever.
Result<std::optional<exchange::EnrolmentCode>> fresh_code(const Options& options, store::Outbox& outbox) {
  if (options.enrol.empty()) return std::nullopt;
  MINYI_TRY(auto code, exchange::parse_enrolment_code(options.enrol));
  MINYI_TRY(const bool spent, upload::enrolled_by(code, outbox));
  if (spent) return std::nullopt;
  return code;
}

Result<upload::Identity> identify(const Options& options, Backstage& backstage, const Clock& clock,
                                  const std::stop_token& stop) {
  store::Outbox& outbox = *backstage.outbox;
  MINYI_TRY(auto known, upload::load_identity(outbox));
  MINYI_TRY(const std::optional<std::string> given_ca, read_ca(options.ca));
  const std::string ca = given_ca.value_or(known ? known->collector_ca : "");
  const auto code = fresh_code(options, outbox);
  if (!code || *code) {
    auto enrolled = code ? upload::enrol(options.collector, **code, outbox, clock, stop, ca)
                         : Result<upload::Identity>(fail(code.error()));
    if (enrolled || !known) return enrolled;
    backstage.not_enrolled_anew = std::move(enrolled).error();
    return std::move(*known);
  }
  if (!known)
    return fail(ErrorCode::kiosk_unknown, "this kiosk is not enrolled yet", options.data,
                "get a code with `minyi kiosks invite --site CODE` and start once with --collector URL --enrol CODE");
  const std::string url = options.collector.empty() ? known->collector_url : options.collector;
  if (url == known->collector_url && ca == known->collector_ca) return std::move(*known);
  return upload::move_collector(outbox, url, ca);
}

}  // namespace

Result<Backstage> open_backstage(const Options& options, const Clock& clock, const std::stop_token& stop) {
  MINYI_CHECK(make_directory(options.data));
  Backstage backstage;
  MINYI_TRY(backstage.outbox, store::open_outbox(options.data + "/outbox.db"));
  MINYI_TRY(auto identity, identify(options, backstage, clock, stop));
  backstage.identity = std::make_shared<const upload::Identity>(std::move(identity));
  MINYI_TRY(backstage.library, forms::Library::open(options.data + "/forms", upload::publishers_of(*backstage.identity),
                                                    backstage.identity->site, backstage.identity->kiosk));
  return backstage;
}

Result<std::unique_ptr<store::Outbox>> open_stopped_kiosk(const std::string& data) {
  std::error_code error;
  if (!std::filesystem::exists(data + "/outbox.db", error))
    return fail(ErrorCode::file_missing, "there is no kiosk's store here", data + "/outbox.db",
                "give the kiosk's data directory with --data");
  return store::open_outbox(data + "/outbox.db");
}

}  // namespace minyi::kiosk::app
