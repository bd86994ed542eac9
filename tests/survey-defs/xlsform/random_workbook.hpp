// Workbooks whose cells hold what the formats have a meaning of their own for.
#pragma once

#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "minyi/xlsform/workbook.hpp"

namespace minyi::testing {

class RandomWorkbooks {
 public:
  explicit RandomWorkbooks(unsigned seed) : random_(seed) {}

  // Cells are put together of these.
  xlsform::Workbook next(const std::vector<std::string>& pieces) {
    xlsform::WorkbookBuilder builder("");
    for (std::size_t sheet = 0, sheets = 1 + below(3); sheet < sheets; ++sheet) {
      REQUIRE(builder.add_sheet("sheet" + std::to_string(sheet)));
      for (int row = 1; row <= 4; ++row) {
        std::vector<std::string> cells(1 + below(4));
        for (auto& cell : cells)
          for (std::size_t piece = below(6); piece > 0; --piece) cell += pieces[below(pieces.size())];
        REQUIRE(builder.add_row(std::move(cells), row));
      }
    }
    return std::move(builder).finish();
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::mt19937 random_;
};

}  // namespace minyi::testing
