// Surveys for the tests of the preview, as their authors write them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "minyi/xlsform/compile.hpp"

namespace minyi::testing {

inline xlsform::Compiled compiled(std::string_view markdown) {
  const auto workbook = xlsform::read_markdown(markdown, "test.md");
  REQUIRE_MESSAGE(workbook, to_string(workbook.error()));
  auto result = xlsform::compile(*workbook, {}, form::NoFiles{});
  for (const auto& error : result.errors) MESSAGE(xlsform::to_string(error));
  REQUIRE(result.form);
  return result;
}

inline std::shared_ptr<const form::Form> form_of(std::string_view markdown) { return compiled(markdown).form; }

// Skip logic: `why` is asked of those who do not know; `years` takes 18 to 99 and leads to `vote` from 60.
inline constexpr std::string_view branching = R"(
| survey | type | name | label::中文 (zh) | label::English (en) | hint::English (en) | required | required_message::English (en) | relevant | constraint | constraint_message::English (en) |
|  | select_one yn | aware | 知道吗? | Do you know? | | yes | Please choose one. | | | |
|  | text | why | 为什么? | Why not? | A word will do | | | ${aware} = 'no' | | |
|  | integer | years | 几岁? | How old? | | yes | | | . >= 18 and . <= 99 | Between 18 and 99, ${aware}. |
|  | select_multiple yn | vote | 选 | Vote | | | | ${years} >= 60 | | |
|  | note | never | 无人 | Nobody | | | | 1 = 2 | | |
| choices | list_name | name | label::中文 (zh) | label::English (en) |
|  | yn | yes | 是 | Yes |
|  | yn | no | 否 | No |
| settings | form_title | form_id | version | default_language |
|  | 测试 | branching | 1 | 中文 (zh) |
)";

}  // namespace minyi::testing
