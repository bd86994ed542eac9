#include "minyi/cli/office.hpp"

#include <filesystem>

#include <CLI/CLI.hpp>

#include "minyi/cli/files.hpp"

namespace minyi::cli {
namespace {

namespace fs = std::filesystem;

Result<exchange::PublisherKey> read_key(const std::string& path) {
  std::error_code ignored;
  const fs::perms others = fs::status(path, ignored).permissions() & (fs::perms::group_all | fs::perms::others_all);
  if (others != fs::perms::none)
    return fail(ErrorCode::file_failed, "others than the owner may read the publisher's secret key", path,
                "chmod 600 it, and consider whether someone has copied it");
  MINYI_TRY(std::string text, read_file(path, 4096));
  auto key = exchange::read_publisher_secret_file(text);
  wipe(text);
  if (!key) return fail(ErrorCode::file_failed, key.error().message, path, key.error().hint);
  return key;
}

}  // namespace

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

Result<exchange::PublisherKey> publisher_key(const std::string& directory, warehouse::Warehouse& warehouse) {
  const std::string secret = (fs::path(directory) / "publisher.key").string();
  const std::string setting(warehouse::publisher_key_setting);
  MINYI_TRY(const auto known, warehouse.setting(setting));
  std::error_code error;
  if (!fs::exists(secret, error)) {
    if (known)
      return fail(ErrorCode::file_missing, "the publisher's secret key is gone, and kiosks trust no other", secret,
                  "restore it from a backup");
    const exchange::PublisherKey key = exchange::make_publisher_key();
    std::string text = exchange::publisher_secret_file(key);
    auto created = create_private_file(secret, text);
    wipe(text);
    // Where another command was faster, its key is the one to use.
    if (!created && !fs::exists(secret, error)) return fail(created.error());
  }
  MINYI_TRY(auto key, read_key(secret));
  const std::string line = exchange::publisher_public_line(key);
  if (known && as_text(*known) != line)
    return fail(ErrorCode::file_failed, "not the publisher's key that kiosks were enrolled with", secret,
                "restore the one that belongs to this warehouse");
  if (!known) MINYI_CHECK(warehouse.set_setting(setting, as_bytes(line)));
  const std::string open = (fs::path(directory) / "publisher.pub").string();
  if (!fs::exists(open, error)) MINYI_CHECK(write_file(open, exchange::publisher_public_file(key)));
  return key;
}

}  // namespace minyi::cli
