// Sites, invitations and kiosks.
#include "minyi/warehouse/schema.hpp"
#include "minyi/warehouse/sqlite_warehouse.hpp"

namespace minyi::warehouse {
namespace {

std::int64_t milliseconds(Instant instant) { return instant.time_since_epoch().count(); }
Instant instant(std::int64_t milliseconds) { return Instant{std::chrono::milliseconds{milliseconds}}; }

tl::unexpected<Error> unknown_kiosk(const KioskId& id) {
  return fail(ErrorCode::kiosk_unknown, "no such kiosk", id.value(), "see `minyi kiosks list`");
}

}  // namespace

Result<std::unique_ptr<Warehouse>> open_sqlite(const std::string& path) {
  MINYI_TRY(auto database, open_database(path));
  return std::make_unique<SqliteWarehouse>(std::move(database));
}

Result<std::vector<Site>> SqliteWarehouse::read_sites() {
  MINYI_TRY(auto statement, database_.prepare("SELECT code, parent, level, name, eligible FROM site ORDER BY code"));
  std::vector<Site> sites;
  while (true) {
    MINYI_TRY(const bool more, statement.row());
    if (!more) return sites;
    sites.push_back({.code = SiteId{statement.text(0)},
                     .parent = statement.null(1) ? std::nullopt : std::optional(SiteId{statement.text(1)}),
                     .level = statement.text(2),
                     .name = statement.text(3),
                     .eligible = statement.optional_count(4)});
  }
}

Result<std::vector<Site>> SqliteWarehouse::sites() {
  const std::lock_guard lock(mutex_);
  return read_sites();
}

Result<> SqliteWarehouse::import_sites(const std::vector<Site>& sites) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database_));
  // The tree as it will be is judged as a whole: what is there, with what comes in its place. Two of one code in the
  // file are an error of the file.
  MINYI_TRY(auto present, read_sites());
  std::map<SiteId, bool> replaced;
  for (const Site& site : sites) replaced[site.code] = true;
  std::vector<Site> merged = sites;
  for (Site& site : present)
    if (!replaced.contains(site.code)) merged.push_back(std::move(site));
  MINYI_CHECK(SiteTree::make(std::move(merged)));

  MINYI_TRY(auto insert,
            database_.prepare("INSERT INTO site (code, parent, level, name, eligible) VALUES (?, ?, ?, ?, ?) "
                              "ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, "
                              "level = excluded.level, name = excluded.name, eligible = excluded.eligible"));
  for (const Site& site : sites) {
    const std::optional<std::string> parent = site.parent ? std::optional(site.parent->value()) : std::nullopt;
    MINYI_CHECK(insert.with(site.code.value(), parent, site.level, site.name, site.eligible).run());
  }
  return transaction.commit();
}

Result<> SqliteWarehouse::add_invitation(const Invitation& invitation) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database_));
  MINYI_TRY(auto place, database_.prepare("SELECT 1 FROM site WHERE code = ?"));
  MINYI_TRY(const bool known, place.with(invitation.site.value()).row());
  if (!known)
    return fail(ErrorCode::not_found, "this site is not in the tree", invitation.site.value(),
                "import it first with `minyi sites import`");
  MINYI_TRY(auto same, database_.prepare("SELECT 1 FROM invitation WHERE lookup = ?"));
  MINYI_TRY(const bool taken, same.with(invitation.lookup).row());
  if (taken)
    return fail(ErrorCode::argument_invalid, "an invitation with these first four symbols exists", {},
                "make another code");
  MINYI_CHECK(run("INSERT INTO invitation (lookup, key, site, expires, failures) VALUES (?, ?, ?, ?, ?)",
                  invitation.lookup, invitation.key, invitation.site.value(), milliseconds(invitation.expires),
                  std::uint64_t{invitation.failures}));
  return transaction.commit();
}

Result<std::optional<Invitation>> SqliteWarehouse::invitation(const std::string& lookup) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto statement,
            database_.prepare("SELECT key, site, expires, used_by, failures FROM invitation WHERE lookup = ?"));
  MINYI_TRY(const bool found, statement.with(lookup).row());
  if (!found) return std::nullopt;
  MINYI_TRY(const auto key, statement.array<32>(0));
  return Invitation{.lookup = lookup,
                    .key = key,
                    .site = SiteId{statement.text(1)},
                    .expires = instant(statement.integer(2)),
                    .used_by = statement.null(3) ? std::nullopt : std::optional(KioskId{statement.text(3)}),
                    .failures = static_cast<unsigned>(statement.count(4))};
}

