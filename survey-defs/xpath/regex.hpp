// Regular expressions of answers, on PCRE2: Unicode, look-around, and a bound on the work one pattern may cause.
#pragma once

#include <string_view>

#include "minyi/base/result.hpp"

namespace minyi::xpath {

// Whether the pattern matches anywhere in the text (as JavaScript's test()). Error: xpath_function, the pattern does
// not compile or asks for too much work.
Result<bool> regex_found(std::string_view text, std::string_view pattern);

}  // namespace minyi::xpath
