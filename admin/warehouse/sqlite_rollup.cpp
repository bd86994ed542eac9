// Counts for the rates: read by site and day, put together along the tree.
#include "minyi/warehouse/sqlite_warehouse.hpp"

namespace minyi::warehouse {
namespace {

// Collects rows that fall together when sites are rolled up or days are not asked for.
class Sums {
 public:
  Sums(const RollupQuery& query, const SiteTree& tree) : query_(query), tree_(tree) {}

  RollupRow& at(const SiteId& site, const std::string& day) {
    SiteId place;
    if (query_.by_site) place = query_.level ? tree_.rolled_up(site, *query_.level) : site;
    const std::string when = query_.by_day ? day : std::string{};
    RollupRow& row = rows_[{place, when}];
    row.site = place;
    row.day = when;
    return row;
  }

  std::vector<RollupRow> take() {
    std::vector<RollupRow> rows;
    for (auto& [key, row] : rows_) {
      row.eligible = query_.by_site ? tree_.eligible(row.site) : tree_.eligible();
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  const RollupQuery& query_;
  const SiteTree& tree_;
  std::map<std::pair<SiteId, std::string>, RollupRow> rows_;
};

}  // namespace

Result<std::vector<RollupRow>> SqliteWarehouse::rollup(const RollupQuery& query) {
  const std::lock_guard lock(mutex_);
  // One read transaction, so that counts of responses and of indicators are of one moment.
  MINYI_CHECK(database_.run("BEGIN"));
  auto rows = [&]() -> Result<std::vector<RollupRow>> {
    MINYI_TRY(auto sites, read_sites());
    MINYI_TRY(const SiteTree tree, SiteTree::make(std::move(sites)));
    Sums sums(query, tree);
    MINYI_TRY(auto outcomes,
              database_.prepare("SELECT site, day, completed, partial FROM rollup_outcome WHERE form = ?1 "
                                "AND (?2 IS NULL OR day >= ?2) AND (?3 IS NULL OR day <= ?3)"));
    outcomes.with(query.form.value(), query.from, query.to);
    while (true) {
      MINYI_TRY(const bool more, outcomes.row());
      if (!more) break;
      RollupRow& row = sums.at(SiteId{outcomes.text(0)}, outcomes.text(1));
      row.completed += outcomes.count(2);
      row.partial += outcomes.count(3);
    }
    MINYI_TRY(auto counts,
              database_.prepare("SELECT site, day, indicator, numerator, denominator FROM rollup WHERE form = ?1 "
                                "AND (?2 IS NULL OR day >= ?2) AND (?3 IS NULL OR day <= ?3)"));
    counts.with(query.form.value(), query.from, query.to);
    while (true) {
      MINYI_TRY(const bool more, counts.row());
      if (!more) break;
      auto& [numerator, denominator] = sums.at(SiteId{counts.text(0)}, counts.text(1)).indicators[counts.text(2)];
      numerator += counts.count(3);
      denominator += counts.count(4);
    }
    return sums.take();
  }();
  MINYI_CHECK(database_.run("COMMIT"));
  return rows;
}

Result<std::vector<std::string>> SqliteWarehouse::indicator_names(const FormId& form) {
  const std::lock_guard lock(mutex_);
  MINYI_TRY(auto statement,
            database_.prepare("SELECT DISTINCT indicator FROM rollup WHERE form = ? ORDER BY indicator"));
  statement.with(form.value());
  std::vector<std::string> names;
  while (true) {
    MINYI_TRY(const bool more, statement.row());
    if (!more) return names;
    names.push_back(statement.text(0));
  }
}

}  // namespace minyi::warehouse
