// What `minyi rates` prints, as values: every figure one Rate, with the place and day it belongs to.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "minyi/rates/rate.hpp"
#include "minyi/warehouse/warehouse.hpp"

namespace minyi::cli {

struct Figure {
  std::string name;  // "awareness", …, "turnout"
  rates::Rate rate{};
  bool base_unknown = false;  // turnout where nobody has said how many residents there are
};

struct ReportRow {
  std::string site{}, site_name{}, day{};  // empty where not asked for
  std::uint64_t completed = 0, partial = 0;
  std::vector<Figure> figures{};
};

struct Report {
  FormId form{};
  bool by_site = false, by_day = false;
  std::vector<ReportRow> rows{};
};

Report make_report(const warehouse::RollupQuery& query, const std::vector<warehouse::RollupRow>& rows,
                   const std::vector<std::string>& indicators, const std::vector<warehouse::Site>& sites);

void print_table(const Report& report, std::ostream& out);
void print_json(const Report& report, std::ostream& out);
void print_csv(const Report& report, std::ostream& out);

}  // namespace minyi::cli
