#include "minyi/xlsform/workbook.hpp"

#include <algorithm>
#include <utility>

#include "minyi/base/bytes.hpp"
#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

// Trimmed, with "\n" for every line break; true when something is left.
bool tidy(std::string& cell) {
  std::string out;
  out.reserve(cell.size());
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (cell[i] != '\r')
      out += cell[i];
    else if (i + 1 == cell.size() || cell[i + 1] != '\n')
      out += '\n';
  }
  cell = trim(out);
  return !cell.empty();
}

}  // namespace

const Sheet* Workbook::sheet(std::string_view name) const {
  const auto wanted = lower(trim(name));
  for (const auto& candidate : sheets)
    if (lower(trim(candidate.name)) == wanted) return &candidate;
  return nullptr;
}

Result<> WorkbookBuilder::add_sheet(std::string name) {
  if (book_.sheet(name) != nullptr)
    return fail(ErrorCode::sheet_syntax, "the sheet '" + name + "' begins a second time", book_.file,
                "a sheet's name stands once");
  if (book_.sheets.size() == bounds::sheets)
    return fail(ErrorCode::sheet_syntax, "there are more than 64 sheets", book_.file,
                "leave out what is not the survey's");
  book_.sheets.push_back({std::move(name), {}, {}});
  return {};
}

Result<> WorkbookBuilder::add_row(std::vector<std::string> cells, int number) {
  Sheet& sheet = last();
  const auto refuse = [&](std::string message, std::string hint) {
    return fail(ErrorCode::sheet_syntax, std::move(message),
                book_.file + ", sheet " + sheet.name + ", row " + std::to_string(number), std::move(hint));
  };
  std::size_t width = 0;
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (cells[at].size() > bounds::cell_bytes)
      return refuse("a cell is longer than 256 KB", "shorten the cell in column " + std::to_string(at + 1));
    if (cells[at].find('\0') != std::string::npos || !valid_utf8(cells[at]))
      return refuse("a cell holds bytes that are no text",
                    "write the cell in column " + std::to_string(at + 1) + " anew");
    bytes_ += cells[at].size();
    if (tidy(cells[at])) width = at + 1;
  }
  if (width == 0) return {};
  if (width > bounds::columns) return refuse("a row has more than 1000 columns", "delete what stands far to the right");
  if (++rows_ > bounds::rows)
    return refuse("there are more than 200000 rows", "put long lists into a CSV file beside the survey");
  if (bytes_ > bounds::cells_bytes) return refuse("there are more than 64 MB of text", "split the survey");
  cells.resize(width);
  sheet.rows.push_back(std::move(cells));
  sheet.lines.push_back(number);
  return {};
}

Workbook WorkbookBuilder::finish() && {
  for (auto& sheet : book_.sheets) {
    std::size_t width = 0;
    for (const auto& row : sheet.rows) width = std::max(width, row.size());
    for (auto& row : sheet.rows) row.resize(width);
  }
  return std::move(book_);
}

}  // namespace minyi::xlsform
