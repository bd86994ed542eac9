// Workbooks as Markdown tables: the first column names the sheet, the rest are its cells.
#include <algorithm>

#include "minyi/base/bytes.hpp"
#include "minyi/xlsform/strings.hpp"
#include "minyi/xlsform/workbook.hpp"

namespace minyi::xlsform {

namespace {

constexpr std::string_view line_break = "<br>";

std::string place(std::string_view file, int line) {
  return (file.empty() ? std::string("line ") : std::string(file) + ":") + std::to_string(line);
}

// Whether a pipe or a line break stands here that may be escaped; how long it is.
std::size_t special_at(std::string_view text, std::size_t at) {
  if (text.substr(at, 1) == "|") return 1;
  return text.substr(at, line_break.size()) == line_break ? line_break.size() : 0;
}

// Backslashes right before a pipe or a <br> are halved; an odd one out takes its meaning away. Elsewhere they are text.
std::size_t backslashes_at(std::string_view text, std::size_t at) {
  const auto end = std::min(text.find_first_not_of('\\', at), text.size());
  return special_at(text, end) > 0 ? end - at : 0;
}

// The cells between the pipes of one line.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size();) {
    const auto backslashes = backslashes_at(line, i);
    cell.append(backslashes / 2, '\\');
    i += backslashes;
    const auto length = special_at(line, i);
    if (length == 0 || backslashes % 2 == 1) {
      cell += line.substr(i, std::max<std::size_t>(length, 1));
    } else if (line[i] == '|') {
      cells.emplace_back(trim(cell));
      cell.clear();
    } else {
      cell += '\n';
    }
    i += std::max<std::size_t>(length, 1);
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

// The inverse of cells_of for one cell.
std::string escape(std::string_view cell) {
  std::string out;
  std::size_t backslashes = 0;  // that end what is written
  for (std::size_t i = 0; i < cell.size();) {
    const auto length = special_at(cell, i);
    const bool breaks = cell[i] == '\n';
    if (length > 0 || breaks) out.append(backslashes, '\\');
    if (length > 0) out += '\\';
    out += breaks ? line_break : cell.substr(i, std::max<std::size_t>(length, 1));
    backslashes = cell[i] == '\\' ? backslashes + 1 : 0;
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

}  // namespace

Result<Workbook> read_markdown(std::string_view text, std::string_view file) {
  if (text.size() > bounds::file_bytes)
    return fail(ErrorCode::sheet_syntax, "the file is larger than 32 MB", std::string(file), "split the survey");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!valid_utf8(text))
    return fail(ErrorCode::sheet_syntax, "the file is not UTF-8", std::string(file), "save it as UTF-8");
  WorkbookBuilder builder{std::string(file)};
  bool ruled = false;  // the present sheet's first row has its rule
  int row = 0;         // of the present sheet
  for (int line_number = 1; !text.empty(); ++line_number) {
    const auto at_line = [&](const Error& error) {
      return fail(error.code, error.message, place(file, line_number), error.hint);
    };
    const auto end = text.find('\n');
    const auto line = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.starts_with('|')) continue;
    auto cells = cells_of(line);
    if (cells.empty()) continue;
    if (is_rule(cells) && (!cells.front().empty() || (row <= 1 && !ruled))) {
      ruled = builder.has_sheet();
      continue;
    }
    const auto name = cells.front();
    cells.erase(cells.begin());
    if (!name.empty()) {
      if (const auto added = builder.add_sheet(name); !added) return at_line(added.error());
      ruled = false;
      row = 0;
    } else if (!builder.has_sheet()) {
      if (all_empty(cells)) continue;
      return fail(ErrorCode::sheet_syntax, "this row belongs to no sheet", place(file, line_number),
                  "write the sheet's name, such as 'survey', in the first column of its first row");
    }
    if (row == 0 && all_empty(cells)) continue;
    if (const auto added = builder.add_row(std::move(cells), ++row); !added) return at_line(added.error());
  }
  return std::move(builder).finish();
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
