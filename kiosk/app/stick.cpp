#include "minyi/app/stick.hpp"

#include <CLI/CLI.hpp>

#include "minyi/app/backstage.hpp"
#include "minyi/app/version.hpp"
#include "minyi/arguments/arguments.hpp"
#include "minyi/base/clock.hpp"
#include "minyi/base/file.hpp"
#include "minyi/exchange/rollout_folder.hpp"
#include "minyi/forms/library.hpp"
#include "minyi/upload/carry.hpp"

namespace minyi::kiosk::app {
namespace {

constexpr std::size_t max_rollout = 1u << 20;
constexpr std::size_t max_signature = 4096;

struct Parts {
  std::unique_ptr<store::Outbox> outbox;
  upload::Identity identity;
  std::unique_ptr<forms::Library> library;
};

Result<Parts> open_parts(const std::string& data) {
  MINYI_CHECK(start_cryptography());
  Parts parts;
  MINYI_TRY(parts.outbox, open_stopped_kiosk(data));
  MINYI_TRY(auto identity, upload::load_identity(*parts.outbox));
  if (!identity) return fail(ErrorCode::kiosk_unknown, "this kiosk is not enrolled yet", data);
  parts.identity = std::move(*identity);
  MINYI_TRY(parts.library, forms::Library::open(data + "/forms", upload::publishers_of(parts.identity),
                                                parts.identity.site, parts.identity.kiosk));
  return parts;
}

// Keys that have changed since the kiosk was last heard of: the receipts and the survey beside them bear the new ones'
// signatures.
Result<> import_keys(const std::string& folder, Parts& parts, std::ostream& out) {
  const std::string file = folder + "/" + std::string(exchange::rotations_file);
  MINYI_TRY(const auto content, read_if_there(file, exchange::max_rotations_size));
  if (!content) return {};
  auto rotations = exchange::decode_rotations(as_bytes(*content));
  if (!rotations) rotations.error().where = file;
  MINYI_CHECK(rotations);
  const std::string former = parts.identity.publisher_key;
  MINYI_TRY(const bool followed, upload::follow(*rotations, parts.identity, *parts.outbox));
  if (!followed) return {};
  if (parts.identity.publisher_key != former) parts.library->follow(parts.identity.publisher_key);
  out << "The office has new keys.\n";
  return {};
}

Result<std::string> must_read(const std::string& path, std::uint64_t limit) {
  MINYI_TRY(auto content, read_if_there(path, static_cast<std::size_t>(limit)));
  if (!content) return fail(ErrorCode::file_missing, "is not on the stick", path, "copy all of the survey's folder");
  return std::move(*content);
}

// What a rollout names, in the layout of WIRE.md.
class Stick final : public exchange::RolloutSource {
 public:
  explicit Stick(std::string folder) : folder_(std::move(folder)) {}
  Result<std::string> form(const exchange::RolloutForm& form) override {
    return must_read(folder_ + "/" + exchange::form_path(form), form.size);
  }
  Result<std::string> file(const exchange::RolloutFile& file) override {
    return must_read(folder_ + "/" + exchange::file_path(file), file.size);
  }

 private:
  std::string folder_;
};

Result<> import_survey(const std::string& folder, forms::Library& library, std::ostream& out) {
  const std::string file = folder + "/" + std::string(exchange::rollout_file);
  MINYI_TRY(const auto rollout, read_if_there(file, max_rollout));
  if (!rollout) return {};
  MINYI_TRY(const std::string signature,
            must_read(folder + "/" + std::string(exchange::signature_file), max_signature));
  Stick stick(folder);
  auto installed = library.install(*rollout, signature, stick);
  if (!installed && installed.error().where.empty()) installed.error().where = file;
  MINYI_CHECK(installed);
  out << "Rollout " << library.active()->rollout_version << " is active.\n";
  return {};
}

}  // namespace

Result<std::optional<StickOptions>> parse_stick(int argc, const char* const* argv) {
  StickOptions options;
  CLI::App cli{"Carries this kiosk's answers to the office on a stick, and the receipts back. Stop the kiosk first.",
               std::string("minyi-kiosk ") + argv[0]};
  cli.add_option("--data", options.data, "directory of this kiosk's store")->required();
  cli.add_option("FOLDER", options.folder, "a folder on the stick")->required();
  MINYI_TRY(const bool given, arguments::read(cli, argc, argv));
  if (!given) return std::nullopt;
  return options;
}

Result<> export_answers(const StickOptions& options, std::ostream& out) {
  MINYI_TRY(const Parts parts, open_parts(options.data));
  const SystemClock clock;
  MINYI_TRY(const auto status, parts.outbox->status());
  const exchange::Health health{.kiosk_time = clock.now(),
                                .offset = SystemTimeZone{}.offset_at(clock.now()),
                                .free_bytes = status.free_bytes,
                                .pending = status.pending,
                                .program_version = std::string(version),
                                .alarms = status.alarms};
  MINYI_TRY(const auto carried, upload::carry_out(options.folder, *parts.outbox, parts.identity, health,
                                                  parts.library->active()->rollout_version, clock));
  out << carried.records << " responses are in " << carried.files.size() << " file(s) in " << options.folder
      << ".\nThey stay here too, until `minyi import` at the office has put the receipts beside them and\n"
         "`minyi-kiosk import` has brought those back.\n";
  return {};
}

Result<> import_receipts(const StickOptions& options, std::ostream& out) {
  MINYI_TRY(Parts parts, open_parts(options.data));
  MINYI_CHECK(import_keys(options.folder, parts, out));
  MINYI_TRY(const auto carried, upload::carry_in(options.folder, *parts.outbox, parts.identity));
  for (const std::string& remark : carried.remarks) out << remark << '\n';
  for (const Error& error : carried.refused) out << to_string(error) << '\n';
  MINYI_TRY(const auto status, parts.outbox->status());
  out << carried.receipts << " receipt(s): " << carried.acknowledged << " responses are confirmed, " << status.pending
      << " wait.\n";
  MINYI_CHECK(import_survey(options.folder, *parts.library, out));
  if (!carried.refused.empty()) return fail(carried.refused.front());
  return {};
}

}  // namespace minyi::kiosk::app
