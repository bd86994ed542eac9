// What kiosks send: heads, responses with their rollups, poison, funnel, health. take() is one transaction.
#include <algorithm>

#include "minyi/warehouse/sqlite_warehouse.hpp"

namespace minyi::warehouse {
namespace {

constexpr std::string_view outcome_name(exchange::Outcome outcome) {
  return outcome == exchange::Outcome::complete ? "complete" : "partial";
}

tl::unexpected<Error> moved() {
  return fail(ErrorCode::chain_broken, "the stream's head is not where this run continues");
}

struct StreamRow {
  std::string kiosk;
  exchange::Head head;
};

Result<std::optional<StreamRow>> read_stream(sqlite::Database& database, const StreamId& stream) {
  MINYI_TRY(auto statement, database.prepare("SELECT kiosk, sequence, hash FROM stream WHERE id = ?"));
  MINYI_TRY(const bool found, statement.with(stream.value()).row());
  if (!found) return std::nullopt;
  MINYI_TRY(const Digest hash, statement.array<32>(2));
  return StreamRow{statement.text(0), {Sequence{statement.count(1)}, hash}};
}

}  // namespace

Result<std::optional<exchange::Head>> SqliteWarehouse::head(const KioskId& kiosk, const StreamId& stream) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(const auto row, read_stream(database_, stream));
  if (!row) return std::nullopt;
  if (row->kiosk != kiosk.value()) return fail(ErrorCode::chain_broken, "the stream is another kiosk's");
  return row->head;
}

Result<std::optional<Digest>> SqliteWarehouse::link(const StreamId& stream, Sequence sequence) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto statement, database_.prepare("SELECT hash FROM link WHERE stream = ? AND sequence = ?"));
  MINYI_TRY(const bool found, statement.with(stream.value(), sequence.value()).row());
  if (!found) return std::nullopt;
  return statement.array<32>(0);
}

Result<std::vector<exchange::Rejection>> SqliteWarehouse::rejections(const StreamId& stream, Sequence after) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto statement, database_.prepare("SELECT sequence, code FROM poison WHERE stream = ? AND sequence > ? "
                                              "ORDER BY sequence"));
  statement.with(stream.value(), after.value());
  std::vector<exchange::Rejection> rejections;
  while (true) {
    MINYI_TRY(const bool more, statement.row());
    if (!more) return rejections;
    rejections.push_back({Sequence{statement.count(0)}, statement.text(1)});
  }
}

Result<std::vector<PutAside>> SqliteWarehouse::put_aside(const std::string& code, const std::optional<PutAside>& after,
                                                         std::size_t limit) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto statement, database_.prepare("SELECT stream.kiosk, poison.stream, poison.sequence, poison.sealed "
                                              "FROM poison JOIN stream ON stream.id = poison.stream "
                                              "WHERE poison.code = ? AND (poison.stream, poison.sequence) > (?, ?) "
                                              "ORDER BY poison.stream, poison.sequence LIMIT ?"));
  const PutAside from = after.value_or(PutAside{});
  statement.with(code, from.stream.value(), from.sequence.value(), std::uint64_t{limit});
  std::vector<PutAside> found;
  while (true) {
    MINYI_TRY(const bool more, statement.row());
    if (!more) return found;
    MINYI_TRY(const auto stream, statement.array<16>(1));
    found.push_back({KioskId{statement.text(0)}, StreamId{stream}, Sequence{statement.count(2)}, statement.blob(3)});
  }
}

Result<> SqliteWarehouse::take_up(const PutAside& one, const Response& response) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database_));
  MINYI_CHECK(run("DELETE FROM poison WHERE stream = ? AND sequence = ?", one.stream.value(), one.sequence.value()));
  if (database_.changes() == 0) return {};
  MINYI_CHECK(keep_responses({.kiosk = one.kiosk, .responses = {response}}));
  return transaction.commit();
}

