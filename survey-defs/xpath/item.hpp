// A value while it is being computed: a public Value, or a moment. Dates are moments inside, so that today() + 1,
// date(0) = date('1970-01-01T00:00:00Z') and the boolean of an unreadable date come out right; they leave as strings.
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <variant>

#include "minyi/base/clock.hpp"
#include "minyi/xpath/value.hpp"

namespace minyi::xpath {

struct Moment {
  enum class Text {
    shortest,   // date, or dateTime where there is a time of day
    date_time,  // always dateTime
    days,       // whole days since 1970-01-01: what number() makes of a date
  };
  double milliseconds = std::numeric_limits<double>::quiet_NaN();  // since 1970-01-01 UTC; NaN: not a date
  Text text = Text::shortest;
  [[nodiscard]] bool valid() const { return std::isfinite(milliseconds); }
  [[nodiscard]] double days() const { return milliseconds / 86'400'000.0; }
};

using Item = std::variant<bool, double, std::string, NodeSet, Moment>;

bool item_boolean(const Item& item);
double item_number(const Item& item, const TimeZone& zone);
std::string item_string(const Item& item, const TimeZone& zone);
Value item_value(Item item, const TimeZone& zone);

// Number of a text, dates included.
double text_number(std::string_view text, const TimeZone& zone);

}  // namespace minyi::xpath
