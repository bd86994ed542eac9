#include "minyi/cli/office.hpp"

#include <filesystem>

#include <CLI/CLI.hpp>

#include "minyi/cli/files.hpp"

namespace minyi::cli {
namespace fs = std::filesystem;

void add_data_option(CLI::App& app, std::string& directory) {
  directory = "/var/lib/minyi";
  app.add_option("--data", directory, "The collector's data directory")->envname("MINYI_DATA")->capture_default_str();
}

Result<std::unique_ptr<warehouse::Warehouse>> open_warehouse(const std::string& directory, Absent absent) {
  const std::string path = (fs::path(directory) / warehouse::database_name).string();
  std::error_code error;
  if (!fs::exists(path, error)) {
    if (absent == Absent::refuse)
      return fail(ErrorCode::file_missing, "there is no warehouse here", path,
                  "give the collector's data directory with --data");
    if (fs::create_directory(directory, error))
      fs::permissions(directory, fs::perms::owner_all, error);
    else if (error)
      return fail(ErrorCode::file_failed, "cannot be created: " + error.message(), directory,
                  "make the directory first, or give another with --data");
  }
  return warehouse::open_sqlite(path);
}

Result<> write_rotations(const std::string& folder, const exchange::Rotations& rotations) {
  if (rotations.empty()) return {};
  const std::string file = (fs::path(folder) / exchange::rotations_file).string();
  return write_file(file, as_text(exchange::encode(rotations)));
}

}  // namespace minyi::cli
