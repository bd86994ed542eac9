// Workbooks as Markdown tables: the first column names the sheet, the rest are its cells.
#include <algorithm>

#include "minyi/base/bytes.hpp"
#include "minyi/xlsform/strings.hpp"
#include "minyi/xlsform/workbook.hpp"

namespace minyi::xlsform {

namespace {

// Bounds on untrusted files: far above any survey, far below what would hurt.
constexpr std::size_t max_bytes = 32U << 20U;
constexpr std::size_t max_rows = 200'000;
constexpr std::size_t max_columns = 1'000;
constexpr std::size_t max_cell = 256U << 10U;
constexpr std::size_t max_sheets = 64;

std::string place(std::string_view file, int line) {
  return (file.empty() ? std::string("line ") : std::string(file) + ":") + std::to_string(line);
}

// The cells between the pipes of one line; a pipe after a backslash belongs to the cell.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += '|';
      ++i;
    } else if (line[i] == '|') {
      cells.emplace_back(trim(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  if (!trim(cell).empty()) cells.emplace_back(trim(cell));  // a last pipe that was forgotten
  return cells;
}

// "| --- | :-: |", which Markdown wants under a table's head
bool is_rule(const std::vector<std::string>& cells) {
  bool dashes = false;
  for (const auto& cell : cells) {
    if (cell.find_first_not_of("-:") != std::string::npos) return false;
    dashes = dashes || cell.find("--") != std::string::npos;
  }
  return dashes;
}

bool all_empty(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return cell.empty(); });
}

// Every row as wide as the widest, without columns that are empty throughout at the right.
void square(Sheet& sheet) {
  std::size_t width = 0;
  for (auto& row : sheet.rows) {
    while (!row.empty() && row.back().empty()) row.pop_back();
    width = std::max(width, row.size());
  }
  for (auto& row : sheet.rows) row.resize(width);
}

std::string escape(std::string_view cell) {
  std::string out;
  for (const char c : cell) {
    if (c == '|')
      out += "\\|";
    else
      out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

}  // namespace

Result<Workbook> read_markdown(std::string_view text, std::string_view file) {
  if (text.size() > max_bytes)
    return fail(ErrorCode::sheet_syntax, "the file is larger than 32 MB", std::string(file), "split the survey");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!valid_utf8(text))
    return fail(ErrorCode::sheet_syntax, "the file is not UTF-8", std::string(file), "save it as UTF-8");
  Workbook book;
  book.file = file;
  std::size_t rows = 0;
  for (int line_number = 1; !text.empty(); ++line_number) {
    const auto end = text.find('\n');
    const auto line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.starts_with('|')) continue;
    auto cells = cells_of(line);
    if (cells.empty() || is_rule(cells)) continue;
    if (cells.size() > max_columns + 1)
      return fail(ErrorCode::sheet_syntax, "a row has more than 1000 columns", place(file, line_number));
    for (const auto& cell : cells)
      if (cell.size() > max_cell)
        return fail(ErrorCode::sheet_syntax, "a cell is longer than 256 KB", place(file, line_number));
    const auto name = cells.front();
    cells.erase(cells.begin());
    if (!name.empty()) {
      if (book.sheet(name) != nullptr)
        return fail(ErrorCode::sheet_syntax, "the sheet '" + name + "' begins a second time", place(file, line_number),
                    "the first column holds the sheet's name once and is empty below");
      if (book.sheets.size() == max_sheets)
        return fail(ErrorCode::sheet_syntax, "there are more than 64 sheets", place(file, line_number));
      book.sheets.push_back({name, {}, {}});
      if (all_empty(cells)) continue;
    } else if (book.sheets.empty()) {
      if (all_empty(cells)) continue;
      return fail(ErrorCode::sheet_syntax, "this row belongs to no sheet", place(file, line_number),
                  "write the sheet's name, such as 'survey', in the first column of its first row");
    }
    auto& sheet = book.sheets.back();
    if (sheet.rows.empty() && all_empty(cells)) continue;
    if (++rows > max_rows)
      return fail(ErrorCode::sheet_syntax, "there are more than 200000 rows", place(file, line_number));
    sheet.rows.push_back(std::move(cells));
    sheet.lines.push_back(static_cast<int>(sheet.rows.size()));
  }
  for (auto& sheet : book.sheets) square(sheet);
  return book;
}

std::string write_markdown(const Workbook& workbook) {
  std::string out;
  for (const auto& sheet : workbook.sheets) {
    if (!out.empty()) out += '\n';
    if (sheet.rows.empty()) {
      out += "| " + escape(sheet.name) + " |\n| --- |\n";
      continue;
    }
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
      out += i == 0 ? "| " + escape(sheet.name) + " |" : std::string("| |");
      for (const auto& cell : sheet.rows[i]) out += ' ' + escape(cell) + " |";
      out += '\n';
      if (i > 0) continue;
      out += "| --- |";
      for (std::size_t column = 0; column < sheet.rows[i].size(); ++column) out += " --- |";
      out += '\n';
    }
  }
  return out;
}

}  // namespace minyi::xlsform
