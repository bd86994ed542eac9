#include "minyi/cli/csv.hpp"

#include "minyi/base/bytes.hpp"

namespace minyi::cli {
namespace {

std::string line_of(const std::string& file, int line) { return file + " line " + std::to_string(line); }

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text, const std::string& file) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (!valid_utf8(text))
    return fail(ErrorCode::sheet_syntax, "not UTF-8", file, "in Excel, save it as `CSV UTF-8 (Comma delimited)`");
  std::vector<CsvRow> rows;
  int line = 1;
  std::size_t at = 0;
  while (at < text.size()) {
    CsvRow row{line, {}};
    bool more = true;
    while (more) {
      std::string field;
      if (at < text.size() && text[at] == '"') {
        const int opened = line;
        ++at;
        while (true) {
          if (at >= text.size())
            return fail(ErrorCode::sheet_syntax, "a quote is not closed", line_of(file, opened),
                        "close it, or double a quote that belongs to the text");
          if (text[at] == '"') {
            if (at + 1 >= text.size() || text[at + 1] != '"') break;
            ++at;
          }
          if (text[at] == '\n') ++line;
          field += text[at++];
        }
        ++at;
        if (text.substr(at, 2) == "\r\n") ++at;
        if (at < text.size() && text[at] != ',' && text[at] != '\n')
          return fail(ErrorCode::sheet_syntax, "text after a closing quote", line_of(file, line),
                      "double a quote that belongs to the text");
      } else {
        const std::size_t end = std::min(text.find_first_of(",\n", at), text.size());
        field = text.substr(at, end - at);
        at = end;
        if (!field.empty() && field.back() == '\r' && (at == text.size() || text[at] == '\n')) field.pop_back();
      }
      row.fields.push_back(std::move(field));
      more = at < text.size() && text[at] == ',';
      if (at < text.size()) {
        if (text[at] == '\n') ++line;
        ++at;
      }
    }
    if (row.fields.size() > 1 || !row.fields.front().empty()) rows.push_back(std::move(row));
  }
  return rows;
}

std::string csv_text(std::string_view text) {
  std::string field(text);
  if (!field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos)
    field.insert(0, "'");
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t at = 0; at < fields.size(); ++at) line += (at > 0 ? "," : "") + fields[at];
  return line + "\n";
}

}  // namespace minyi::cli