Result<> SqliteWarehouse::take(const Intake& intake) {
  const std::uint64_t first = intake.expected.sequence.value();
  const std::uint64_t last = intake.head.sequence.value();
  if (last < first || intake.links.size() != last - first || (last == first && intake.head != intake.expected) ||
      (!intake.links.empty() && intake.links.back() != intake.head.hash))
    return fail(ErrorCode::internal, "an intake's links do not lead from its one head to the other");
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database_));
  MINYI_CHECK(advance(intake));
  MINYI_CHECK(keep_responses(intake));
  MINYI_CHECK(keep_poison(intake));
  MINYI_CHECK(keep_funnel(intake));
  if (intake.health) MINYI_CHECK(keep_health(intake.kiosk, *intake.health, intake.received));
  return transaction.commit();
}

// Compare and set. Revocation is looked up in here too: a sync that was under way when the kiosk was revoked brings
// nothing.
Result<> SqliteWarehouse::advance(const Intake& intake) {
  MINYI_TRY(auto kiosk, database_.prepare("SELECT revoked FROM kiosk WHERE id = ?"));
  MINYI_TRY(const bool known, kiosk.with(intake.kiosk.value()).row());
  if (!known) return fail(ErrorCode::kiosk_unknown, "no such kiosk", intake.kiosk.value());
  if (kiosk.integer(0) != 0) return fail(ErrorCode::kiosk_revoked, "the kiosk was revoked", intake.kiosk.value());

  MINYI_TRY(const auto row, read_stream(database_, intake.stream));
  if (!row) {
    if (intake.expected != exchange::genesis(intake.stream)) return moved();
    MINYI_CHECK(run("INSERT INTO stream (id, kiosk, sequence, hash) VALUES (?, ?, ?, ?)", intake.stream.value(),
                    intake.kiosk.value(), intake.head.sequence.value(), intake.head.hash));
  } else {
    if (row->kiosk != intake.kiosk.value()) return fail(ErrorCode::chain_broken, "the stream is another kiosk's");
    if (row->head != intake.expected) return moved();
    MINYI_CHECK(run("UPDATE stream SET sequence = ?, hash = ? WHERE id = ?", intake.head.sequence.value(),
                    intake.head.hash, intake.stream.value()));
  }
  MINYI_TRY(auto insert, database_.prepare("INSERT INTO link (stream, sequence, hash) VALUES (?, ?, ?)"));
  std::uint64_t sequence = intake.expected.sequence.value();
  for (const Digest& hash : intake.links) MINYI_CHECK(insert.with(intake.stream.value(), ++sequence, hash).run());
  return {};
}

