// A table for people: columns aligned by what a terminal shows, where a Chinese character is two cells wide.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace minyi::cli {

// Terminal cells that a text takes.
std::size_t display_width(std::string_view utf8);

enum class Align { left, right };

class Table {
 public:
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells);
  void print(std::ostream& out) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace minyi::cli
