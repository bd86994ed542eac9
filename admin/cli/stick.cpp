// minyi stick FOLDER --data DIR: a rollout for kiosks without a network, in the layout that `minyi-kiosk import` reads.
#include <filesystem>

#include <CLI/CLI.hpp>

#include "minyi/base/file.hpp"
#include "minyi/cli/command.hpp"
#include "minyi/cli/files.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/collector/keys.hpp"
#include "minyi/exchange/rollout_folder.hpp"

namespace minyi::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string data;
  std::string folder;
  std::uint64_t rollout = 0;  // 0: the newest
};

Result<warehouse::PublishedRollout> chosen(const Options& options, warehouse::Warehouse& warehouse) {
  MINYI_TRY(auto rollouts, warehouse.rollouts());
  if (rollouts.empty())
    return fail(ErrorCode::not_found, "nothing is published yet", options.data, "run `minyi publish` first");
  for (auto& one : rollouts)
    if (options.rollout == 0 || one.version == options.rollout) return std::move(one);
  return fail(ErrorCode::not_found, "there was no such rollout", std::to_string(options.rollout));
}

// Nothing leaves the office that kiosks would refuse.
Result<> write_form(const fs::path& folder, const exchange::RolloutForm& named, warehouse::Warehouse& warehouse) {
  MINYI_TRY(const auto form, warehouse.form(named.digest));
  if (!form) return fail(ErrorCode::store_damaged, "a form of that rollout is gone", named.form.value());
  MINYI_CHECK(exchange::verify(named, form->xform));
  MINYI_CHECK(write_file((folder / exchange::form_path(named)).string(), form->xform));
  for (const exchange::RolloutFile& file : named.files) {
    MINYI_TRY(const auto content, warehouse.file(file.digest));
    if (!content) return fail(ErrorCode::store_damaged, "a file of that rollout is gone", file.name);
    MINYI_CHECK(exchange::verify(file, *content));
    MINYI_CHECK(write_file((folder / exchange::file_path(file)).string(), *content));
  }
  return {};
}

// A collector that has never run has no keys yet.
Result<exchange::Rotations> rotations_of(const std::string& data, warehouse::Warehouse& warehouse) {
  const auto keys = collector::read_keys((fs::path(data) / collector::key_file_name).string());
  if (keys) return collector::rotations(*keys, warehouse);
  if (keys.error().code == ErrorCode::file_missing) return collector::publisher_rotations(warehouse);
  return fail(keys.error());
}

void print(const exchange::Rollout& rollout, const std::string& folder, Console& console) {
  console.out << "Rollout " << rollout.version << " is in " << folder << ":\n";
  for (const exchange::RolloutForm& form : rollout.forms)
    console.out << "  " << form.form.value() << (form.version.empty() ? "" : " " + form.version) << ", "
                << form.files.size() << " files beside it\n";
  if (!rollout.sites.empty() || rollout.share < 100)
    console.out << "It is not for every kiosk; the others will refuse it.\n";
  console.out << "At each kiosk: minyi-kiosk import --data DIR " << folder << '\n';
}

// The rollout itself comes last: of a stick that is pulled out too early a kiosk takes nothing, or the former one.
Result<Exit> write_stick(const Options& options, Console& console) {
  std::error_code error;
  if (!fs::is_directory(options.folder, error))
    return fail(ErrorCode::file_missing, "there is no such folder", options.folder,
                "is the stick plugged in and mounted?");
  MINYI_TRY(const auto warehouse, open_warehouse(options.data, Absent::refuse));
  MINYI_TRY(const auto published, chosen(options, *warehouse));
  MINYI_TRY(const auto rollout, exchange::decode_rollout(published.json));
  const fs::path folder = options.folder;
  for (const std::string_view part : {exchange::forms_folder, exchange::files_folder}) {
    fs::create_directories(folder / part, error);
    if (error) return fail(ErrorCode::file_failed, "cannot be made: " + error.message(), (folder / part).string());
  }
  for (const exchange::RolloutForm& form : rollout.forms) MINYI_CHECK(write_form(folder, form, *warehouse));
  MINYI_TRY(const auto rotations, rotations_of(options.data, *warehouse));
  MINYI_CHECK(write_rotations(options.folder, rotations));
  MINYI_CHECK(write_file((folder / exchange::signature_file).string(), published.signature));
  MINYI_CHECK(write_file((folder / exchange::rollout_file).string(), published.json));
  for (const std::string_view part : {exchange::forms_folder, exchange::files_folder})
    MINYI_CHECK(sync_folder((folder / part).string()));
  MINYI_CHECK(sync_folder(options.folder));
  print(rollout, options.folder, console);
  return Exit::done;
}

}  // namespace

Action declare_stick(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("FOLDER", options->folder, "A folder on the stick")->required();
  add_data_option(app, options->data);
  app.add_option("--rollout", options->rollout, "The rollout of this number instead of the newest")
      ->check(CLI::PositiveNumber);
  return [options](Console& console) { return write_stick(*options, console); };
}

}  // namespace minyi::cli
