// minyi import FILE|DIR... --data DIR: what kiosks without a network sent on a stick, through the collector's own sync.
#include <algorithm>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "minyi/cli/command.hpp"
#include "minyi/cli/files.hpp"
#include "minyi/cli/office.hpp"
#include "minyi/collector/collector.hpp"
#include "minyi/collector/log.hpp"
#include "minyi/exchange/carried.hpp"
#include "minyi/exchange/problem.hpp"

namespace minyi::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string data;
  std::vector<std::string> places;
};

// Every sync in the places named; of one kiosk's stream the earlier first.
Result<std::vector<fs::path>> syncs_in(const std::vector<std::string>& places) {
  std::vector<fs::path> found;
  for (const std::string& place : places) {
    std::error_code error;
    if (!fs::is_directory(place, error)) {
      found.emplace_back(place);
      continue;
    }
    for (fs::directory_iterator entry(place, error), end; !error && entry != end; entry.increment(error))
      if (entry->path().extension() == exchange::carried_sync_ending) found.push_back(entry->path());
    if (error) return fail(ErrorCode::file_failed, "cannot be read: " + error.message(), place);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const fs::path& a, const fs::path& b) { return a.filename() < b.filename(); });
  return found;
}

struct Imported {
  std::string kiosk;
  exchange::SyncRequest request;
  exchange::Receipt receipt;
};

Result<Imported> import_one(const fs::path& file, collector::Collector& collector, const collector::Keys& keys,
                            const exchange::Rotations& rotations) {
  MINYI_TRY(const std::string content, read_file(file.string(), exchange::max_carried_sync));
  auto sync = exchange::decode_carried_sync(as_bytes(content));
  if (!sync)
    return fail(sync.error().code, "this is not what `minyi-kiosk export` writes, or it is cut off", {},
                "export it again; nothing of it was taken");
  MINYI_TRY(auto kiosk, exchange::claimed_key_id(sync->signature));
  const collector::Request request{.method = "POST",
                                   .path = std::string(exchange::sync_path),
                                   .body = std::move(sync->body),
                                   .signature = std::move(sync->signature)};
  MINYI_TRY(const collector::Answer answer, collector.sync(request));
  if (answer.status != 200) {
    const auto problem = exchange::decode_problem(answer.body);
    return fail(problem ? *problem : problem.error());
  }
  MINYI_TRY(auto told, exchange::decode_sync(as_bytes(request.body)));
  MINYI_TRY(auto receipt, exchange::verify_receipt(as_bytes(answer.body), keys.sign.public_key));
  // A kiosk that has missed new keys finds beside the receipt how to believe it.
  MINYI_CHECK(write_rotations(file.parent_path().string(), rotations));
  MINYI_CHECK(write_file(fs::path(file).replace_extension(exchange::carried_receipt_ending).string(), answer.body));
  return Imported{std::move(kiosk), std::move(told), std::move(receipt)};
}

// Whether all that the file holds is here now.
bool print(const std::string& name, const Imported& imported, Console& console) {
  const auto& [kiosk, request, receipt] = imported;
  console.out << name << ": kiosk " << kiosk << ", ";
  if (receipt.fork) {
    console.out << "nothing taken: another history of this stream is here already (a copied or restored disk?). "
                   "Bring the receipt back and export again\n";
    return false;
  }
  if (receipt.head.sequence < request.after.sequence) {
    console.out << "nothing taken: the file begins after record " << request.after.sequence.value()
                << ", and only those up to " << receipt.head.sequence.value()
                << " are here. Import the file before it; if there is none, bring the receipt back and export again\n";
    return false;
  }
  console.out << request.records.size() << " responses, all up to number " << receipt.head.sequence.value()
              << " are here";
  if (!receipt.rejected.empty()) console.out << ", " << receipt.rejected.size() << " of them unreadable";
  console.out << '\n';
  return true;
}

Result<Exit> import_files(const Options& options, Console& console) {
  MINYI_TRY(const auto files, syncs_in(options.places));
  if (files.empty())
    return fail(ErrorCode::file_missing, "there is nothing of a kiosk's here", options.places.front(),
                "run `minyi-kiosk export FOLDER` at the kiosk first");
  MINYI_TRY(const auto warehouse, open_warehouse(options.data, Absent::refuse));
  MINYI_TRY(const auto keys, collector::read_keys((fs::path(options.data) / collector::key_file_name).string()));
  MINYI_CHECK(collector::claim_warehouse(*warehouse, keys));
  collector::Collector collector(*warehouse, keys, console.clock, collector::make_log(collector::Verbosity::silent));
  MINYI_TRY(const auto rotations, collector::rotations(keys, *warehouse));
  bool all = true;
  for (const fs::path& file : files) {
    const auto imported = import_one(file, collector, keys, rotations);
    if (imported) {
      all = print(file.filename().string(), *imported, console) && all;
      continue;
    }
    Error error = imported.error();
    error.where = file.string();
    console.err << "minyi: " << to_string(error) << '\n';
    all = false;
  }
  if (all) console.out << "The receipts lie beside the files: bring them back to the kiosk.\n";
  return all ? Exit::done : Exit::failed;
}

}  // namespace

Action declare_import(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("PLACE", options->places, "Folders on sticks, or single files, that `minyi-kiosk export` wrote")
      ->required();
  add_data_option(app, options->data);
  return [options](Console& console) { return import_files(*options, console); };
}

}  // namespace minyi::cli
