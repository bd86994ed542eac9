#include "minyi/xlsform/table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "minyi/xlsform/strings.hpp"

namespace minyi::xlsform {

namespace {

bool knows(const SheetKind& kind, std::string_view name) {
  return std::find(kind.columns.begin(), kind.columns.end(), name) != kind.columns.end();
}

const Alias* alias_of(const SheetKind& kind, std::string_view name) {
  const auto found =
      std::find_if(kind.aliases.begin(), kind.aliases.end(), [&](const Alias& a) { return a.name == name; });
  return found == kind.aliases.end() ? nullptr : &*found;
}

std::vector<std::string> tokens_of(std::string_view header, bool double_colon, const SheetKind& kind) {
  const auto normal = snake_case(header);
  if (knows(kind, normal) && alias_of(kind, normal) == nullptr) return {normal};
  std::vector<std::string> tokens;
  if (double_colon || header.find("::") != std::string_view::npos) {
    tokens = split(header, "::");
  } else {
    tokens = split(header, ":");
    // In old forms one colon parts the tokens, but jr:count is one name.
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
      if (tokens[i] == "jr") {
        tokens[i] += ':' + tokens[i + 1];
        tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      }
  }
  const auto first = snake_case(tokens.front());
  if (const auto* alias = alias_of(kind, first)) {
    tokens.front() = alias->first;
    if (!alias->second.empty()) tokens.insert(tokens.begin() + 1, std::string(alias->second));
  } else if (knows(kind, first)) {
    tokens.front() = first;
  }
  return tokens;
}

// Whether any cell stands below the column's header.
bool holds_something(const Sheet& sheet, std::size_t column) {
  return std::any_of(sheet.rows.begin() + 1, sheet.rows.end(),
                     [&](const auto& row) { return column < row.size() && !row[column].empty(); });
}

}  // namespace

bool Texts::any_of(bool (*test)(std::string_view)) const {
  return test(plain) ||
         std::any_of(languages.begin(), languages.end(), [&](const auto& text) { return test(text.second); });
}

bool Row::has(std::string_view token) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const Field& field) { return table_->columns()[field.column].tokens.front() == token; });
}

std::string Row::text(std::string_view token) const {
  for (const auto& field : fields_) {
    const auto& tokens = table_->columns()[field.column].tokens;
    if (tokens.size() == 1 && tokens.front() == token) return field.value;
  }
  return {};
}

std::string Row::text(std::string_view group, std::string_view token) const {
  for (const auto& field : fields_) {
    const auto& tokens = table_->columns()[field.column].tokens;
    if (tokens.size() == 2 && tokens[0] == group && tokens[1] == token) return field.value;
  }
  return {};
}

namespace {

void put(Texts& texts, const std::vector<std::string>& tokens, std::size_t depth, const std::string& value) {
  if (tokens.size() == depth) {
    texts.plain = value;
  } else {
    const auto& language = tokens[depth];
    const auto known = std::find_if(texts.languages.begin(), texts.languages.end(),
                                    [&](const auto& text) { return text.first == language; });
    if (known == texts.languages.end())
      texts.languages.emplace_back(language, value);
    else
      known->second = value;
  }
}

// A text without language stands for the default language, where that has none of its own.
void settle(Texts& texts, const std::string& default_language) {
  if (texts.plain.empty() || texts.languages.empty()) return;
  const auto own = std::find_if(texts.languages.begin(), texts.languages.end(),
                                [&](const auto& text) { return text.first == default_language; });
  if (own == texts.languages.end()) texts.languages.insert(texts.languages.begin(), {default_language, texts.plain});
  texts.plain.clear();
}

}  // namespace

Texts Row::texts(std::string_view token) const {
  Texts out;
  for (const auto& field : fields_) {
    const auto& column = table_->columns()[field.column];
    if (column.tokens.front() != token || column.tokens.size() > 2) continue;
    put(out, column.tokens, 1, field.value);
    if (out.header.empty()) out.header = column.header;
  }
  settle(out, table_->default_language());
  return out;
}

