// The external_choices sheet as the file that travels beside the form.
#include "minyi/xlsform/itemsets.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "minyi/base/csv.hpp"

namespace minyi::xlsform {

namespace {

std::string line(const std::vector<std::string>& cells) {
  std::vector<std::string> fields;
  fields.reserve(cells.size());
  for (const auto& cell : cells) fields.push_back(csv_field(cell));
  return fmt::format("{}\n", fmt::join(fields, ","));
}

}  // namespace

std::string itemsets_csv(const Table& external_choices) {
  const auto& columns = external_choices.columns();
  std::vector<std::string> cells;
  for (const auto& column : columns) {
    std::string name;
    for (const auto& token : column.tokens) name += (name.empty() ? "" : "::") + token;
    cells.push_back(std::move(name));
  }
  std::string text = line(cells);
  for (const auto& row : external_choices.rows()) {
    if (row.empty()) continue;
    std::fill(cells.begin(), cells.end(), std::string{});
    for (const auto& field : row.fields()) cells.at(field.column) = field.value;
    text += line(cells);
  }
  return text;
}

Result<std::string> WithItemsets::read(std::string_view name) const {
  if (name != itemsets_name || csv_.empty()) return beside_.read(name);
  return csv_;
}

}  // namespace minyi::xlsform