Result<> SqliteWarehouse::count_invitation_failure(const std::string& lookup) {
  const std::lock_guard lock(mutex_);
  return run("UPDATE invitation SET failures = failures + 1 WHERE lookup = ?", lookup);
}

Result<> SqliteWarehouse::enrol(const Kiosk& kiosk, const std::string& lookup) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database_));
  {
    MINYI_TRY(auto statement, database_.prepare("SELECT used_by FROM invitation WHERE lookup = ?"));
    MINYI_TRY(const bool found, statement.with(lookup).row());
    if (!found) return fail(ErrorCode::code_unknown, "no such enrolment code");
    if (!statement.null(0)) return fail(ErrorCode::code_used, "this enrolment code has been used");
  }
  MINYI_CHECK(run("INSERT INTO kiosk (id, site, key, enrolled) VALUES (?, ?, ?, ?)", kiosk.id.value(),
                  kiosk.site.value(), kiosk.key.bytes, milliseconds(kiosk.enrolled)));
  MINYI_CHECK(run("UPDATE invitation SET used_by = ? WHERE lookup = ?", kiosk.id.value(), lookup));
  return transaction.commit();
}

Result<std::vector<std::string>> SqliteWarehouse::read_alarms(const KioskId& kiosk, std::string_view raised_by) {
  MINYI_TRY(auto statement,
            database_.prepare("SELECT name FROM alarm WHERE kiosk = ? AND (raised_by = ? OR ? = '') GROUP BY name"));
  statement.with(kiosk.value(), raised_by, raised_by);
  std::vector<std::string> names;
  while (true) {
    MINYI_TRY(const bool more, statement.row());
    if (!more) return names;
    names.push_back(statement.text(0));
  }
}

Result<std::vector<Kiosk>> SqliteWarehouse::read_kiosks(const std::optional<KioskId>& only) {
  MINYI_TRY(auto statement,
            database_.prepare("SELECT id, site, key, enrolled, revoked, responses, last_sync, kiosk_time, "
                              "utc_offset, uptime, free_bytes, pending, program FROM kiosk "
                              "WHERE id = ?1 OR ?1 IS NULL ORDER BY id"));
  statement.with(only ? std::optional(only->value()) : std::nullopt);
  std::vector<Kiosk> kiosks;
  while (true) {
    MINYI_TRY(const bool more, statement.row());
    if (!more) return kiosks;
    Kiosk kiosk{.id = KioskId{statement.text(0)},
                .site = SiteId{statement.text(1)},
                .enrolled = instant(statement.integer(3)),
                .responses = statement.count(5),
                .revoked = statement.integer(4) != 0};
    MINYI_TRY(kiosk.key.bytes, statement.array<32>(2));
    MINYI_TRY(kiosk.alarms, read_alarms(kiosk.id, ""));
    if (!statement.null(6)) {
      kiosk.last_sync = instant(statement.integer(6));
      MINYI_TRY(auto own, read_alarms(kiosk.id, "kiosk"));
      kiosk.health = exchange::Health{.kiosk_time = instant(statement.integer(7)),
                                      .offset = std::chrono::minutes{statement.integer(8)},
                                      .uptime = std::chrono::milliseconds{statement.integer(9)},
                                      .free_bytes = statement.count(10),
                                      .pending = statement.count(11),
                                      .program_version = statement.text(12),
                                      .alarms = std::move(own)};
      if (clock_is_wrong(kiosk.health->kiosk_time, *kiosk.last_sync)) kiosk.alarms.emplace_back(clock_alarm);
    }
    kiosks.push_back(std::move(kiosk));
  }
}

Result<std::optional<Kiosk>> SqliteWarehouse::kiosk(const KioskId& id) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto found, read_kiosks(id));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::vector<Kiosk>> SqliteWarehouse::kiosks() {
  const std::lock_guard lock(mutex_);
  return read_kiosks(std::nullopt);
}

Result<> SqliteWarehouse::revoke(const KioskId& id) {
  const std::lock_guard lock(mutex_);
  MINYI_CHECK(run("UPDATE kiosk SET revoked = 1 WHERE id = ?", id.value()));
  if (database_.changes() == 0) return unknown_kiosk(id);
  return {};
}

Result<> SqliteWarehouse::raise_alarm(const KioskId& id, const std::string& alarm, Instant when) {
  const std::lock_guard lock(mutex_);
  MINYI_CHECK(
      run("INSERT INTO alarm (kiosk, raised_by, name, since) SELECT id, 'collector', ?2, ?3 FROM kiosk "
          "WHERE id = ?1 ON CONFLICT DO NOTHING",
          id.value(), alarm, milliseconds(when)));
  return {};
}

}  // namespace minyi::warehouse
