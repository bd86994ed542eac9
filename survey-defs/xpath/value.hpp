// A value of XPath 1.0: boolean, number, string or node-set. Dates are strings in ISO 8601 that read as numbers of days
// since 1970-01-01 where a number is asked for, as the ODK XForms specification has it.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "minyi/base/clock.hpp"
#include "minyi/xpath/tree.hpp"

namespace minyi::xpath {

using NodeSet = std::vector<const Node*>;  // in document order, without duplicates
using Value = std::variant<bool, double, std::string, NodeSet>;

bool to_boolean(const Value& value);
// Texts that are dates or dateTimes become days since 1970-01-01 UTC; one without an offset is taken to be in the zone
// (without one given, in that of the process).
double to_number(const Value& value);
double to_number(const Value& value, const TimeZone& zone);
std::string to_string(const Value& value);
// XPath's number to string: no exponent, no trailing zeros, "NaN", "Infinity", "-Infinity".
std::string number_to_string(double number);
// XPath's string to number: digits with an optional minus and point, blanks around; anything else, dates too, is NaN.
double string_to_number(std::string_view text);

}  // namespace minyi::xpath
