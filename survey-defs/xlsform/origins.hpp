// Where in the workbook the things of a compiled form come from, so that whoever finds fault with the form can name
// the cell.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minyi::xlsform {

struct Survey;

// Where in the workbook something stands.
struct Place {
  std::string sheet{};
  int row = 0;           // 0: the whole sheet
  std::string column{};  // header as written; empty: the whole row
};

class Origins {
 public:
  Origins() = default;
  explicit Origins(const Survey& survey);

  // Of a node ("/data/person/age"). `part` is XLSForm's name of a column ("label", "relevant", "constraint_message" …)
  // or empty for the row; where the sheet has no such column, its name with the language. No sheet for a node that the
  // compiler added.
  [[nodiscard]] Place node(std::string_view path, std::string_view part, std::string_view language) const;
  // Of a choice, or of its list when `value` is empty.
  [[nodiscard]] Place choice(std::string_view list, std::string_view value, std::string_view part,
                             std::string_view language) const;

 private:
  struct Header {
    std::string text;
    std::vector<std::string> tokens;
  };
  [[nodiscard]] static std::string column(const std::vector<Header>& headers, std::string_view part,
                                          std::string_view language);

  std::vector<Header> survey_{}, choices_{};
  std::map<std::string, int, std::less<>> rows_{};
  std::map<std::pair<std::string, std::string>, int, std::less<>> choice_rows_{};
};

}  // namespace minyi::xlsform
