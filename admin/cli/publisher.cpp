#include "minyi/cli/publisher.hpp"

#include <filesystem>

#include "minyi/base/file.hpp"
#include "minyi/cli/files.hpp"
#include "minyi/collector/keys.hpp"
#include "minyi/exchange/rotation.hpp"

namespace minyi::cli {
namespace {

namespace fs = std::filesystem;

// The next key lies beside the present one from before the warehouse knows of it until it takes the other's name. Which
// of the two the warehouse names is the publisher's.
struct Places {
  explicit Places(const std::string& directory)
      : secret((fs::path(directory) / "publisher.key").string()),
        next(secret + ".next"),
        open((fs::path(directory) / "publisher.pub").string()) {}
  std::string secret, next, open;
};

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

Result<> make_key(const std::string& path, const exchange::PublisherKey& key) {
  std::string text = exchange::publisher_secret_file(key);
  auto created = create_private_file(path, text);
  wipe(text);
  return created;
}

bool is_key(const Result<exchange::PublisherKey>& key, const std::string& line) {
  return key && exchange::publisher_public_line(*key) == line;
}

// The next key takes the present one's place, when the warehouse names it.
Result<> end_rotation(const Places& places, const std::string& known) {
  std::error_code error;
  if (!fs::exists(places.next, error) || is_key(read_key(places.secret), known)) return {};
  const auto next = read_key(places.next);
  if (!next) return fail(next.error());
  if (!is_key(next, known)) return {};
  fs::rename(places.next, places.secret, error);
  if (error) return fail(ErrorCode::file_failed, "cannot be renamed: " + error.message(), places.next);
  MINYI_CHECK(sync_folder(folder_of(places.secret)));
  return write_file(places.open, exchange::publisher_public_file(known));
}

}  // namespace

Result<exchange::PublisherKey> publisher_key(const std::string& directory, warehouse::Warehouse& warehouse) {
  const Places places(directory);
  const std::string setting(warehouse::publisher_key_setting);
  MINYI_TRY(const auto known, warehouse.setting(setting));
  if (known) MINYI_CHECK(end_rotation(places, std::string(as_text(*known))));
  std::error_code error;
  if (!fs::exists(places.secret, error)) {
    if (known)
      return fail(ErrorCode::file_missing, "the publisher's secret key is gone, and kiosks trust no other",
                  places.secret, "restore it from a backup");
    // Where another command was faster, its key is the one to use.
    const auto created = make_key(places.secret, exchange::make_publisher_key());
    if (!created && !fs::exists(places.secret, error)) return fail(created.error());
  }
  MINYI_TRY(auto key, read_key(places.secret));
  const std::string line = exchange::publisher_public_line(key);
  if (known && as_text(*known) != line)
    return fail(ErrorCode::file_failed, "not the publisher's key that kiosks know", places.secret,
                "restore the one that belongs to this warehouse");
  if (!known) MINYI_CHECK(warehouse.set_setting(setting, as_bytes(line)));
  if (!fs::exists(places.open, error)) MINYI_CHECK(write_file(places.open, exchange::publisher_public_file(line)));
  return key;
}

Result<exchange::PublisherKey> rotate_publisher(const std::string& directory, warehouse::Warehouse& warehouse) {
  const Places places(directory);
  MINYI_TRY(const auto present, publisher_key(directory, warehouse));
  MINYI_TRY(auto way, collector::publisher_rotations(warehouse));
  if (way.publisher.size() >= exchange::max_rotations)
    return fail(ErrorCode::argument_invalid, "this key was changed too often for kiosks to follow", places.secret,
                "start a new warehouse, and enrol the kiosks there");
  exchange::PublisherKey next = exchange::make_publisher_key();
  const std::string line = exchange::publisher_public_line(next);
  std::error_code ignored;
  fs::remove(places.next, ignored);  // of a change that was cut short before the warehouse knew of it
  MINYI_CHECK(make_key(places.next, next));
  MINYI_CHECK(give_to_owner_of(places.secret, places.next));
  way.publisher.push_back(exchange::rotate(present, next));
  MINYI_TRY(auto rollouts, warehouse.rollouts());
  for (auto& rollout : rollouts)
    rollout.signature = exchange::minisign(rollout.json, exchange::rollout_comment(rollout.version), next);
  MINYI_CHECK(warehouse.change_publisher(line, exchange::encode(way), rollouts));
  MINYI_CHECK(end_rotation(places, line));
  return next;
}

}  // namespace minyi::cli