Result<> SqliteWarehouse::keep_responses(const Intake& intake) {
  MINYI_TRY(auto insert,
            database_.prepare("INSERT INTO response (id, form, version, outcome, language, site, day, hour, duration) "
                              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"));
  MINYI_TRY(auto answer, database_.prepare("INSERT INTO answer (response, path, value) VALUES (?, ?, ?) "
                                           "ON CONFLICT (response, path) DO UPDATE SET value = excluded.value"));
  MINYI_TRY(auto indicator,
            database_.prepare("INSERT INTO response_indicator (response, indicator, value) VALUES (?, ?, ?)"));
  MINYI_TRY(auto outcome,
            database_.prepare("INSERT INTO rollup_outcome (form, site, day, completed, partial) VALUES (?, ?, ?, ?, ?) "
                              "ON CONFLICT (form, site, day) DO UPDATE SET completed = completed + excluded.completed, "
                              "partial = partial + excluded.partial"));
  MINYI_TRY(auto rollup,
            database_.prepare(
                "INSERT INTO rollup (form, site, day, indicator, numerator, denominator) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (form, site, day, indicator) DO UPDATE SET "
                "numerator = numerator + excluded.numerator, denominator = denominator + excluded.denominator"));
  std::uint64_t kept = 0;
  for (const Response& response : intake.responses) {
    const Bytes id(response.id.value().begin(), response.id.value().end());
    const std::string& form = response.form.value();
    const std::string& site = response.site.value();
    const bool complete = response.outcome == exchange::Outcome::complete;
    MINYI_CHECK(insert
                    .with(id, form, response.version, outcome_name(response.outcome), response.language, site,
                          response.day, response.hour, std::int64_t{response.duration.count()})
                    .run());
    // The same response again, under another number or in another stream: a kiosk that lost a receipt and then opened a
    // new stream (a fork) sends what it could not know to be here. It is acknowledged, so that the stream goes on, and
    // not counted, so that one resident stays one.
    if (database_.changes() == 0) continue;
    ++kept;
    for (const exchange::Answer& one : response.answers) MINYI_CHECK(answer.with(id, one.path, one.value).run());
    MINYI_CHECK(outcome.with(form, site, response.day, complete ? 1 : 0, complete ? 0 : 1).run());
    for (const auto& [name, value] : response.indicators) {
      MINYI_CHECK(indicator.with(id, name, value).run());
      // A response outside the base adds nothing, but makes the indicator's name known.
      if (complete)
        MINYI_CHECK(rollup.with(form, site, response.day, name, value.value_or(false) ? 1 : 0, value ? 1 : 0).run());
    }
  }
  return run("UPDATE kiosk SET responses = responses + ? WHERE id = ?", kept, intake.kiosk.value());
}

Result<> SqliteWarehouse::keep_poison(const Intake& intake) {
  MINYI_TRY(auto insert,
            database_.prepare("INSERT INTO poison (stream, sequence, code, received, sealed) VALUES (?, ?, ?, ?, ?)"));
  for (const Intake::Poison& poison : intake.poison)
    MINYI_CHECK(insert
                    .with(intake.stream.value(), poison.sequence.value(), poison.code,
                          std::int64_t{intake.received.time_since_epoch().count()}, poison.sealed)
                    .run());
  return {};
}

// Absolute values of counters that only grow: sent twice they change nothing, and sent late or replayed neither.
Result<> SqliteWarehouse::keep_funnel(const Intake& intake) {
  const std::string& kiosk = intake.kiosk.value();
  for (const exchange::FunnelDay& day : intake.funnel) {
    const std::string& form = day.form.value();
    MINYI_CHECK(
        run("INSERT INTO funnel (kiosk, day, form, version, shown, started, completed, abandoned) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kiosk, day, form, version) DO UPDATE SET "
            "shown = max(shown, excluded.shown), started = max(started, excluded.started), "
            "completed = max(completed, excluded.completed), abandoned = max(abandoned, excluded.abandoned)",
            kiosk, day.day, form, day.version, day.shown, day.started, day.completed, day.abandoned));
    for (const auto& [question, count] : day.abandoned_at)
      MINYI_CHECK(
          run("INSERT INTO funnel_abandoned (kiosk, day, form, version, question, abandoned) "
              "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kiosk, day, form, version, question) DO UPDATE SET "
              "abandoned = max(abandoned, excluded.abandoned)",
              kiosk, day.day, form, day.version, question, count));
  }
  return {};
}

Result<> SqliteWarehouse::hear(const KioskId& id, const exchange::Health& health, Instant received) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto transaction, sqlite::Transaction::begin(database_));
  MINYI_CHECK(keep_health(id, health, received));
  return transaction.commit();
}

Result<> SqliteWarehouse::keep_health(const KioskId& id, const exchange::Health& health, Instant when) {
  const std::int64_t received = when.time_since_epoch().count();
  MINYI_CHECK(
      run("UPDATE kiosk SET last_sync = ?, kiosk_time = ?, utc_offset = ?, uptime = ?, free_bytes = ?, "
          "pending = ?, program = ? WHERE id = ?",
          received, std::int64_t{health.kiosk_time.time_since_epoch().count()}, std::int64_t{health.offset.count()},
          std::int64_t{health.uptime.count()}, health.free_bytes, health.pending, health.program_version, id.value()));
  if (database_.changes() == 0) return fail(ErrorCode::kiosk_unknown, "no such kiosk", id.value());
  // Alarms that the kiosk still reports keep the time when they began.
  MINYI_TRY(const auto before, read_alarms(id, "kiosk"));
  for (const std::string& name : before)
    if (std::find(health.alarms.begin(), health.alarms.end(), name) == health.alarms.end())
      MINYI_CHECK(run("DELETE FROM alarm WHERE kiosk = ? AND raised_by = 'kiosk' AND name = ?", id.value(), name));
  for (const std::string& name : health.alarms)
    MINYI_CHECK(
        run("INSERT INTO alarm (kiosk, raised_by, name, since) VALUES (?, 'kiosk', ?, ?) ON CONFLICT DO NOTHING",
            id.value(), name, received));
  return {};
}

}  // namespace minyi::warehouse
