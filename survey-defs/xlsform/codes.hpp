// The stable codes of what the compiler finds. The page beside this header says the same to people.
#pragma once

#include <span>
#include <string_view>

namespace minyi::xlsform {

struct CodeSpec {
  std::string_view name;     // "xlsform.unknown_type"
  std::string_view meaning;  // one line
  std::string_view mend;     // what to do
};
// In alphabetical order.
std::span<const CodeSpec> code_table();

}  // namespace minyi::xlsform
