// Published forms, rollouts and settings.
#include <algorithm>

#include <fmt/format.h>

#include "minyi/warehouse/sqlite_warehouse.hpp"

namespace minyi::warehouse {

Result<std::vector<PublishedRollout>> SqliteWarehouse::read_rollouts(std::uint64_t limit) {
  MINYI_TRY(auto statement,
            database_.prepare("SELECT version, json, signature FROM rollout ORDER BY version DESC LIMIT ?"));
  statement.with(limit);
  std::vector<PublishedRollout> rollouts;
  while (true) {
    MINYI_TRY(const bool more, statement.row());
    if (!more) return rollouts;
    rollouts.push_back({statement.count(0), statement.text(1), statement.text(2)});
  }
}

Result<Digest> SqliteWarehouse::keep_file(std::string_view content) {
  const std::lock_guard lock(mutex_);
  const Digest digest = exchange::blake2b(as_bytes(content));
  MINYI_CHECK(
      run("INSERT INTO file (digest, content) VALUES (?, ?) ON CONFLICT (digest) "
          "DO UPDATE SET content = excluded.content WHERE content <> excluded.content",  // damaged since
          digest, as_bytes(content)));
  return digest;
}

Result<std::optional<std::string>> SqliteWarehouse::file(const Digest& digest) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto statement, database_.prepare("SELECT content FROM file WHERE digest = ?"));
  MINYI_TRY(const bool found, statement.with(digest).row());
  if (!found) return std::nullopt;
  return std::string(as_text(statement.blob(0)));
}

Result<std::vector<exchange::RolloutFile>> SqliteWarehouse::read_files(const Digest& form) {
  MINYI_TRY(auto statement, database_.prepare("SELECT name, file, size FROM form_file WHERE form = ? ORDER BY name"));
  statement.with(form);
  std::vector<exchange::RolloutFile> files;
  while (true) {
    MINYI_TRY(const bool more, statement.row());
    if (!more) return files;
    MINYI_TRY(const auto digest, statement.array<std::tuple_size_v<Digest>>(1));
    files.push_back({statement.text(0), digest, statement.count(2)});
  }
}

// The form with its files, or nothing where it is known with the same.
Result<> SqliteWarehouse::keep_form(const PublishedForm& form) {
  MINYI_CHECK(
      run("INSERT INTO form (digest, form, version, title, xform) VALUES (?, ?, ?, ?, ?) "
          "ON CONFLICT (digest) DO NOTHING",
          form.digest, form.form.value(), form.version, form.title, form.xform));
  if (database_.changes() > 0) {
    MINYI_TRY(auto known, database_.prepare("SELECT 1 FROM file WHERE digest = ? AND length(content) = ?"));
    for (const exchange::RolloutFile& file : form.files) {
      MINYI_TRY(const bool kept, known.with(file.digest, file.size).row());
      if (!kept) return fail(ErrorCode::file_missing, "a file of the form was not kept first", file.name);
      MINYI_CHECK(
          run("INSERT INTO form_file (form, name, file, size) VALUES (?, ?, ?, ?) ON CONFLICT (form, name) DO NOTHING",
              form.digest, file.name, file.digest, file.size));
    }
  }
  MINYI_TRY(const auto files, read_files(form.digest));
  if (files == form.files) return {};
  return fail(ErrorCode::form_invalid,
              fmt::format("files of {} were changed, but its version is still `{}`", form.form.value(), form.version),
              {}, "raise the version on the settings sheet: answers to both could not be told apart");
}

