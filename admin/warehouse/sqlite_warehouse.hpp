// The warehouse on SQLite: one connection behind one mutex. Its methods are in files by subject: sqlite_places.cpp,
// sqlite_forms.cpp, sqlite_intake.cpp, sqlite_rollup.cpp.
#pragma once

#include <mutex>

#include "minyi/warehouse/site_tree.hpp"
#include "minyi/warehouse/sqlite.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::warehouse {

class SqliteWarehouse final : public Warehouse {
 public:
  explicit SqliteWarehouse(sqlite::Database database) : database_(std::move(database)) {}

  Result<> import_sites(const std::vector<Site>& sites) override;
  Result<std::vector<Site>> sites() override;
  Result<> add_invitation(const Invitation& invitation) override;
  Result<std::optional<Invitation>> invitation(const std::string& lookup) override;
  Result<> count_invitation_failure(const std::string& lookup) override;
  Result<> enrol(const Kiosk& kiosk, const std::string& lookup) override;
  Result<std::optional<Kiosk>> kiosk(const KioskId& id) override;
  Result<std::vector<Kiosk>> kiosks() override;
  Result<> revoke(const KioskId& id) override;
  Result<> raise_alarm(const KioskId& id, const std::string& alarm, Instant when) override;
  Result<> hear(const KioskId& id, const exchange::Health& health, Instant received) override;

  Result<Digest> keep_file(std::string_view content) override;
  Result<std::optional<std::string>> file(const Digest& digest) override;
  Result<> publish(const std::vector<PublishedForm>& forms, const PublishedRollout& rollout) override;
  Result<std::optional<PublishedRollout>> rollout() override;
  Result<std::vector<PublishedRollout>> rollouts() override;
  Result<> change_publisher(std::string_view line, ByteView rotations,
                            const std::vector<PublishedRollout>& rollouts) override;
  Result<std::optional<PublishedForm>> form(const Digest& digest) override;

  Result<std::optional<exchange::Head>> head(const KioskId& kiosk, const StreamId& stream) override;
  Result<std::optional<Digest>> link(const StreamId& stream, Sequence sequence) override;
  Result<std::vector<exchange::Rejection>> rejections(const StreamId& stream, Sequence after) override;
  Result<std::vector<PutAside>> put_aside(const std::string& code, const std::optional<PutAside>& after,
                                          std::size_t limit) override;
  Result<> take_up(const PutAside& one, const Response& response) override;
  Result<> take(const Intake& intake) override;

  Result<std::vector<RollupRow>> rollup(const RollupQuery& query) override;
  Result<std::vector<std::string>> indicator_names(const FormId& form) override;
  Result<std::optional<Bytes>> setting(const std::string& name) override;
  Result<> set_setting(const std::string& name, ByteView value) override;
  Result<> check() override;

 private:
  // All of these run under the mutex.
  Result<std::vector<Site>> read_sites();
  Result<std::vector<PublishedRollout>> read_rollouts(std::uint64_t limit);
  Result<std::vector<exchange::RolloutFile>> read_files(const Digest& form);
  Result<> keep_form(const PublishedForm& form);
  Result<> put_setting(std::string_view name, ByteView value);
  Result<std::vector<Kiosk>> read_kiosks(const std::optional<KioskId>& only);
  Result<std::vector<std::string>> read_alarms(const KioskId& kiosk, std::string_view raised_by);
  Result<> run(std::string_view sql, const auto&... values) {
    MINYI_TRY(auto statement, database_.prepare(sql));
    return statement.with(values...).run();
  }
  Result<> advance(const Intake& intake);
  Result<> keep_responses(const Intake& intake);
  Result<> keep_poison(const Intake& intake);
  Result<> keep_funnel(const Intake& intake);
  Result<> keep_health(const KioskId& id, const exchange::Health& health, Instant received);

  std::mutex mutex_;
  sqlite::Database database_;
};

}  // namespace minyi::warehouse
