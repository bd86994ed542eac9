#include "minyi/base/csv.hpp"

#include <algorithm>

#include "minyi/base/bytes.hpp"

namespace minyi {
namespace {

std::string line_of(const std::string& file, int line) { return file + " line " + std::to_string(line); }

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text, const std::string& file) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (!valid_utf8(text))
    return fail(ErrorCode::sheet_syntax, "not UTF-8", file, "in Excel, save it as `CSV UTF-8 (Comma delimited)`");
  const auto head = text.substr(0, text.find('\n'));
  const bool semicolons = head.find(',') == std::string_view::npos && head.find(';') != std::string_view::npos;
  const char separator = semicolons ? ';' : ',';
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
        if (at < text.size() && text[at] != separator && text[at] != '\n')
          return fail(ErrorCode::sheet_syntax, "text after a closing quote", line_of(file, line),
                      "double a quote that belongs to the text");
      } else {
        const std::size_t end = std::min(text.find_first_of(semicolons ? ";\n" : ",\n", at), text.size());
        field = text.substr(at, end - at);
        at = end;
        if (!field.empty() && field.back() == '\r' && (at == text.size() || text[at] == '\n')) field.pop_back();
      }
      row.fields.push_back(std::move(field));
      more = at < text.size() && text[at] == separator;
      if (at < text.size()) {
        if (text[at] == '\n') ++line;
        ++at;
      }
    }
    if (row.fields.size() > 1 || !row.fields.front().empty()) rows.push_back(std::move(row));
  }
  return rows;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",;\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace minyi