std::vector<std::pair<std::string, Texts>> Row::group(std::string_view token) const {
  std::vector<std::pair<std::string, Texts>> out;
  for (const auto& field : fields_) {
    const auto& column = table_->columns()[field.column];
    if (column.tokens.front() != token || column.tokens.size() < 2 || column.tokens.size() > 3) continue;
    auto entry =
        std::find_if(out.begin(), out.end(), [&](const auto& known) { return known.first == column.tokens[1]; });
    if (entry == out.end()) entry = out.insert(out.end(), {column.tokens[1], Texts{}});
    put(entry->second, column.tokens, 2, field.value);
    if (entry->second.header.empty()) entry->second.header = column.header;
  }
  for (auto& [name, texts] : out) settle(texts, table_->default_language());
  return out;
}

std::string Row::header(std::string_view token, std::string_view second) const {
  for (const auto& column : table_->columns())
    if (!column.tokens.empty() && column.tokens[0] == token &&
        (second.empty() || (column.tokens.size() > 1 && column.tokens[1] == second)))
      return column.header;
  return std::string(second.empty() ? token : second);
}

bool Table::has_column(std::string_view token) const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [&](const Column& column) { return !column.tokens.empty() && column.tokens.front() == token; });
}

void Table::read(const Sheet& sheet, const SheetKind& kind, std::string_view default_language, Findings& findings) {
  sheet_ = kind.sheet;
  default_language_ = default_language;
  if (sheet.rows.empty()) return;
  const auto& head = sheet.rows.front();
  const bool double_colon =
      std::any_of(head.begin(), head.end(), [](const std::string& h) { return h.find("::") != std::string::npos; });
  const Place header_place{sheet_, sheet.lines.empty() ? 1 : sheet.lines.front(), {}};
  for (const auto& header : head) {
    Column column{header, {}};
    if (!header.empty()) {
      column.tokens = tokens_of(header, double_colon, kind);
      for (const auto& other : columns_) {
        if (other.tokens != column.tokens) continue;
        const bool same = other.header == header;
        findings.error("xlsform.duplicate_column", {sheet_, header_place.row, header},
                       same ? "the column '" + header + "' stands twice"
                            : "the columns '" + other.header + "' and '" + header + "' are names of the same column",
                       "rename or remove one of them");
        column.tokens.clear();
        break;
      }
      if (!column.tokens.empty() && kind.others != OtherColumns::data && !knows(kind, column.tokens.front())) {
        std::vector<std::string> names(kind.columns.begin(), kind.columns.end());
        for (const auto& alias : kind.aliases) names.emplace_back(alias.name);
        const Place place{sheet_, header_place.row, header};
        auto hint = did_you_mean(column.tokens.front(), names);
        if (const auto part = split(header, ":").front(); double_colon && hint.empty() && part != header)
          hint = "other columns of this sheet part names by '::', this one by ':'";
        const auto message = "the column '" + header + "' is not part of XLSForm";
        if (kind.others == OtherColumns::refused && holds_something(sheet, columns_.size()))
          findings.error("xlsform.unknown_column", place, message,
                         hint.empty() ? fmt::format("this sheet takes {}", fmt::join(kind.columns, ", ")) : hint);
        else
          findings.warning("xlsform.unknown_column", place, message + " and is left out", hint);
      }
    }
    columns_.push_back(std::move(column));
  }
  for (std::size_t i = 1; i < sheet.rows.size(); ++i) {
    Row row(*this, i < sheet.lines.size() ? sheet.lines[i] : static_cast<int>(i) + 1);
    for (std::size_t c = 0; c < sheet.rows[i].size(); ++c) {
      const auto& value = sheet.rows[i][c];
      if (value.empty()) continue;
      if (c >= columns_.size() || columns_[c].header.empty()) {
        findings.warning("xlsform.cell_without_header", {sheet_, row.number(), {}},
                         "a cell stands in a column without header and is left out: " + value.substr(0, 40),
                         "put a header over it in the first row");
        continue;
      }
      if (!columns_[c].tokens.empty()) row.add({c, value});
    }
    rows_.push_back(std::move(row));
  }
  for (const auto required : kind.required)
    if (!has_column(required))
      findings.error("xlsform.missing_column", header_place, "the column '" + std::string(required) + "' is missing",
                     "the first row of the sheet holds the headers");
}

}  // namespace minyi::xlsform
