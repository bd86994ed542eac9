// A sheet with its headers understood: aliases resolved, "label::English (en)" taken apart. One reader for all sheets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "minyi/xlsform/findings.hpp"
#include "minyi/xlsform/workbook.hpp"

namespace minyi::xlsform {

// A text, in one language or several. The languages are as the headers name them.
struct Texts {
  std::string plain{};                                           // from a column that names no language
  std::vector<std::pair<std::string, std::string>> languages{};  // language, text
  std::string header{};                                          // of a column it came from, for messages
  [[nodiscard]] bool empty() const { return plain.empty() && languages.empty(); }
  [[nodiscard]] bool translated() const { return !languages.empty(); }
  [[nodiscard]] bool any_of(bool (*test)(std::string_view)) const;
};

struct Column {
  std::string header;               // as written
  std::vector<std::string> tokens;  // {"label", "English (en)"}, {"bind", "relevant"}; empty: the column is left out
};

struct Field {
  std::size_t column;
  std::string value;
};

class Table;

// One row's cells that hold something.
class Row {
 public:
  Row(const Table& table, int number) : table_(&table), number_(number) {}
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool empty() const { return fields_.empty(); }
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] bool has(std::string_view token) const;
  [[nodiscard]] std::string text(std::string_view token) const;  // of a column of one token; empty when there is none
  [[nodiscard]] std::string text(std::string_view group, std::string_view token) const;
  [[nodiscard]] Texts texts(std::string_view token) const;
  // bind::x, media::image::English …: the second token with its texts, in column order
  [[nodiscard]] std::vector<std::pair<std::string, Texts>> group(std::string_view token) const;
  // The header of the column that holds these tokens; the tokens joined when there is none.
  [[nodiscard]] std::string header(std::string_view token, std::string_view second = {}) const;
  [[nodiscard]] const Table& table() const { return *table_; }
  void add(Field field) { fields_.push_back(std::move(field)); }

 private:
  const Table* table_;
  int number_;
  std::vector<Field> fields_{};
};

struct Alias {
  std::string_view name;   // in snake case
  std::string_view first;  // tokens that it stands for
  std::string_view second{};
};

// What becomes of columns that are not known.
enum class OtherColumns { left_out, data, refused };

struct SheetKind {
  std::string_view sheet;
  std::vector<Alias> aliases;
  std::vector<std::string_view> columns;   // known first tokens
  std::vector<std::string_view> required;  // must be there
  OtherColumns others = OtherColumns::left_out;
};

class Table {
 public:
  Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  // Rows keep a pointer to their table: a table stays where it was read.
  void read(const Sheet& sheet, const SheetKind& kind, std::string_view default_language, Findings& findings);
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }
  [[nodiscard]] bool has_column(std::string_view token) const;
  [[nodiscard]] const std::string& sheet() const { return sheet_; }
  [[nodiscard]] const std::string& default_language() const { return default_language_; }
  [[nodiscard]] Place place(const Row& row, std::string column = {}) const {
    return {sheet_, row.number(), std::move(column)};
  }

 private:
  std::string sheet_{};
  std::string default_language_{};
  std::vector<Column> columns_{};
  std::vector<Row> rows_{};
};

}  // namespace minyi::xlsform
