#include "minyi/screens/moment.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace minyi::kiosk;
using flow::Unit;
using screens::Moment;

namespace {

const std::vector<flow::Part> date{{Unit::year, "Year"}, {Unit::month, "Month"}, {Unit::day, "Day"}};
const std::vector<flow::Part> month{{Unit::month, "Month"}, {Unit::year, "Year"}};
const std::vector<flow::Part> year{{Unit::year, "Year"}};
const std::vector<flow::Part> time_of_day{{Unit::hour, "Hour"}, {Unit::minute, "Minute"}};
const std::vector<flow::Part> both{
    {Unit::year, "Year"}, {Unit::month, "Month"}, {Unit::day, "Day"}, {Unit::hour, "Hour"}, {Unit::minute, "Minute"}};

// The digits that still have a key.
std::string open(const std::string& value, Unit unit, const std::string& typed) {
  const auto moment = screens::read_moment(value);
  std::string digits;
  for (const char digit : std::string("0123456789"))
    if (screens::takes_digit(moment, unit, typed, digit)) digits += digit;
  return digits;
}

std::string with(const std::string& value, Unit unit, const std::string& typed, const std::vector<flow::Part>& parts) {
  auto moment = screens::read_moment(value);
  screens::put_digits(moment, unit, typed);
  return screens::spell_moment(moment, parts);
}

}  // namespace

TEST_CASE("what was read is spelled the same, finished or not") {
  for (const std::string value : {"2026-11-25", "195--", "--05", "2026-1-", ""})
    CHECK(screens::spell_moment(screens::read_moment(value), date) == value);
  for (const std::string value : {"09:15", "09:", ":3"})
    CHECK(screens::spell_moment(screens::read_moment(value), time_of_day) == value);
  for (const std::string value : {"2026-11-25T09:15", "2026-11-T:"})
    CHECK(screens::spell_moment(screens::read_moment(value), both) == value);
}

TEST_CASE("a month or a year alone is stored as its first day") {
  CHECK(with("", Unit::year, "1950", year) == "1950-01-01");
  CHECK(with("1950--01", Unit::month, "6", month) == "1950-06-01");
  CHECK(with("", Unit::month, "6", month) == "-06-01");
}

TEST_CASE("there is a key only where a possible date can still come of it") {
  CHECK(open("", Unit::year, "") == "12");
  CHECK(open("", Unit::year, "1950").empty());
  CHECK(open("", Unit::month, "") == "0123456789");
  CHECK(open("", Unit::month, "1") == "012");
  CHECK(open("", Unit::month, "0") == "123456789");
  CHECK(open("", Unit::month, "7").empty());
  CHECK(open("", Unit::day, "3") == "01");
  CHECK(open("2026-02-", Unit::day, "3").empty());
  CHECK(open("2026-02-", Unit::day, "2") == "012345678");
  CHECK(open("2028-02-", Unit::day, "2") == "0123456789");
  CHECK(open("2026-04-", Unit::day, "3") == "0");
  CHECK(open("", Unit::hour, "2") == "0123");
  CHECK(open("", Unit::minute, "5") == "0123456789");
  CHECK(open("", Unit::minute, "6").empty());
}

TEST_CASE("no way of typing leads to a date that there is not") {
  CHECK(with("2026-05-31", Unit::month, "2", date) == "2026-02-28");
  CHECK(with("2028-02-29", Unit::year, "2027", date) == "2027-02-28");
  CHECK(with("-02-29", Unit::year, "2028", date) == "2028-02-29");
  CHECK(with("2026-11-25", Unit::day, "", date) == "2026-11-");
}