Result<> SqliteWarehouse::publish(const std::vector<PublishedForm>& forms, const PublishedRollout& rollout) {
  const std::lock_guard lock(mutex_);
  if (rollout.version == 0 || rollout.version > max_rollout_version)
    return fail(ErrorCode::argument_invalid, "a rollout's version counts from 1");
  for (const PublishedForm& form : forms)
    if (exchange::blake2b(as_bytes(form.xform)) != form.digest)
      return fail(ErrorCode::argument_invalid, "the form's digest is not that of its text", form.form.value());
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database_));
  MINYI_TRY(const auto newest, read_rollouts(1));
  if (!newest.empty() && newest.front().version >= rollout.version)
    return fail(
        ErrorCode::rollout_older,
        fmt::format("rollout {} is not newer than the one published, {}", rollout.version, newest.front().version), {},
        fmt::format("publish it as {}", newest.front().version + 1));
  for (const PublishedForm& form : forms) MINYI_CHECK(keep_form(form));
  MINYI_CHECK(run("INSERT INTO rollout (version, json, signature) VALUES (?, ?, ?)", rollout.version, rollout.json,
                  rollout.signature));
  return transaction.commit();
}

Result<std::optional<PublishedRollout>> SqliteWarehouse::rollout() {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto newest, read_rollouts(1));
  if (newest.empty()) return std::nullopt;
  return std::move(newest.front());
}

Result<std::vector<PublishedRollout>> SqliteWarehouse::rollouts() {
  const std::lock_guard lock(mutex_);
  return read_rollouts(max_rollout_version);
}

Result<> SqliteWarehouse::change_publisher(std::string_view line, ByteView rotations,
                                           const std::vector<PublishedRollout>& rollouts) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database_));
  MINYI_TRY(const auto known, read_rollouts(max_rollout_version));
  const bool same = std::equal(known.begin(), known.end(), rollouts.begin(), rollouts.end(),
                               [](const auto& one, const auto& other) { return one.json == other.json; });
  if (!same) return fail(ErrorCode::rollout_older, "a survey was published meanwhile", {}, "try again");
  for (const PublishedRollout& one : rollouts)
    MINYI_CHECK(run("UPDATE rollout SET signature = ? WHERE version = ?", one.signature, one.version));
  MINYI_CHECK(put_setting(publisher_key_setting, as_bytes(line)));
  MINYI_CHECK(put_setting(publisher_rotations_setting, rotations));
  return transaction.commit();
}

Result<std::optional<PublishedForm>> SqliteWarehouse::form(const Digest& digest) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto statement, database_.prepare("SELECT form, version, title, xform FROM form WHERE digest = ?"));
  MINYI_TRY(const bool found, statement.with(digest).row());
  if (!found) return std::nullopt;
  MINYI_TRY(auto files, read_files(digest));
  return PublishedForm{FormId{statement.text(0)}, statement.text(1), digest,
                       statement.text(2),         statement.text(3), std::move(files)};
}

Result<std::optional<Bytes>> SqliteWarehouse::setting(const std::string& name) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto statement, database_.prepare("SELECT value FROM setting WHERE name = ?"));
  MINYI_TRY(const bool found, statement.with(name).row());
  if (!found) return std::nullopt;
  return statement.blob(0);
}

Result<> SqliteWarehouse::set_setting(const std::string& name, ByteView value) {
  const std::lock_guard lock(mutex_);
  return put_setting(name, value);
}

Result<> SqliteWarehouse::put_setting(std::string_view name, ByteView value) {
  return run("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
             name, value);
}

Result<> SqliteWarehouse::check() {
  const std::lock_guard lock(mutex_);
  const auto damaged = [](const std::string& how) {
    return fail(ErrorCode::store_damaged, "the database is damaged: " + how, {}, "restore it from the last backup");
  };
  MINYI_TRY(auto pages, database_.prepare("PRAGMA integrity_check(1)"));
  MINYI_TRY(const bool said, pages.row());
  if (!said || pages.text(0) != "ok") return damaged(said ? pages.text(0) : "no answer");
  MINYI_TRY(auto references, database_.prepare("PRAGMA foreign_key_check"));
  MINYI_TRY(const bool dangling, references.row());
  if (dangling) return damaged("a row of " + references.text(0) + " refers to nothing");
  return {};
}

}  // namespace minyi::warehouse
