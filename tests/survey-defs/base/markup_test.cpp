#include "minyi/base/markup.hpp"

#include <doctest/doctest.h>

using minyi::escape_markup;

TEST_CASE("what a reader of labels would take for a mark is escaped, and nothing else is touched") {
  CHECK(escape_markup("**b** _i_ <b>&amp;[x](y)") == "\\*\\*b\\*\\* \\_i\\_ \\<b>\\&amp;\\[x](y)");
  CHECK(escape_markup("# one\n - two\n+3") == "\\# one\n \\- two\n\\+3");
  CHECK(escape_markup("a-b 1.5 中文 (x) C:\\x") == "a-b 1.5 中文 (x) C:\\\\x");
  CHECK(escape_markup("").empty());
}
