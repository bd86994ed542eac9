#include "minyi/xlsform/workbook.hpp"

#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

const Sheet* Workbook::sheet(std::string_view name) const {
  const auto wanted = lower(trim(name));
  for (const auto& candidate : sheets)
    if (lower(trim(candidate.name)) == wanted) return &candidate;
  return nullptr;
}

}  // namespace minyi::xlsform
