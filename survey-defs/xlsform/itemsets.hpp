// select_one_external reads its choices from itemsets.csv. A survey that has them on a sheet brings that file itself.
#pragma once

#include <string>

#include "minyi/form/form.hpp"
#include "minyi/xlsform/table.hpp"

namespace minyi::xlsform {

inline constexpr std::string_view itemsets_name = "itemsets.csv";

// The sheet in RFC 4180, headers as forms know them ("list_name", "label::English (en)").
std::string itemsets_csv(const Table& external_choices);

// The files beside a survey and, unless `csv` is empty, the one that it brings.
class WithItemsets final : public form::FileSource {
 public:
  WithItemsets(const form::FileSource& beside, std::string csv) : beside_(beside), csv_(std::move(csv)) {}
  Result<std::string> read(std::string_view name) const override;
  [[nodiscard]] bool complete() const override { return beside_.complete(); }

 private:
  const form::FileSource& beside_;
  std::string csv_;
};

}  // namespace minyi::xlsform
